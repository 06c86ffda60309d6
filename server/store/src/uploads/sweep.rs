//! Uploads that nobody goes on with go by themselves.

use crate::{
    Error, Result, Store,
    database::{in_transaction, with_conn},
    schema::uploads,
};
use chrono::{TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::TryStreamExt;
use model::authority::SystemScope;
use std::collections::HashSet;

/// So long after its last piece an upload can be gone on with.
const KEPT: TimeDelta = TimeDelta::hours(24);

impl Store {
    /// Forgets uploads that expired, and deletes the pieces of those that are gone, and contents that were being kept when a
    /// server was killed; says how many.
    ///
    /// # Errors
    /// When the database or the file store fails.
    pub async fn sweep_uploads(&self, _: &SystemScope) -> Result<usize> {
        let expired = uploads::touched_at.lt((self.now() - KEPT).naive_utc());
        let forgotten: Result<usize> =
            in_transaction!(self, |tx| Ok(diesel::delete(uploads::table.filter(expired)).execute(tx.conn).await?));
        forgotten?;
        // Before what is known of: an upload is known before its first piece lies there.
        let folder = object_store::path::Path::from("incoming");
        let lying: Vec<_> = self.files().objects().list(Some(&folder)).try_collect().await.map_err(Error::Files)?;
        let known: Vec<String> = with_conn!(self, |conn| uploads::table.select(uploads::id).load(conn).await?);
        let known: HashSet<String> = known.into_iter().collect();
        let pieces = lying.into_iter().filter_map(|piece| piece.location.filename().map(str::to_owned));
        // A piece that was never taken stays as long as its upload.
        let lost: Vec<String> =
            pieces.filter(|piece| upload_of(piece).is_none_or(|upload| !known.contains(upload))).collect();
        self.delete_pieces(&lost).await?;
        Ok(lost.len() + self.files().sweep_staged(Utc::now() - KEPT).await?)
    }
}

/// The upload that a piece is of, by its name.
fn upload_of(piece: &str) -> Option<&str> {
    piece.rsplit_once('-').map(|(upload, _)| upload)
}
