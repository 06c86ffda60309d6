//! The table itself.

use super::{
    Access::{Project, Public, SignedIn, System},
    Rule,
};
use model::authority::*;

/// A script of 1 MiB, in whatever way its characters are escaped.
const SCRIPT_BYTES: usize = 8 * 1024 * 1024;

/// Certificates and a key, in whatever way their characters are escaped.
const CLUSTER_BYTES: usize = 2 * 1024 * 1024;

/// More than a jar may have, so that one that is too large is told so by its form.
const UPLOAD_BYTES: usize = 512 * 1024 * 1024;

/// A piece of an upload.
const PIECE_BYTES: usize = store::MOST_PIECE;

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
    Rule::get("/password", Public),
    Rule::post("/password", Public),
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
    // SQL.
    Rule::get("/projects/{project}/sql", Project(ScriptView::NAME)),
    Rule::get("/projects/{project}/sql/{script}", Project(ScriptView::NAME)).with_islands(),
    Rule::post("/projects/{project}/sql/{script}", Project(ScriptView::NAME)).up_to(SCRIPT_BYTES),
    Rule::get("/projects/{project}/sql/{script}/properties", Project(ScriptEdit::NAME)),
    Rule::post("/projects/{project}/sql/{script}/properties", Project(ScriptEdit::NAME)),
    Rule::get("/projects/{project}/sql/{script}/versions", Project(ScriptView::NAME)),
    Rule::post("/projects/{project}/sql/{script}/versions", Project(ScriptEdit::NAME)),
    Rule::get("/projects/{project}/sql/{script}/versions/compare", Project(ScriptView::NAME)),
    Rule::get("/projects/{project}/sql/{script}/versions/{version}", Project(ScriptView::NAME)),
    Rule::get("/projects/{project}/sql/{script}/versions/{version}/restore", Project(ScriptEdit::NAME)),
    Rule::post("/projects/{project}/sql/{script}/versions/{version}/restore", Project(ScriptEdit::NAME)),
    Rule::get("/projects/{project}/scripts/new", Project(ScriptEdit::NAME)),
    Rule::post("/projects/{project}/scripts/new", Project(ScriptEdit::NAME)),
    Rule::get("/projects/{project}/folders/new", Project(ScriptEdit::NAME)),
    Rule::post("/projects/{project}/folders/new", Project(ScriptEdit::NAME)),
    Rule::get("/projects/{project}/folders/{folder}", Project(ScriptEdit::NAME)),
    Rule::post("/projects/{project}/folders/{folder}", Project(ScriptEdit::NAME)),
    // Jobs.
    Rule::get("/projects/{project}/jobs", Project(JobView::NAME)),
    Rule::get("/projects/{project}/jobs/new", Project(JobEdit::NAME)),
    Rule::post("/projects/{project}/jobs/new", Project(JobEdit::NAME)),
    Rule::get("/projects/{project}/jobs/{job}", Project(JobView::NAME)),
    Rule::post("/projects/{project}/jobs/{job}", Project(JobControl::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/tasks", Project(JobView::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/checkpoints", Project(JobView::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/exceptions", Project(JobView::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/metrics", Project(JobView::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/logs", Project(JobView::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/logs.txt", Project(JobView::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/edit", Project(JobEdit::NAME)),
    Rule::post("/projects/{project}/jobs/{job}/edit", Project(JobEdit::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/deploy", Project(JobControl::NAME)),
    Rule::post("/projects/{project}/jobs/{job}/deploy", Project(JobControl::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/upgrade", Project(JobControl::NAME)),
    Rule::post("/projects/{project}/jobs/{job}/upgrade", Project(JobControl::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/runs/{run}/roll-back", Project(JobControl::NAME)),
    Rule::post("/projects/{project}/jobs/{job}/runs/{run}/roll-back", Project(JobControl::NAME)),
    Rule::get("/projects/{project}/jobs/{job}/snapshots/{snapshot}", Project(JobView::NAME)),
    Rule::post("/projects/{project}/jobs/{job}/snapshots/{snapshot}", Project(JobControl::NAME)),
    // Queries.
    Rule::get("/projects/{project}/queries", Project(QueryView::NAME)),
    Rule::get("/projects/{project}/queries/{query}", Project(QueryView::NAME)),
    Rule::post("/projects/{project}/queries/{query}", Project(QueryView::NAME)),
    Rule::post("/api/run_statement", SignedIn).up_to(SCRIPT_BYTES),
    Rule::post("/api/read_rows", SignedIn),
    Rule::post("/api/session", SignedIn),
    Rule::post("/api/stop_query", SignedIn),
    Rule::post("/api/keep_newest", SignedIn),
    Rule::post("/api/save_script", SignedIn).up_to(SCRIPT_BYTES),
    Rule::get("/projects/{project}/audit", Project(ProjectManage::NAME)),
    Rule::get("/projects/{project}/audit.csv", Project(ProjectManage::NAME)),
    Rule::get("/projects/{project}/variables", Project(VariableView::NAME)),
    Rule::post("/projects/{project}/variables", Project(VariableEdit::NAME)),
    Rule::get("/projects/{project}/variables/{variable}", Project(VariableEdit::NAME)),
    Rule::post("/projects/{project}/variables/{variable}", Project(VariableEdit::NAME)),
    // Session clusters and jars.
    Rule::get("/clusters", SignedIn),
    Rule::get("/clusters/new", System(ClusterManage::NAME)),
    Rule::post("/clusters/new", System(ClusterManage::NAME)).up_to(CLUSTER_BYTES),
    Rule::get("/clusters/{cluster}", SignedIn),
    Rule::post("/clusters/{cluster}", System(ClusterManage::NAME)),
    Rule::get("/clusters/{cluster}/edit", System(ClusterManage::NAME)),
    Rule::post("/clusters/{cluster}/edit", System(ClusterManage::NAME)).up_to(CLUSTER_BYTES),
    Rule::post("/clusters/{cluster}/delete", System(ClusterManage::NAME)),
    Rule::post("/clusters/{cluster}/engine", System(ClusterManage::NAME)),
    Rule::post("/clusters/{cluster}/grants", System(ClusterManage::NAME)),
    Rule::post("/clusters/{cluster}/queries/{query}", System(ClusterManage::NAME)),
    Rule::get("/projects/{project}/files", Project(FileView::NAME)),
    Rule::post("/projects/{project}/files", Project(FileEdit::NAME)).up_to(UPLOAD_BYTES),
    Rule::get("/projects/{project}/files/{file}", Project(FileView::NAME)),
    Rule::post("/projects/{project}/files/{file}", Project(FileEdit::NAME)),
    Rule::post("/projects/{project}/files/{file}/versions", Project(FileEdit::NAME)).up_to(UPLOAD_BYTES),
    Rule::post("/projects/{project}/uploads", Project(FileEdit::NAME)),
    Rule::post("/projects/{project}/uploads/{upload}", Project(FileEdit::NAME)).up_to(PIECE_BYTES),
    Rule::get("/users", System(UserView::NAME)),
    Rule::get("/users/new", System(UserManage::NAME)),
    Rule::post("/users/new", System(UserManage::NAME)),
    Rule::get("/users/{user}", System(UserView::NAME)),
    Rule::post("/users/{user}/role", System(UserManage::NAME)),
    Rule::post("/users/{user}/access", System(UserManage::NAME)),
    Rule::post("/users/{user}/sessions", System(UserManage::NAME)),
    Rule::post("/users/{user}/password-link", System(UserManage::NAME)),
    Rule::get("/audit", System(AuditView::NAME)),
    Rule::get("/audit.csv", System(AuditView::NAME)),
];
