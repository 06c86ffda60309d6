//! Whole pages, each settled before its first byte, and the parts of them that change while they are open.
//!
//! Nothing but the server knows this crate, so that a change of a page compiles only what it must.

// The type of a view is as deep as its elements.
#![recursion_limit = "512"]
#![expect(unreachable_pub, reason = "the macros of Leptos write public items for components of any visibility")]

mod account;
mod audit;
mod card;
mod clusters;
mod files;
mod frame;
mod hands_off;
mod home;
mod inbox;
mod jobs;
mod live;
mod log_text;
mod members;
mod projects;
mod queries;
mod refused;
mod shell;
mod sign_in;
mod sql;
mod templates;
mod users;
mod variables;
mod versions;
mod visit;

pub(crate) use clusters::{ClusterLine, cluster_sight, engine_view, visible_clusters};
pub(crate) use jobs::{JobLine, JobMetricsNow, JobNow, job_view, metrics_view};
pub(crate) use projects::ProjectLine;
pub(crate) use queries::QueryLine;
pub(crate) use users::UserLine;

use account::AccountPage;
use app::{
    context::{Actor, AppState, Refusal},
    live::Seen,
};
use audit::{AuditPage, ProjectAuditPage};
use axum::routing::{MethodRouter, get};
use clusters::{ClusterPage, ClustersPage, EditClusterPage, NewClusterPage};
use files::{FilePage, FilesPage};
use futures::future::BoxFuture;
use hands_off::{ClusterHandsOffPage, HandsOffPage, JobHandsOffPage};
use home::HomePage;
use inbox::InboxPage;
use jobs::{
    BulkJobsPage, DeployJobPage, EditJobPage, EvidencePage, JobCheckpointsPage, JobExceptionsPage, JobLogsPage,
    JobMetricsPage, JobPage, JobSavepointsPage, JobTasksPage, JobsPage, NewJobPage, RollBackJobPage, SavedViewPage,
    SavedViewsPage, SnapshotPage, UpgradeJobPage,
};
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, generate_route_list};
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};
use members::MembersPage;
use model::Topic;
use projects::{NewProjectPage, ProjectPage, ProjectSettingsPage, ProjectsPage};
use queries::{QueriesPage, QueryPage};
use sign_in::{AdminLinkPage, SetupPage, SignInPage};
use sql::{FolderPage, NewFolderPage, NewScriptPage, ScriptPropertiesPage, SqlPage, SqlStartPage};
use templates::{NewTemplatePage, TemplatePage, TemplatesPage};
use users::{ChoosePasswordPage, NewUserPage, UserPage, UsersPage};
use variables::{VariablePage, VariablesPage};
use versions::{CompareVersionsPage, RestoreVersionPage, VersionPage, VersionsPage};

/// The routed pages.
#[component]
fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=refused::not_found>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/admin-link") view=AdminLinkPage ssr=SsrMode::Async/>
                <Route path=path!("/password") view=ChoosePasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/inbox") view=InboxPage ssr=SsrMode::Async/>
                <Route path=path!("/projects") view=ProjectsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/new") view=NewProjectPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project") view=ProjectPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/settings") view=ProjectSettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/members") view=MembersPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/sql") view=SqlStartPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/sql/:script") view=SqlPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/sql/:script/properties") view=ScriptPropertiesPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/sql/:script/versions") view=VersionsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/sql/:script/versions/compare") view=CompareVersionsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/sql/:script/versions/:version") view=VersionPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/sql/:script/versions/:version/restore") view=RestoreVersionPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/scripts/new") view=NewScriptPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/folders/new") view=NewFolderPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/folders/:folder") view=FolderPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/variables") view=VariablesPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/variables/:variable") view=VariablePage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs") view=JobsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/new") view=NewJobPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/bulk") view=BulkJobsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/views") view=SavedViewsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/views/:view") view=SavedViewPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job") view=JobPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/metrics") view=JobMetricsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/logs") view=JobLogsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/tasks") view=JobTasksPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/checkpoints") view=JobCheckpointsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/exceptions") view=JobExceptionsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/hands-off") view=JobHandsOffPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/savepoints") view=JobSavepointsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/edit") view=EditJobPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/deploy") view=DeployJobPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/upgrade") view=UpgradeJobPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/runs/:run/roll-back") view=RollBackJobPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/runs/:run/evidence") view=EvidencePage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs/:job/snapshots/:snapshot") view=SnapshotPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/templates") view=TemplatesPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/templates/new") view=NewTemplatePage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/templates/:template") view=TemplatePage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/queries") view=QueriesPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/queries/:query") view=QueryPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/audit") view=ProjectAuditPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/files") view=FilesPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/files/:file") view=FilePage ssr=SsrMode::Async/>
                <Route path=path!("/clusters") view=ClustersPage ssr=SsrMode::Async/>
                <Route path=path!("/clusters/new") view=NewClusterPage ssr=SsrMode::Async/>
                <Route path=path!("/clusters/hands-off") view=HandsOffPage ssr=SsrMode::Async/>
                <Route path=path!("/clusters/:cluster/hands-off") view=ClusterHandsOffPage ssr=SsrMode::Async/>
                <Route path=path!("/clusters/:cluster") view=ClusterPage ssr=SsrMode::Async/>
                <Route path=path!("/clusters/:cluster/edit") view=EditClusterPage ssr=SsrMode::Async/>
                <Route path=path!("/users") view=UsersPage ssr=SsrMode::Async/>
                <Route path=path!("/users/new") view=NewUserPage ssr=SsrMode::Async/>
                <Route path=path!("/users/:user") view=UserPage ssr=SsrMode::Async/>
                <Route path=path!("/audit") view=AuditPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}

/// The routes of the pages.
pub fn routes() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

/// The document of the page that a request asks for.
pub fn document(state: AppState) -> AnyView {
    shell::shell(state).into_any()
}

/// The topic as it is now, if the person may see it.
///
/// # Errors
/// Those of asking for it; a stranger's topic is [`Refusal::NotFound`].
pub fn see<'a>(topic: Topic, state: &'a AppState, actor: &'a Actor) -> BoxFuture<'a, Result<Seen, Refusal>> {
    Box::pin(live::see(topic, state, actor))
}

/// The routes of lists that are offered for download.
pub fn downloads() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/projects/{project}/audit.csv", get(audit::project_audit_sheet)),
        ("/audit.csv", get(audit::audit_sheet)),
        ("/projects/{project}/jobs/{job}/logs.txt", get(jobs::job_log_file)),
        ("/projects/{project}/jobs/{job}/runs/{run}/evidence.txt", get(jobs::evidence_log)),
    ]
}
