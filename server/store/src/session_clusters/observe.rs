//! What was observed of a cluster.

use crate::{Result, Store, database::in_transaction, schema::session_clusters, stored::Stored};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{SessionClusterId, authority::SystemScope, flink::FlinkVersion};

/// That nothing changed is written down this often.
const SEEN_NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);

impl Store {
    /// A cluster answered, with this version. Told to pages only when the version is another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_version(&self, _: &SystemScope, id: SessionClusterId, version: &FlinkVersion) -> Result<()> {
        let noted = (self.now() - SEEN_NOTED_EVERY).naive_utc();
        in_transaction!(self, |tx| {
            let is_news = session_clusters::flink_version
                .is_null()
                .or(session_clusters::flink_version.assume_not_null().ne(version.as_str()));
            let news: Option<i64> =
                diesel::update(session_clusters::table.filter(session_clusters::id.eq(Stored(id)).and(is_news)))
                    .set((
                        session_clusters::flink_version.eq(version.as_str()),
                        session_clusters::seen_at.eq(tx.at()),
                        session_clusters::revision.eq(session_clusters::revision + 1),
                    ))
                    .returning(session_clusters::revision)
                    .get_result(tx.conn)
                    .await
                    .optional()?;
            match news {
                Some(revision) => tx.cluster_changed(id, revision),
                None => {
                    let is_old = session_clusters::seen_at.assume_not_null().lt(noted);
                    diesel::update(session_clusters::table.filter(session_clusters::id.eq(Stored(id)).and(is_old)))
                        .set(session_clusters::seen_at.eq(tx.at()))
                        .execute(tx.conn)
                        .await?;
                }
            }
            Ok(())
        })
    }
}
