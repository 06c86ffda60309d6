//! How files come and go.

use super::jar_scan::JarScan;
use crate::{
    Act, Error, OnConstraint, ProjectFile, RequestId, Result, Store, StoredFile,
    database::{in_transaction, with_conn},
    schema::{file_contents, project_files},
    stored::{Stored, key_of},
};
use bytes::Bytes;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::{Stream, StreamExt};
use model::{
    Code, JarName, Problem, ProjectFileId, ProjectFileKind, Topic,
    authority::{FileEdit, Scope},
};
use serde_json::json;
use std::sync::{Mutex, PoisonError};

/// A file on its way in.
#[derive(Clone, Debug)]
pub struct NewProjectFile {
    /// How it is called.
    pub name: JarName,
    /// What it is for.
    pub kind: ProjectFileKind,
    /// In bytes; more is refused as soon as it comes.
    pub most: u64,
}

impl Store {
    /// Keeps a jar.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`; [`Code::NotAJar`] or [`Code::TooLarge`] at `file`;
    /// [`Error::Unavailable`] when the stream fails.
    pub async fn add_file<E>(
        &self,
        scope: &Scope<FileEdit>,
        new: &NewProjectFile,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
        request: &RequestId,
    ) -> Result<ProjectFile>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        self.name_must_be_free(scope, &new.name).await?;
        let stored = self.put_jar(new, content).await?;
        let name = new.name.as_str();
        in_transaction!(self, |tx| {
            // Whoever sweeps contents away waits for this row, or we for them.
            diesel::insert_into(file_contents::table)
                .values((file_contents::sha256.eq(stored.hash.as_str()), file_contents::touched_at.eq(tx.at())))
                .on_conflict(file_contents::sha256)
                .do_update()
                .set(file_contents::touched_at.eq(tx.at()))
                .execute(tx.conn)
                .await?;
            if !self.files().has(&stored.hash).await? {
                return Err(Error::unavailable("the content was swept away while it came in; upload it again"));
            }
            let file: ProjectFile = diesel::insert_into(project_files::table)
                .values((
                    project_files::id.eq(Stored(tx.id::<ProjectFileId>())),
                    project_files::project_id.eq(Stored(scope.project())),
                    project_files::name.eq(name),
                    project_files::name_key.eq(key_of(name)),
                    project_files::kind.eq(Stored(new.kind)),
                    project_files::sha256.eq(stored.hash.as_str()),
                    project_files::size.eq(i64::try_from(stored.size).unwrap_or(i64::MAX)),
                    project_files::uploaded_by.eq(Stored(scope.user())),
                    project_files::uploaded_at.eq(tx.at()),
                ))
                .returning(ProjectFile::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| taken(&new.name))?;
            tx.changed(Topic::Files(scope.project()), 0);
            let act = Act::new("file.add", request).by(scope.user()).in_project(scope.project());
            let after = json!({"kind": file.kind, "sha256": file.sha256, "size": file.size});
            tx.audit(act.on("file", file.id, name).after(after)).await?;
            Ok(file)
        })
    }

    /// Deletes a file of the project; its content goes with a later sweep, unless something else has the same.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn delete_file(&self, scope: &Scope<FileEdit>, id: ProjectFileId, request: &RequestId) -> Result<()> {
        in_transaction!(self, |tx| {
            let here = project_files::id.eq(Stored(id)).and(project_files::project_id.eq(Stored(scope.project())));
            let file: ProjectFile = diesel::delete(project_files::table.filter(here))
                .returning(ProjectFile::as_returning())
                .get_result(tx.conn)
                .await?;
            tx.changed(Topic::Files(scope.project()), 0);
            let act = Act::new("file.delete", request).by(scope.user()).in_project(scope.project());
            let before = json!({"kind": file.kind, "sha256": file.sha256, "size": file.size});
            tx.audit(act.on("file", id, &file.name).before(before)).await
        })
    }

    /// So that nobody waits for an upload that is refused at its end.
    async fn name_must_be_free(&self, scope: &Scope<FileEdit>, name: &JarName) -> Result<()> {
        let same = project_files::project_id
            .eq(Stored(scope.project()))
            .and(project_files::name_key.eq(key_of(name.as_str())));
        let found: i64 = with_conn!(self, |conn| project_files::table.filter(same).count().get_result(conn).await?);
        if found > 0 { Err(taken(name).into()) } else { Ok(()) }
    }

    /// Keeps the content if it is a jar within its bound; else nothing stays.
    async fn put_jar<E>(
        &self,
        new: &NewProjectFile,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<StoredFile>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let scan = Mutex::new((JarScan::default(), None::<Code>));
        let refused = |code: Code| {
            scan.lock().unwrap_or_else(PoisonError::into_inner).1 = Some(code);
            Stopped::Refused
        };
        let look = |chunk: &Bytes| {
            let mut scan = scan.lock().unwrap_or_else(PoisonError::into_inner);
            scan.0.see(chunk);
            (scan.0.seen(), scan.0.may_be_jar())
        };
        let most = new.most;
        let checked = content.map(|chunk| {
            let chunk = chunk.map_err(Stopped::Stream)?;
            match look(&chunk) {
                (seen, _) if seen > most => {
                    Err(refused(Code::TooLarge { most: i64::try_from(most).unwrap_or(i64::MAX) }))
                }
                (_, false) => Err(refused(Code::NotAJar)),
                _ => Ok(chunk),
            }
        });
        // What a jar is not is known at its end only, and must not be kept either.
        let whole = checked.chain(futures::stream::once(async {
            let is_jar = scan.lock().unwrap_or_else(PoisonError::into_inner).0.is_jar();
            if is_jar { Ok(Bytes::new()) } else { Err(refused(Code::NotAJar)) }
        }));
        let stored = self.files().put_stream(whole).await;
        match scan.lock().unwrap_or_else(PoisonError::into_inner).1.take() {
            Some(code) => Err(code.at("file").into()),
            None => stored,
        }
    }
}

fn taken(name: &JarName) -> Problem {
    Code::NameTaken { name: name.to_string() }.at("name")
}

/// Why a stream ended early.
#[derive(Debug, thiserror::Error)]
enum Stopped<E: std::error::Error + 'static> {
    #[error("the file was refused")]
    Refused,
    #[error("the file did not arrive")]
    Stream(#[source] E),
}
