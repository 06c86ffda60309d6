//! Reading the audit, newest first.

use crate::{Result, Store, database::with_conn, schema::audit, search, stored::Stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    AuditId, ProjectId, UserId,
    authority::{AuditView, Granted, ProjectManage, Scope},
};
use serde_json::Value;

/// One line of the audit.
#[derive(Clone, Debug, PartialEq, Hash, HasQuery)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    /// Its id; ordered by time.
    #[diesel(deserialize_as = Stored<AuditId>)]
    pub id: AuditId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub at: DateTime<Utc>,
    /// Who; nobody when the server acted.
    #[diesel(deserialize_as = Stored<Option<UserId>>)]
    pub actor_id: Option<UserId>,
    /// How the person was called then.
    pub actor_name: String,
    /// What: `project.rename`.
    pub act: String,
    /// What kind of object it was done to.
    pub object_kind: String,
    /// Which one.
    pub object_id: String,
    /// How it was called then.
    pub object_name: String,
    /// In which project.
    #[diesel(deserialize_as = Stored<Option<ProjectId>>)]
    pub project_id: Option<ProjectId>,
    /// What was there.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub before: Option<Value>,
    /// What was there afterwards.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub after: Option<Value>,
    /// In which request.
    pub request_id: String,
}

/// Which lines. All that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Done by this person.
    pub actor: Option<UserId>,
    /// Acts that begin like this.
    pub act: Option<String>,
    /// Done to this kind of object.
    pub object_kind: Option<String>,
    /// Done to this object.
    pub object_id: Option<String>,
    /// Done in this project.
    pub project: Option<ProjectId>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Older than this line: the last one of the page before.
    pub after: Option<AuditId>,
}

impl Store {
    /// Lines of the whole installation, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self, _: &Granted<AuditView>, filter: &AuditFilter, most: i64) -> Result<Vec<AuditRow>> {
        self.audit_rows(filter, most).await
    }

    /// Lines of one project, newest first; the filter's project does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_audit(
        &self,
        scope: &Scope<ProjectManage>,
        filter: &AuditFilter,
        most: i64,
    ) -> Result<Vec<AuditRow>> {
        let filter = AuditFilter { project: Some(scope.project()), ..filter.clone() };
        self.audit_rows(&filter, most).await
    }

    async fn audit_rows(&self, filter: &AuditFilter, most: i64) -> Result<Vec<AuditRow>> {
        with_conn!(self, |conn| {
            let mut query = AuditRow::query().order(audit::id.desc()).limit(most).into_boxed();
            if let Some(actor) = filter.actor {
                query = query.filter(audit::actor_id.eq(Stored(actor)));
            }
            if let Some(act) = &filter.act {
                query = query.filter(audit::act.like(search::beginning(act)).escape('\\'));
            }
            if let Some(kind) = &filter.object_kind {
                query = query.filter(audit::object_kind.eq(search::plain(kind)));
            }
            if let Some(id) = &filter.object_id {
                query = query.filter(audit::object_id.eq(search::plain(id)));
            }
            if let Some(project) = filter.project {
                query = query.filter(audit::project_id.eq(Stored(project)));
            }
            if let Some(from) = filter.from {
                query = query.filter(audit::at.ge(from.naive_utc()));
            }
            if let Some(until) = filter.until {
                query = query.filter(audit::at.lt(until.naive_utc()));
            }
            if let Some(after) = filter.after {
                query = query.filter(audit::id.lt(Stored(after)));
            }
            Ok(query.load(conn).await?)
        })
    }
}
