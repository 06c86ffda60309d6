//! What we remember: people, projects, work, secrets and files, in SQLite or PostgreSQL.
//!
//! The only crate that names diesel. It knows nothing of Flink, of Kubernetes or of pages.
//! Methods on project data take a [`model::authority::Scope`]; only this crate builds what scopes are made from.

mod announce;
mod audit;
mod backup;
mod clock;
mod data_dir;
mod database;
mod database_url;
mod error;
mod feed;
mod files;
mod gateway_sessions;
mod hands_off;
mod inbox;
mod jobs;
mod json_text;
mod leases;
mod listen;
mod migrations;
mod operations;
mod own_thread;
mod page;
mod postgres;
mod project_files;
mod projects;
mod queries;
mod revision;
mod runs;
mod schema;
mod scripts;
mod sealing;
mod search;
mod secrets;
mod session_clusters;
mod session_key;
mod sessions;
mod settings;
mod shared_files;
mod sign_in;
mod spool;
mod sqlite;
mod standing;
mod store;
mod stored;
mod templates;
#[cfg(test)]
mod testing;
mod token;
mod transaction;
mod uploads;
mod users;
mod variables;

pub use audit::{Act, AuditFilter, AuditRow, RequestId};
pub use backup::{BackupKey, Restored, restore};
pub use clock::Clock;
pub use database_url::{DatabaseUrl, NotADatabase};
pub use error::{Error, Result};
pub use feed::{Change, Event};
pub use files::{BucketOptions, ContentHash, FileOptions, Files, NotAHash, Place, StoredFile};
pub use gateway_sessions::{GatewaySession, GatewaySessionState, NewGatewaySession, OpenedSession};
pub use hands_off::{HandsOff, HandsOffScope, NewHandsOff};
pub use inbox::InboxMessage;
pub use jobs::{
    Afterwards, BatchStep, BegunRuns, DeployFrom, Evidence, Gone, Job, JobCounts, JobFilter, JobForm, JobLabels,
    JobOrder, JobSample, JobStart, JobSummary, JobsOverview, KeptException, KeptSnapshots, KnownState, MOST_AT_ONCE,
    MOST_VIEWS, NewEvidence, NewLogEnd, NewRun, NewSample, NewSnapshot, NewStep, NewSteps, NotAsked,
    RetainedCheckpoints, RunAttempt, RunEnd, SavedView, SavedViewForm, Snapshot, SweptCheckpoint,
};
pub use leases::Lease;
pub use operations::{NewOperation, Operation, OperationClaim, OperationState, Outcome, Step};
pub use page::{Page, PageRequest};
pub use project_files::{JarVersion, JarVersionLine, NewProjectFile, ProjectFile, RunnableJar};
pub use projects::{Member, NewProject, Project, ProjectContents, ProjectFilter, ProjectSummary};
pub use queries::{
    Counted, HeldFrom, HeldQuery, NewQuery, Query, QueryEnd, QueryFilter, QueryLease, QueryPage, QuerySummary,
    RunningQuery, Submitted,
};
pub use runs::{ObservedJob, Run, RunFilter, WatchedRun};
pub use scripts::{
    Folder, FolderChoices, FolderContent, FolderDeletion, FolderPaths, FoundScript, FoundScripts, NewScript, Saved,
    Script, ScriptEntry, ScriptTree, ScriptVersion, ScriptVersionLine, VersionRestore,
};
pub use sealing::KeySource;
pub use secrets::{Secret, SecretOwner};
pub use session_clusters::{
    ClusterConnection, ClusterCredentials, ClusterGrant, GrantedCluster, QueryGrant, SecretChange, ServedClusters,
    SessionCluster, SessionClusterForm, Uses,
};
pub use session_key::SessionKey;
pub use sessions::{SIGN_IN, SessionLimits, SessionRow, Sessions, SignIn};
pub use sign_in::LinkKind;
pub use spool::{Appended, ResultPage, SpoolBounds, SpoolRows, SpoolUsage, SpooledRow, Swept, Window};
pub use store::{Store, StoreOptions};
pub use templates::{Template, TemplateForm, TemplateUses};
pub use uploads::{LEAST_PIECE, MOST_PIECE, NewUpload, Upload};
pub use users::{Credentials, Identity, NewUser, Preferences, Profile, User, UserFilter, UserSort};
pub use variables::{ValueChange, Variable, VariableForm, VariableValue};

pub(crate) use error::OnConstraint;
