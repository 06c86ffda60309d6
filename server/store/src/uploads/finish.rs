//! The end of an upload: it is read as one, and dropped.

use super::record::{Upload, own, place};
use crate::{Error, Result, Store, database::in_transaction, schema::uploads, stored::Stored};
use bytes::Bytes;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use model::{
    Code, UploadId,
    authority::{FileEdit, Scope},
};
use object_store::ObjectStoreExt;

impl Store {
    /// An upload of one's own that came whole, and its content.
    ///
    /// # Errors
    /// The problem [`Code::Missing`] at `file` when it is not there or not whole; [`Error::Files`], also from the stream.
    pub async fn whole_upload(
        &self,
        scope: &Scope<FileEdit>,
        id: UploadId,
    ) -> Result<(Upload, BoxStream<'static, Result<Bytes>>)> {
        let upload = match self.upload(scope, id).await {
            Ok(upload) if upload.is_whole() => upload,
            Ok(_) | Err(Error::Missing) => return Err(Code::Missing.at("file").into()),
            Err(error) => return Err(error),
        };
        let (pieces, files) = (self.pieces_of_upload(id).await?, self.files().clone());
        let pieces = futures::stream::iter(pieces).then(move |piece| {
            let files = files.clone();
            async move {
                let found = files.objects().get(&place(&piece)).await.map_err(Error::Files)?;
                Ok::<_, Error>(found.into_stream().map_err(Error::Files))
            }
        });
        Ok((upload, pieces.try_flatten().boxed()))
    }

    /// Forgets an upload of one's own, and what came of it.
    ///
    /// # Errors
    /// When the database or the file store fails.
    pub async fn drop_upload(&self, scope: &Scope<FileEdit>, id: UploadId) -> Result<()> {
        let pieces = self.pieces_of_upload(id).await?;
        let own = uploads::id.eq(Stored(id)).and(own!(scope));
        let dropped: Result<usize> =
            in_transaction!(self, |tx| Ok(diesel::delete(uploads::table.filter(own)).execute(tx.conn).await?));
        if dropped? == 0 { Ok(()) } else { self.delete_pieces(&pieces).await }
    }
}
