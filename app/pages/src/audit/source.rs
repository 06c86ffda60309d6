//! Where lines come from, and the proof that they may be read.

use app::{context::Refusal, paths};
use model::authority::{AuditView, Granted, ProjectManage, Scope};
use store::{AuditFilter, AuditRow, Store};

/// The whole installation, or one project.
#[derive(Debug)]
pub(super) enum Source {
    Installation(Granted<AuditView>),
    Project(Scope<ProjectManage>),
}

impl Source {
    /// The newest lines that the filter leaves.
    pub(super) async fn read(&self, store: &Store, filter: &AuditFilter, most: i64) -> Result<Vec<AuditRow>, Refusal> {
        Ok(match self {
            Self::Installation(granted) => store.audit(granted, filter, most).await?,
            Self::Project(scope) => store.project_audit(scope, filter, most).await?,
        })
    }

    /// The address of its page.
    pub(super) fn page(&self) -> String {
        match self {
            Self::Installation(_) => paths::AUDIT.into(),
            Self::Project(scope) => paths::project_audit(scope.project()),
        }
    }

    /// The address of its sheet.
    pub(super) fn sheet(&self) -> String {
        match self {
            Self::Installation(_) => paths::AUDIT_SHEET.into(),
            Self::Project(scope) => paths::project_audit_sheet(scope.project()),
        }
    }
}
