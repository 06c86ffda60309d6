//! Uploads that nobody goes on with go by themselves.

use crate::{
    Error, Result, Store,
    database::{in_transaction, with_conn},
    schema::{upload_pieces, uploads},
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::TryStreamExt;
use model::authority::SystemScope;
use std::collections::HashSet;

/// So long after its last piece an upload can be gone on with.
const KEPT: TimeDelta = TimeDelta::hours(24);

impl Store {
    /// Forgets uploads that expired, and deletes pieces that are of none; says how many pieces.
    ///
    /// # Errors
    /// When the database or the file store fails.
    pub async fn sweep_uploads(&self, _: &SystemScope) -> Result<usize> {
        let expired = uploads::touched_at.lt((self.now() - KEPT).naive_utc());
        let forgotten: Result<usize> =
            in_transaction!(self, |tx| Ok(diesel::delete(uploads::table.filter(expired)).execute(tx.conn).await?));
        forgotten?;
        // Before what is known of: a piece that comes now is written first and known of after.
        let folder = object_store::path::Path::from("incoming");
        let lying: Vec<_> = self.files().objects().list(Some(&folder)).try_collect().await.map_err(Error::Files)?;
        let known: Vec<String> =
            with_conn!(self, |conn| upload_pieces::table.select(upload_pieces::id).load(conn).await?);
        let known: HashSet<String> = known.into_iter().collect();
        let settled = self.now() - TimeDelta::hours(1);
        let lost = lying.into_iter().filter(|piece| piece.last_modified < settled);
        let lost = lost.filter_map(|piece| piece.location.filename().map(str::to_owned));
        let lost: Vec<String> = lost.filter(|piece| !known.contains(piece)).collect();
        self.delete_pieces(&lost).await?;
        Ok(lost.len())
    }
}
