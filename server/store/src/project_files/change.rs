//! How jars go.

use super::add::shown;
use crate::{
    Act, ProjectFile, RequestId, Result, Store,
    database::{in_transaction, on_both},
    schema::{jobs, project_files},
    stored::Stored,
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, ProjectFileId, ProjectId, Topic,
    authority::{FileEdit, Scope},
};

/// How many jobs are named that run a jar.
const NAMED: i64 = 10;

impl Store {
    /// Deletes a jar of the project with its versions; contents go with a later sweep, unless something else has the same.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or the problem [`Code::InUse`] at `confirmation` when jobs run it.
    pub async fn delete_file(&self, scope: &Scope<FileEdit>, id: ProjectFileId, request: &RequestId) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.lock_file(scope.project(), id).await?;
            let users: Vec<String> = jobs::table
                .filter(jobs::artifact_id.eq(id.to_string()))
                .order(jobs::name_key)
                .limit(NAMED)
                .select(jobs::name)
                .load(tx.conn)
                .await?;
            if !users.is_empty() {
                return Err(Code::InUse { by: users }.at("confirmation").into());
            }
            let file: ProjectFile =
                super::record::files!().filter(project_files::id.eq(Stored(id))).first(tx.conn).await?;
            diesel::delete(project_files::table.find(Stored(id))).execute(tx.conn).await?;
            tx.changed(Topic::Files(scope.project()), 0);
            let act = Act::new("file.delete", request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on("file", id, file.name.as_str()).before(shown(&file))).await
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Locks a jar by a write: nobody deletes it, or begins to use it, at the same time.
        pub(crate) async fn lock_file(&mut self, project: ProjectId, id: ProjectFileId) -> Result<()> {
            let here = project_files::id.eq(Stored(id)).and(project_files::project_id.eq(Stored(project)));
            let locked: String = diesel::update(project_files::table.filter(here))
                .set(project_files::newest.eq(project_files::newest))
                .returning(project_files::id)
                .get_result(self.conn)
                .await?;
            debug_assert_eq!(locked, id.to_string());
            Ok(())
        }
    }
}
