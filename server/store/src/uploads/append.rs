//! Taking the next piece of an upload.

use super::record::{Upload, own, place};
use crate::{
    Error, Result, Store,
    database::in_transaction,
    schema::{upload_pieces, uploads},
    sealing::hex,
    stored::Stored,
};
use bytes::Bytes;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, UploadId,
    authority::{FileEdit, Scope},
};
use object_store::ObjectStoreExt;

/// The longest piece, in bytes.
pub const MOST_PIECE: usize = 4 << 20;
/// The shortest one but the last, in bytes: nobody makes a million of them.
pub const LEAST_PIECE: usize = 64 << 10;

impl Store {
    /// Takes the piece that begins here, and says how far the upload is. A piece that does not follow what came is not taken:
    /// the answer tells where to go on.
    ///
    /// # Errors
    /// [`Error::Missing`] for an upload that is not one's own or expired, and the problem [`Code::TooShort`] or
    /// [`Code::TooLarge`] at `file` for a piece of no good length.
    pub async fn append_upload(
        &self,
        scope: &Scope<FileEdit>,
        (id, first): (UploadId, i64),
        content: Bytes,
    ) -> Result<Upload> {
        let upload = self.upload(scope, id).await?;
        if upload.received != first {
            return Ok(upload);
        }
        let length = i64::try_from(content.len()).unwrap_or(i64::MAX);
        let left = upload.size - first;
        if length > left.min(MOST_PIECE as i64) {
            return Err(Code::TooLarge { most: left.min(MOST_PIECE as i64) }.at("file").into());
        }
        if length < left.min(LEAST_PIECE as i64) {
            return Err(Code::TooShort { least: LEAST_PIECE as u32 }.at("file").into());
        }
        // It has a name of its own: somebody else may be bringing the same piece.
        let piece = format!("{id}-{}", hex(&rand::random::<[u8; 8]>()));
        self.files().objects().put(&place(&piece), content.into()).await.map_err(Error::Files)?;
        let taken = self.take_piece(scope, (id, first, length), &piece).await;
        match taken {
            Ok(Some(upload)) => Ok(upload),
            Ok(None) => {
                self.delete_pieces(&[piece]).await?;
                self.upload(scope, id).await
            }
            Err(error) => {
                // What is left of it goes with a sweep.
                _ = self.delete_pieces(&[piece]).await;
                Err(error)
            }
        }
    }

    /// None when another piece was taken there in the meantime.
    async fn take_piece(
        &self,
        scope: &Scope<FileEdit>,
        (id, first, length): (UploadId, i64, i64),
        piece: &str,
    ) -> Result<Option<Upload>> {
        in_transaction!(self, |tx| {
            let follows = uploads::id.eq(Stored(id)).and(uploads::received.eq(first)).and(own!(scope));
            let taken: Option<Upload> = diesel::update(uploads::table.filter(follows))
                .set((uploads::received.eq(first + length), uploads::touched_at.eq(tx.at())))
                .returning(Upload::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
            if taken.is_some() {
                diesel::insert_into(upload_pieces::table)
                    .values((
                        upload_pieces::id.eq(piece),
                        upload_pieces::upload_id.eq(Stored(id)),
                        upload_pieces::first.eq(first),
                    ))
                    .execute(tx.conn)
                    .await?;
            }
            Ok(taken)
        })
    }
}
