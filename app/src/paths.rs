//! Every address that a page links to, built from typed parts.

use model::{ProjectFileId, ProjectId, QueryId, ScriptId, SessionClusterId, UserId};

/// The start page: leads to where one left off.
pub const HOME: &str = "/";
/// The door.
pub const SIGN_IN: &str = "/sign-in";
/// Begins a sign-in at the provider.
pub const PROVIDER_SIGN_IN: &str = "/auth/login";
/// Ends the session.
pub const SIGN_OUT: &str = "/auth/logout";
/// Language, theme and zone of this browser.
pub const PREFERENCES: &str = "/preferences";
/// The own account.
pub const ACCOUNT: &str = "/account";
/// All projects one belongs to.
pub const PROJECTS: &str = "/projects";
/// Makes a project.
pub const NEW_PROJECT: &str = "/projects/new";
/// People.
pub const USERS: &str = "/users";
/// What happened.
pub const AUDIT: &str = "/audit";
/// Session clusters.
pub const CLUSTERS: &str = "/clusters";
/// Registers an external cluster.
pub const NEW_CLUSTER: &str = "/clusters/new";

/// A project's start.
pub fn project(project: ProjectId) -> String {
    format!("/projects/{project}")
}

/// The SQL workspace without a script.
pub fn sql(project: ProjectId) -> String {
    format!("/projects/{project}/sql")
}

/// A script in the SQL workspace.
pub fn script(project: ProjectId, script: ScriptId) -> String {
    format!("/projects/{project}/sql/{script}")
}

/// What was run, by whom, with which outcome.
pub fn queries(project: ProjectId) -> String {
    format!("/projects/{project}/queries")
}

/// One query and its rows.
pub fn query(project: ProjectId, query: QueryId) -> String {
    format!("/projects/{project}/queries/{query}")
}

/// A project's jars.
pub fn files(project: ProjectId) -> String {
    format!("/projects/{project}/files")
}

/// One jar.
pub fn file(project: ProjectId, file: ProjectFileId) -> String {
    format!("/projects/{project}/files/{file}")
}

/// A project's members.
pub fn members(project: ProjectId) -> String {
    format!("/projects/{project}/members")
}

/// A project's name, description, archive and end.
pub fn project_settings(project: ProjectId) -> String {
    format!("/projects/{project}/settings")
}

/// What happened in a project.
pub fn project_audit(project: ProjectId) -> String {
    format!("/projects/{project}/audit")
}

/// One person.
pub fn user(user: UserId) -> String {
    format!("/users/{user}")
}

/// One session cluster.
pub fn cluster(cluster: SessionClusterId) -> String {
    format!("/clusters/{cluster}")
}
