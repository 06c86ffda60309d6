//! Hands off: for a while nothing is done by itself to a job, on a cluster, or at all. What happens is still observed.

use crate::{
    Act, RequestId, Result, Store,
    database::{in_transaction, on_both, with_conn},
    jobs::JOB,
    schema::{hands_off, session_clusters, users},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    JobId, Name, SessionClusterId, UserId,
    authority::{ClusterManage, ClusterView, Granted, JobControl, JobView, Scope},
};
use serde_json::{Value, json};

const CLUSTER: &str = "session_cluster";
const INSTALLATION: &str = "installation";

/// What is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandsOffScope {
    /// One job.
    Job(JobId),
    /// All jobs of a cluster.
    SessionCluster(SessionClusterId),
    /// All jobs there are.
    Installation,
}

impl HandsOffScope {
    fn key(self) -> (&'static str, String) {
        match self {
            Self::Job(id) => (JOB, id.to_string()),
            Self::SessionCluster(id) => (CLUSTER, id.to_string()),
            Self::Installation => (INSTALLATION, String::new()),
        }
    }

    fn of(kind: &str, id: &str) -> Option<Self> {
        Some(match kind {
            JOB => Self::Job(id.parse().ok()?),
            CLUSTER => Self::SessionCluster(id.parse().ok()?),
            _ => Self::Installation,
        })
    }
}

/// That something is left alone.
#[derive(Clone, Debug, PartialEq)]
pub struct HandsOff {
    /// What is.
    pub what: HandsOffScope,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when; `None` until somebody ends it.
    pub until: Option<DateTime<Utc>>,
    /// Who said so, by name.
    pub set_by: String,
}

/// That something shall be left alone.
#[derive(Clone, Debug)]
pub struct NewHandsOff {
    /// Why.
    pub reason: Name,
    /// Until when; `None` until somebody ends it.
    pub until: Option<DateTime<Utc>>,
}

type Row = (String, String, String, Stored<DateTime<Utc>>, Stored<Option<DateTime<Utc>>>, String);

impl Store {
    /// Leaves a job alone, or no longer.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn set_job_hands_off(
        &self,
        scope: &Scope<JobControl>,
        id: JobId,
        new: Option<&NewHandsOff>,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let job = tx.locked_job(scope.project(), id).await?;
            let (before, after) = tx.put_hands_off(HandsOffScope::Job(id), new, scope.user()).await?;
            let act = act(new, request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on(JOB, id, &job.name).before(before).after(after)).await
        })
    }

    /// Leaves all jobs of a cluster alone, or no longer.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn set_cluster_hands_off(
        &self,
        by: &Granted<ClusterManage>,
        id: SessionClusterId,
        new: Option<&NewHandsOff>,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let row = session_clusters::table.find(Stored(id)).select(session_clusters::name);
            let name: String = row.first(tx.conn).await?;
            let (before, after) = tx.put_hands_off(HandsOffScope::SessionCluster(id), new, by.user()).await?;
            tx.audit(act(new, request).by(by.user()).on(CLUSTER, id, &name).before(before).after(after)).await
        })
    }

    /// Leaves everything alone, or no longer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_hands_off(
        &self,
        by: &Granted<ClusterManage>,
        new: Option<&NewHandsOff>,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let (before, after) = tx.put_hands_off(HandsOffScope::Installation, new, by.user()).await?;
            tx.audit(act(new, request).by(by.user()).on(INSTALLATION, "", "").before(before).after(after)).await
        })
    }

    /// Why a job on a cluster is left alone now: for itself, with its cluster, with all there is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hands_off_job(
        &self,
        _: &Scope<JobView>,
        job: JobId,
        cluster: SessionClusterId,
    ) -> Result<Vec<HandsOff>> {
        self.hands_off(&[HandsOffScope::Job(job), HandsOffScope::SessionCluster(cluster), HandsOffScope::Installation])
            .await
    }

    /// Why the jobs of a cluster are left alone now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hands_off_cluster(&self, _: &Granted<ClusterView>, id: SessionClusterId) -> Result<Vec<HandsOff>> {
        self.hands_off(&[HandsOffScope::SessionCluster(id), HandsOffScope::Installation]).await
    }

    /// Why all jobs are left alone now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hands_off_all(&self) -> Result<Option<HandsOff>> {
        Ok(self.hands_off(&[HandsOffScope::Installation]).await?.pop())
    }

    async fn hands_off(&self, of: &[HandsOffScope]) -> Result<Vec<HandsOff>> {
        let now = self.now().naive_utc();
        let rows: Vec<Row> = with_conn!(self, |conn| {
            let ids: Vec<String> = of.iter().map(|what| what.key().1).collect();
            let holds = hands_off::until.is_null().or(hands_off::until.gt(now));
            hands_off::table
                .inner_join(users::table)
                .filter(hands_off::object_id.eq_any(ids).and(holds))
                .order(hands_off::object_kind.desc())
                .select((
                    hands_off::object_kind,
                    hands_off::object_id,
                    hands_off::reason,
                    hands_off::since,
                    hands_off::until,
                    users::display_name,
                ))
                .load(conn)
                .await?
        });
        let holding = rows.into_iter().filter_map(|(kind, id, reason, since, until, set_by)| {
            let what = HandsOffScope::of(&kind, &id)?;
            Some(HandsOff { what, reason, since: since.0, until: until.0, set_by })
        });
        Ok(holding.filter(|hands_off| of.contains(&hands_off.what)).collect())
    }
}

fn act(new: Option<&NewHandsOff>, request: &RequestId) -> Act {
    let act = if new.is_some() { "hands_off.begin" } else { "hands_off.end" };
    Act::new(act, request)
}

on_both! {
    impl Tx<'_, Conn> {
        /// What was said before, and what is said now.
        async fn put_hands_off(
            &mut self,
            what: HandsOffScope,
            new: Option<&NewHandsOff>,
            by: UserId,
        ) -> Result<(Value, Value)> {
            let (kind, id) = what.key();
            let row = hands_off::table.find((kind, &id));
            let before: Option<(String, Option<NaiveDateTime>)> =
                row.select((hands_off::reason, hands_off::until)).first(self.conn).await.optional()?;
            diesel::delete(row).execute(self.conn).await?;
            if let Some(new) = new {
                diesel::insert_into(hands_off::table)
                    .values((
                        hands_off::object_kind.eq(kind),
                        hands_off::object_id.eq(&id),
                        hands_off::reason.eq(new.reason.as_str()),
                        hands_off::since.eq(self.at()),
                        hands_off::until.eq(new.until.map(|until| until.naive_utc())),
                        hands_off::set_by.eq(Stored(by)),
                    ))
                    .execute(self.conn)
                    .await?;
            }
            let said = |reason: &str, until: Option<DateTime<Utc>>| json!({ "reason": reason, "until": until });
            let before = before.map(|(reason, until)| said(&reason, until.map(|until| until.and_utc())));
            Ok((before.unwrap_or_default(), new.map(|new| said(new.reason.as_str(), new.until)).unwrap_or_default()))
        }

        /// Whether nothing may be done by itself to a job on a cluster.
        pub(crate) async fn hands_are_off(&mut self, job: JobId, cluster: SessionClusterId) -> Result<bool> {
            let [job, cluster, all] =
                [HandsOffScope::Job(job), HandsOffScope::SessionCluster(cluster), HandsOffScope::Installation].map(HandsOffScope::key);
            let of = |(kind, id): (&'static str, String)| hands_off::object_kind.eq(kind).and(hands_off::object_id.eq(id));
            let concerns = of(job).or(of(cluster)).or(of(all));
            let holds = hands_off::until.is_null().or(hands_off::until.gt(self.at()));
            let found: i64 = hands_off::table.filter(concerns.and(holds)).count().get_result(self.conn).await?;
            Ok(found > 0)
        }

        /// What is gone is not left alone any more.
        pub(crate) async fn forget_hands_off(&mut self, what: HandsOffScope) -> Result<()> {
            let (kind, id) = what.key();
            diesel::delete(hands_off::table.find((kind, id))).execute(self.conn).await?;
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{desk::Desk, on_each_database, request};
    use chrono::TimeDelta;

    fn maintenance(until: Option<DateTime<Utc>>) -> NewHandsOff {
        NewHandsOff { reason: Name::parse("Network maintenance").unwrap(), until }
    }

    on_each_database! {
        async fn a_cluster_is_left_alone_until_its_time_is_over_or_somebody_ends_it(store: TestStore) {
            let desk = Desk::new(&store).await;
            let (manage, view, id) = (desk.admin.allow().unwrap(), desk.admin.allow().unwrap(), desk.cluster.id);
            let holding = async || store.hands_off_cluster(&view, id).await.unwrap();
            let soon = store.now() + TimeDelta::hours(1);
            store.set_cluster_hands_off(&manage, id, Some(&maintenance(Some(soon))), &request()).await.unwrap();
            let held = holding().await.remove(0);
            assert_eq!((held.what, held.reason.as_str()), (HandsOffScope::SessionCluster(id), "Network maintenance"));
            store.wait(TimeDelta::minutes(61));
            assert!(holding().await.is_empty(), "its time is over");
            store.set_cluster_hands_off(&manage, id, Some(&maintenance(None)), &request()).await.unwrap();
            store.set_hands_off(&manage, Some(&maintenance(None)), &request()).await.unwrap();
            assert_eq!(holding().await.len(), 2);
            store.set_cluster_hands_off(&manage, id, None, &request()).await.unwrap();
            assert_eq!(holding().await.len(), 1);
            store.set_hands_off(&manage, None, &request()).await.unwrap();
            assert!(holding().await.is_empty() && store.hands_off_all().await.unwrap().is_none());
        }
    }
}
