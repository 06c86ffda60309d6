//! Beginning an upload, or going on with it.

use super::record::{Upload, own};
use crate::{Result, Store, database::in_transaction, schema::uploads, stored::Stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, Text, UploadId,
    authority::{FileEdit, Scope},
};

/// All unfinished uploads of one person together, in bytes.
const MOST_UNFINISHED: i64 = 1 << 30;

/// A file that somebody wants to send.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// How it is called.
    pub name: Text<200>,
    /// What tells it from another file of this name and size, as its time of change does.
    pub stamp: Text<64>,
    /// In bytes.
    pub size: i64,
    /// The largest that is taken, in bytes.
    pub most: i64,
}

impl Store {
    /// Begins an upload, or finds the one of the same file that was interrupted.
    ///
    /// # Errors
    /// The problems [`Code::TooLarge`] at `file`, and [`Code::QuotaExceeded`] when one's unfinished ones take all there is.
    pub async fn begin_upload(&self, scope: &Scope<FileEdit>, new: &NewUpload) -> Result<Upload> {
        if !(1..=new.most).contains(&new.size) {
            return Err(Code::TooLarge { most: new.most }.at("file").into());
        }
        in_transaction!(self, |tx| {
            let same = uploads::name.eq(new.name.as_str()).and(uploads::stamp.eq(new.stamp.as_str()));
            let same = same.and(uploads::size.eq(new.size)).and(own!(scope));
            let begun: Option<Upload> = diesel::update(uploads::table.filter(same))
                .set(uploads::touched_at.eq(tx.at()))
                .returning(Upload::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
            if let Some(begun) = begun {
                return Ok(begun);
            }
            let sizes = uploads::table.filter(uploads::user_id.eq(Stored(scope.user()))).select(uploads::size);
            let sizes: Vec<i64> = sizes.load(tx.conn).await?;
            if sizes.iter().sum::<i64>() + new.size > MOST_UNFINISHED {
                return Err(Code::QuotaExceeded { most: MOST_UNFINISHED }.at("file").into());
            }
            Ok(diesel::insert_into(uploads::table)
                .values((
                    uploads::id.eq(Stored(tx.id::<UploadId>())),
                    uploads::project_id.eq(Stored(scope.project())),
                    uploads::user_id.eq(Stored(scope.user())),
                    uploads::name.eq(new.name.as_str()),
                    uploads::stamp.eq(new.stamp.as_str()),
                    uploads::size.eq(new.size),
                    uploads::received.eq(0_i64),
                    uploads::touched_at.eq(tx.at()),
                ))
                .returning(Upload::as_returning())
                .get_result(tx.conn)
                .await?)
        })
    }
}
