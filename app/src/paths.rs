//! Every address that a page links to, built from typed parts.

use leptos_router::location::Url;
use model::{
    FolderId, JobId, ProjectFileId, ProjectId, QueryId, RunId, SavedViewId, ScriptId, SessionClusterId, SnapshotId,
    TemplateId, UserId, VariableId,
};

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
/// What one was told.
pub const INBOX: &str = "/inbox";
/// All projects one belongs to.
pub const PROJECTS: &str = "/projects";
/// Makes a project.
pub const NEW_PROJECT: &str = "/projects/new";
/// People.
pub const USERS: &str = "/users";
/// Makes an account.
pub const NEW_USER: &str = "/users/new";
/// Chooses a password by a one-time link.
pub const PASSWORD: &str = "/password";
/// What happened, as a sheet.
pub const AUDIT_SHEET: &str = "/audit.csv";
/// What happened.
pub const AUDIT: &str = "/audit";
/// Session clusters.
pub const CLUSTERS: &str = "/clusters";
/// The folder of scripts in which all others are, as an address says it.
pub const TOP: &str = "top";
/// The script as it stands, where a version could be named.
pub const NOW: &str = "now";
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

/// What lies in a folder of scripts, or at the top, by pages from 1.
pub fn scripts(project: ProjectId, folder: Option<FolderId>, page: u32) -> String {
    let folder = folder.map_or_else(|| TOP.into(), |folder| folder.to_string());
    let first = format!("{}?folder={folder}", sql(project));
    if page > 1 { format!("{first}&page={page}") } else { first }
}

/// A script in the SQL workspace, with a folder open beside it.
pub fn script_and_folder(project: ProjectId, open: ScriptId, folder: FolderId) -> String {
    format!("{}?folder={folder}#folder-{folder}", script(project, open))
}

/// A script in the SQL workspace, with what was searched for beside it.
pub fn script_found(project: ProjectId, found: ScriptId, text: &str) -> String {
    with_query(&script(project, found), &[("q", text)])
}

/// A script in the SQL workspace.
pub fn script(project: ProjectId, script: ScriptId) -> String {
    format!("/projects/{project}/sql/{script}")
}

/// The form for a script, in a folder.
pub fn new_script(project: ProjectId, folder: Option<FolderId>) -> String {
    in_folder(format!("/projects/{project}/scripts/new"), folder)
}

/// The form for a folder, in a folder.
pub fn new_folder(project: ProjectId, folder: Option<FolderId>) -> String {
    in_folder(format!("/projects/{project}/folders/new"), folder)
}

/// A folder's name, place and end.
pub fn folder(project: ProjectId, folder: FolderId) -> String {
    format!("/projects/{project}/folders/{folder}")
}

/// A script's name, place and end.
pub fn script_properties(project: ProjectId, script: ScriptId) -> String {
    format!("/projects/{project}/sql/{script}/properties")
}

/// A script's versions.
pub fn versions(project: ProjectId, script: ScriptId) -> String {
    format!("/projects/{project}/sql/{script}/versions")
}

/// One version of a script.
pub fn version(project: ProjectId, script: ScriptId, number: i64) -> String {
    format!("/projects/{project}/sql/{script}/versions/{number}")
}

/// Makes a script say what it said in a version.
pub fn restore_version(project: ProjectId, script: ScriptId, number: i64) -> String {
    format!("/projects/{project}/sql/{script}/versions/{number}/restore")
}

/// Two versions of a script beside each other; [`NOW`] is the script as it stands.
pub fn compare_versions(project: ProjectId, script: ScriptId, from: &str, to: &str) -> String {
    with_query(&format!("/projects/{project}/sql/{script}/versions/compare"), &[("from", from), ("to", to)])
}

fn in_folder(path: String, folder: Option<FolderId>) -> String {
    match folder {
        Some(folder) => format!("{path}?folder={folder}"),
        None => path,
    }
}

/// The jobs of a project.
pub fn jobs(project: ProjectId) -> String {
    format!("/projects/{project}/jobs")
}

/// The views of the jobs that are kept.
pub fn saved_views(project: ProjectId) -> String {
    format!("/projects/{project}/jobs/views")
}

/// One of them.
pub fn saved_view(project: ProjectId, view: SavedViewId) -> String {
    format!("{}/{view}", saved_views(project))
}

/// What will happen when something is asked of many jobs.
pub fn bulk_jobs(project: ProjectId) -> String {
    format!("/projects/{project}/jobs/bulk")
}

/// The form for a job, of a script.
pub fn new_job(project: ProjectId, script: Option<ScriptId>) -> String {
    let path = format!("/projects/{project}/jobs/new");
    match script {
        Some(script) => format!("{path}?script={script}"),
        None => path,
    }
}

/// The form for a job, of a jar.
pub fn new_jar_job(project: ProjectId, jar: ProjectFileId) -> String {
    format!("/projects/{project}/jobs/new?jar={jar}")
}

/// A job: what it does, what was done to it, what it can go on from.
pub fn job(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}")
}

/// The parts of a job, as its cluster tells of them.
pub fn job_tasks(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/tasks")
}

/// The checkpoints of a job, as its cluster tells of them.
pub fn job_checkpoints(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/checkpoints")
}

/// What went wrong in a job, as its cluster tells of it.
pub fn job_exceptions(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/exceptions")
}

/// The numbers of a job in the last hour.
pub fn job_metrics(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/metrics")
}

/// What is kept of a run that did not end well.
pub fn evidence(project: ProjectId, job: JobId, run: RunId) -> String {
    format!("/projects/{project}/jobs/{job}/runs/{run}/evidence")
}

/// A log that is kept with it, as a file.
pub fn evidence_log(project: ProjectId, job: JobId, run: RunId) -> String {
    format!("{}.txt", evidence(project, job, run))
}

/// The logs of the cluster that a job runs on.
pub fn job_logs(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/logs")
}

/// The end of such a log as a file.
pub fn job_log_file(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/logs.txt")
}

/// What is said of a job, and its end.
pub fn edit_job(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/edit")
}

/// What would be submitted, and from which state.
pub fn deploy_job(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/deploy")
}

/// What would be put in the place of what runs, and with which state.
pub fn upgrade_job(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/{job}/upgrade")
}

/// What an earlier run had, and with which state it would run again.
pub fn roll_back_job(project: ProjectId, job: JobId, run: RunId) -> String {
    format!("/projects/{project}/jobs/{job}/runs/{run}/roll-back")
}

/// A snapshot of a job, and its end.
pub fn snapshot(project: ProjectId, job: JobId, snapshot: SnapshotId) -> String {
    format!("/projects/{project}/jobs/{job}/snapshots/{snapshot}")
}

/// The form for a job that is like another one.
pub fn copy_job(project: ProjectId, job: JobId) -> String {
    format!("/projects/{project}/jobs/new?copy={job}")
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

/// Uploads the next version of a jar.
pub fn file_versions(project: ProjectId, file: ProjectFileId) -> String {
    format!("/projects/{project}/files/{file}/versions")
}

/// Where the page script sends files of a project piece by piece.
pub fn uploads(project: ProjectId) -> String {
    format!("/projects/{project}/uploads")
}

/// Settings that a project's jobs inherit.
pub fn templates(project: ProjectId) -> String {
    format!("/projects/{project}/templates")
}

/// The form for a template.
pub fn new_template(project: ProjectId) -> String {
    format!("/projects/{project}/templates/new")
}

/// What is said of a template, and its end.
pub fn template(project: ProjectId, template: TemplateId) -> String {
    format!("/projects/{project}/templates/{template}")
}

/// A project's variables.
pub fn variables(project: ProjectId) -> String {
    format!("/projects/{project}/variables")
}

/// One variable.
pub fn variable(project: ProjectId, variable: VariableId) -> String {
    format!("/projects/{project}/variables/{variable}")
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

/// What happened in a project, as a sheet.
pub fn project_audit_sheet(project: ProjectId) -> String {
    format!("/projects/{project}/audit.csv")
}

/// One person.
pub fn user(user: UserId) -> String {
    format!("/users/{user}")
}

/// Gives a person another role.
pub fn user_role(user: UserId) -> String {
    format!("/users/{user}/role")
}

/// Disables or enables a person.
pub fn user_access(user: UserId) -> String {
    format!("/users/{user}/access")
}

/// Ends a person's sessions.
pub fn user_sessions(user: UserId) -> String {
    format!("/users/{user}/sessions")
}

/// Makes a link by which a person chooses a password.
pub fn user_password_link(user: UserId) -> String {
    format!("/users/{user}/password-link")
}

/// An address with its query; what has no value is left out.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<_> = given.map(|(name, value)| format!("{name}={}", Url::escape(value))).collect();
    if query.is_empty() { path.into() } else { format!("{path}?{}", query.join("&")) }
}

/// One session cluster.
pub fn cluster(cluster: SessionClusterId) -> String {
    format!("/clusters/{cluster}")
}

/// Which savepoints are taken of a job by themselves.
pub fn job_savepoints(project: ProjectId, job: JobId) -> String {
    format!("{}/savepoints", self::job(project, job))
}

/// Leaving a job alone for a while.
pub fn job_hands_off(project: ProjectId, job: JobId) -> String {
    format!("{}/hands-off", self::job(project, job))
}

/// Leaving a session cluster alone for a while.
pub fn cluster_hands_off(cluster: SessionClusterId) -> String {
    format!("/clusters/{cluster}/hands-off")
}

/// Leaving everything alone for a while.
pub const HANDS_OFF: &str = "/clusters/hands-off";

/// What is said of a session cluster.
pub fn edit_cluster(cluster: SessionClusterId) -> String {
    format!("/clusters/{cluster}/edit")
}

/// Forgets a session cluster.
pub fn delete_cluster(cluster: SessionClusterId) -> String {
    format!("/clusters/{cluster}/delete")
}

/// Acts on the local engine.
pub fn cluster_engine(cluster: SessionClusterId) -> String {
    format!("/clusters/{cluster}/engine")
}

/// Which projects may use a session cluster.
pub fn cluster_grants(cluster: SessionClusterId) -> String {
    format!("/clusters/{cluster}/grants")
}

/// Stops a query, whoever runs it.
pub fn stop_on_cluster(cluster: SessionClusterId, query: QueryId) -> String {
    format!("/clusters/{cluster}/queries/{query}")
}
