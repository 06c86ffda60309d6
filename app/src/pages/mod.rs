//! Whole pages, each settled before its first byte.

mod account;
mod frame;
mod home;
mod members;
mod projects;
mod refused;
mod shell;
mod sign_in;
mod visit;

pub use refused::{plain_refusal, sentence};
pub use shell::shell;

use account::AccountPage;
use home::HomePage;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};
use members::MembersPage;
use projects::{NewProjectPage, ProjectPage, ProjectSettingsPage, ProjectsPage};
use sign_in::{AdminLinkPage, SetupPage, SignInPage};

/// The routed pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=refused::not_found>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/admin-link") view=AdminLinkPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/projects") view=ProjectsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/new") view=NewProjectPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project") view=ProjectPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/settings") view=ProjectSettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/members") view=MembersPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
