//! What people are told: one message for each cause, until it is read.

use crate::{
    Job, Page, PageRequest, Result, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{inbox_messages, jobs, members, projects, runs},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    InboxMessageId, JobId, ProjectId, RunId, RunOutcome, Topic, UserId,
    authority::{Standing, SystemScope},
};
use serde_json::Value;

/// Messages are kept so long after they were sent last.
const KEPT: TimeDelta = TimeDelta::days(90);

/// A message to one person: that a job of theirs is down.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct InboxMessage {
    /// The id.
    #[diesel(deserialize_as = Stored<InboxMessageId>)]
    pub id: InboxMessageId,
    /// Of which project the job is.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// How that is called.
    pub project_name: String,
    /// Which job.
    #[diesel(deserialize_as = Stored<JobId>)]
    pub job_id: JobId,
    /// How it is called.
    pub job_name: String,
    /// The run that it happened to last.
    #[diesel(deserialize_as = Stored<RunId>)]
    pub run_id: RunId,
    /// How that run ended.
    #[diesel(deserialize_as = Stored<Option<RunOutcome>>)]
    pub outcome: Option<RunOutcome>,
    /// What it failed with, in a few words; may be empty.
    pub summary: String,
    /// Why that run failed: a code and its parameters.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub failure: Option<Value>,
    /// How often it happened since the message was sent.
    pub times: i64,
    /// When it happened first.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub first_at: DateTime<Utc>,
    /// When it happened last.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub last_at: DateTime<Utc>,
    /// When it was read.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub read_at: Option<DateTime<Utc>>,
}

/// Messages of a person about projects that they still belong to.
macro_rules! messages_of {
    ($user:expr) => {
        inbox_messages::table
            .inner_join(projects::table)
            .inner_join(jobs::table)
            .inner_join(members::table.on(
                members::project_id.eq(inbox_messages::project_id).and(members::user_id.eq(inbox_messages::user_id)),
            ))
            .filter(inbox_messages::user_id.eq(Stored($user)))
    };
}

impl Store {
    /// One's messages, those that happened last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox(&self, own: &Standing, page: PageRequest) -> Result<Page<InboxMessage>> {
        let shown = (
            inbox_messages::id,
            inbox_messages::project_id,
            projects::name,
            inbox_messages::job_id,
            jobs::name,
            inbox_messages::run_id,
            runs::outcome.nullable(),
            inbox_messages::summary,
            runs::failure.nullable(),
            inbox_messages::times,
            inbox_messages::first_at,
            inbox_messages::last_at,
            inbox_messages::read_at,
        );
        with_conn!(self, |conn| {
            let total = messages_of!(own.user).count().get_result(conn).await?;
            let newest = messages_of!(own.user).order((inbox_messages::last_at.desc(), inbox_messages::id.desc()));
            let newest = newest.left_join(runs::table.on(runs::id.eq(inbox_messages::run_id)));
            let rows = newest.limit(page.limit()).offset(page.offset()).select(shown).load(conn).await?;
            Ok(Page { rows, total })
        })
    }

    /// How many of one's messages are not read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_messages(&self, own: &Standing) -> Result<i64> {
        with_conn!(self, |conn| {
            Ok(messages_of!(own.user).filter(inbox_messages::read_at.is_null()).count().get_result(conn).await?)
        })
    }

    /// Notes that somebody read one of their messages, or all of them. What happens from now on is another message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_messages(&self, own: &Standing, which: Option<InboxMessageId>) -> Result<()> {
        in_transaction!(self, |tx| {
            let unread = inbox_messages::user_id.eq(Stored(own.user)).and(inbox_messages::read_at.is_null());
            let mut these = diesel::update(inbox_messages::table.filter(unread))
                .set(inbox_messages::read_at.eq(tx.at()))
                .into_boxed();
            if let Some(id) = which {
                these = these.filter(inbox_messages::id.eq(Stored(id)));
            }
            these.execute(tx.conn).await?;
            tx.changed(Topic::Inbox(own.user), 0);
            Ok(())
        })
    }

    /// Forgets messages that are too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_inbox(&self, _: &SystemScope) -> Result<()> {
        in_transaction!(self, |tx| {
            let old = inbox_messages::table.filter(inbox_messages::last_at.lt((tx.now - KEPT).naive_utc()));
            diesel::delete(old).execute(tx.conn).await?;
            Ok(())
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Tells somebody of a run of a job; of a cause they were told of and did not read, only that it happened again.
        pub(crate) async fn put_in_inbox(
            &mut self,
            user: UserId,
            (job, run): (&Job, RunId),
            (summary, cause): (&str, &str),
            at: Option<NaiveDateTime>,
        ) -> Result<()> {
            let at = at.unwrap_or(self.now.naive_utc());
            let same = inbox_messages::user_id.eq(Stored(user)).and(inbox_messages::job_id.eq(Stored(job.id)));
            let unread = same.and(inbox_messages::cause.eq(cause)).and(inbox_messages::read_at.is_null());
            let again = diesel::update(inbox_messages::table.filter(unread))
                .set((
                    inbox_messages::run_id.eq(Stored(run)),
                    inbox_messages::summary.eq(summary),
                    inbox_messages::times.eq(inbox_messages::times + 1),
                    inbox_messages::last_at.eq(at),
                ))
                .execute(self.conn)
                .await?;
            if again == 0 {
                diesel::insert_into(inbox_messages::table)
                    .values((
                        (inbox_messages::id.eq(Stored(self.id::<InboxMessageId>())), inbox_messages::user_id.eq(Stored(user))),
                        (inbox_messages::project_id.eq(Stored(job.project_id)), inbox_messages::job_id.eq(Stored(job.id))),
                        inbox_messages::run_id.eq(Stored(run)),
                        (inbox_messages::summary.eq(summary), inbox_messages::cause.eq(cause)),
                        (inbox_messages::times.eq(1_i64), inbox_messages::first_at.eq(at), inbox_messages::last_at.eq(at)),
                    ))
                    .execute(self.conn)
                    .await?;
            }
            self.changed(Topic::Inbox(user), 0);
            Ok(())
        }
    }
}
