//! All sentences, in both languages. A missing one does not compile.
//!
//! One file a capability: the struct says what there is to say, and two statics say it. Islands get their words as
//! props, so nothing of this is in the browser's module.

mod account;
mod acts;
mod audit;
mod clusters;
mod common;
mod engine;
mod files;
mod hands_off;
mod inbox;
mod job_bulk;
mod job_error;
mod job_inside;
mod job_labels;
mod job_logs;
mod job_metrics;
mod job_savepoints;
mod job_steps;
mod jobs;
mod local_error;
mod problem;
mod projects;
mod saved_views;
mod sign_in;
mod sql;
mod sql_problem;
mod templates;
mod users;
mod variables;
mod versions;

pub use account::Account;
pub use acts::{act, act_groups, object_kind};
pub use audit::Audit;
pub use clusters::Clusters;
pub use common::Common;
pub use engine::{Engine, span};
pub use files::Files;
pub use hands_off::HandsOff;
pub use inbox::Inbox;
pub use job_bulk::JobBulk;
pub use job_error::job_error;
pub use job_inside::JobInside;
pub use job_labels::JobLabels;
pub use job_logs::JobLogs;
pub use job_metrics::{JobMetrics, amount, measured};
pub use job_savepoints::JobSavepoints;
pub use job_steps::JobSteps;
pub use jobs::Jobs;
pub use local_error::{Reason, local_error};
pub use problem::{bytes, problem};
pub use projects::Projects;
pub use saved_views::SavedViews;
pub use sign_in::SignIn;
pub use sql::Sql;
pub use sql_problem::sql_problem;
pub use templates::Templates;
pub use users::Users;
pub use variables::Variables;
pub use versions::Versions;

use crate::locale::Language;
use model::Code;

/// Everything that can be said in one language.
#[derive(Debug)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// What many pages say.
    pub common: &'static Common,
    /// Signing in and the first start.
    pub sign_in: &'static SignIn,
    /// Projects and members.
    pub projects: &'static Projects,
    /// The own account.
    pub account: &'static Account,
    /// The SQL workspace.
    pub sql: &'static Sql,
    /// Saved states of scripts.
    pub versions: &'static Versions,
    /// Values that texts name.
    pub variables: &'static Variables,
    /// The people of the installation.
    pub users: &'static Users,
    /// Who did what.
    pub audit: &'static Audit,
    /// Session clusters.
    pub clusters: &'static Clusters,
    /// The local engine.
    pub engine: &'static Engine,
    /// Settings that jobs inherit, and where settings come from.
    pub templates: &'static Templates,
    /// Jobs.
    pub jobs: &'static Jobs,
    /// The inside of a job.
    pub job_inside: &'static JobInside,
    /// Leaving things alone.
    pub hands_off: &'static HandsOff,
    /// Messages to people, and what is kept of failures.
    pub inbox: &'static Inbox,
    /// Acts on many jobs.
    pub job_bulk: &'static JobBulk,
    /// Whose a job is, and its tags.
    pub job_labels: &'static JobLabels,
    /// Saved views of the list of jobs.
    pub saved_views: &'static SavedViews,
    /// Runs in steps.
    pub job_steps: &'static JobSteps,
    /// The logs of a job's cluster.
    pub job_logs: &'static JobLogs,
    /// The numbers of a job in the last hour.
    pub job_metrics: &'static JobMetrics,
    /// State of jobs that is kept.
    pub job_savepoints: &'static JobSavepoints,
    /// Jars.
    pub files: &'static Files,
}

static EN: Words = Words {
    language: Language::En,
    common: &common::EN,
    sign_in: &sign_in::EN,
    projects: &projects::EN,
    account: &account::EN,
    sql: &sql::EN,
    versions: &versions::EN,
    variables: &variables::EN,
    users: &users::EN,
    audit: &audit::EN,
    clusters: &clusters::EN,
    engine: &engine::EN,
    templates: &templates::EN,
    jobs: &jobs::EN,
    job_inside: &job_inside::EN,
    hands_off: &hands_off::EN,
    inbox: &inbox::EN,
    job_bulk: &job_bulk::EN,
    job_labels: &job_labels::EN,
    saved_views: &saved_views::EN,
    job_steps: &job_steps::EN,
    job_logs: &job_logs::EN,
    job_metrics: &job_metrics::EN,
    job_savepoints: &job_savepoints::EN,
    files: &files::EN,
};

static ZH: Words = Words {
    language: Language::Zh,
    common: &common::ZH,
    sign_in: &sign_in::ZH,
    projects: &projects::ZH,
    account: &account::ZH,
    sql: &sql::ZH,
    versions: &versions::ZH,
    variables: &variables::ZH,
    users: &users::ZH,
    audit: &audit::ZH,
    clusters: &clusters::ZH,
    engine: &engine::ZH,
    templates: &templates::ZH,
    jobs: &jobs::ZH,
    job_inside: &job_inside::ZH,
    hands_off: &hands_off::ZH,
    inbox: &inbox::ZH,
    job_bulk: &job_bulk::ZH,
    job_labels: &job_labels::ZH,
    saved_views: &saved_views::ZH,
    job_steps: &job_steps::ZH,
    job_logs: &job_logs::ZH,
    job_metrics: &job_metrics::ZH,
    job_savepoints: &job_savepoints::ZH,
    files: &files::ZH,
};

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }

    /// The sentence of a code.
    pub fn problem(&self, code: &Code) -> String {
        problem(self.language, code)
    }
}
