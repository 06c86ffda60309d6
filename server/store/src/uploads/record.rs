//! The record of an upload.

use crate::{
    Result, Store,
    database::with_conn,
    schema::{upload_pieces, uploads},
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    UploadId,
    authority::{FileEdit, Scope},
};
use object_store::path::Path as ObjectPath;

/// A file on its way in.
#[derive(Clone, Debug, PartialEq, Eq, HasQuery)]
#[diesel(table_name = uploads)]
pub struct Upload {
    /// The id.
    #[diesel(deserialize_as = Stored<UploadId>)]
    pub id: UploadId,
    /// How the file is called.
    pub name: String,
    /// In bytes, all of it.
    pub size: i64,
    /// How many of them came.
    pub received: i64,
}

impl Upload {
    /// Whether all of it came.
    pub fn is_whole(&self) -> bool {
        self.received == self.size
    }
}

/// What is one's own in the project.
macro_rules! own {
    ($scope:expr) => {
        uploads::project_id.eq(Stored($scope.project())).and(uploads::user_id.eq(Stored($scope.user())))
    };
}
pub(super) use own;

/// Where a piece lies.
pub(super) fn place(piece: &str) -> ObjectPath {
    ObjectPath::from(format!("incoming/{piece}"))
}

impl Store {
    /// An upload of one's own.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn upload(&self, scope: &Scope<FileEdit>, id: UploadId) -> Result<Upload> {
        let here = uploads::id.eq(Stored(id)).and(own!(scope));
        with_conn!(self, |conn| Ok(Upload::query().filter(here).first(conn).await?))
    }

    /// The pieces of an upload in their order.
    pub(super) async fn pieces_of_upload(&self, id: UploadId) -> Result<Vec<String>> {
        with_conn!(self, |conn| {
            let of_upload = upload_pieces::table.filter(upload_pieces::upload_id.eq(Stored(id)));
            Ok(of_upload.order(upload_pieces::first).select(upload_pieces::id).load(conn).await?)
        })
    }

    /// Deletes pieces; those that are gone are fine.
    pub(super) async fn delete_pieces(&self, pieces: &[String]) -> Result<()> {
        for piece in pieces {
            self.files().forget(&place(piece)).await?;
        }
        Ok(())
    }
}
