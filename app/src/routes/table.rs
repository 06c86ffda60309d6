//! The table itself.

use super::{
    Access::{Project, Public, SignedIn, System},
    Rule,
};
use model::authority::*;

/// All routes of the server; a test demands that each page, form and server function is here.
pub static RULES: &[Rule] = &[
    // The doors.
    Rule::get("/", SignedIn),
    Rule::get("/sign-in", Public),
    Rule::post("/sign-in", Public),
    Rule::get("/setup", Public),
    Rule::post("/setup", Public),
    Rule::get("/admin-link", Public),
    Rule::post("/admin-link", Public),
    Rule::get("/auth/login", Public),
    Rule::get("/auth/callback", Public),
    Rule::post("/auth/logout", SignedIn),
    Rule::post("/auth/backchannel-logout", Public).for_any_origin(),
    Rule::post("/preferences", Public),
    // The person.
    Rule::get("/account", SignedIn),
    Rule::post("/account", SignedIn),
    Rule::post("/account/password", SignedIn),
    Rule::post("/account/sessions", SignedIn),
    Rule::get("/live", SignedIn),
    Rule::get("/palette", SignedIn),
    // Projects and people.
    Rule::get("/projects", SignedIn),
    Rule::get("/projects/new", System(ProjectCreate::NAME)),
    Rule::post("/projects/new", System(ProjectCreate::NAME)),
    Rule::post("/projects/enter", System(ProjectEnter::NAME)),
    Rule::get("/projects/{project}", Project(ProjectView::NAME)),
    Rule::get("/projects/{project}/settings", Project(ProjectView::NAME)),
    Rule::post("/projects/{project}/settings", Project(ProjectManage::NAME)),
    Rule::post("/projects/{project}/archive", Project(ProjectManage::NAME)),
    Rule::post("/projects/{project}/delete", Project(ProjectManage::NAME)),
    Rule::get("/projects/{project}/members", Project(ProjectView::NAME)),
    Rule::post("/projects/{project}/members", Project(MemberManage::NAME)),
    Rule::post("/projects/{project}/members/{user}", Project(MemberManage::NAME)),
];
