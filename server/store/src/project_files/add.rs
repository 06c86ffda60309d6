//! How jars come.

use super::{jar::JarContent, versions::JarVersion};
use crate::{
    Act, Error, OnConstraint, ProjectFile, RequestId, Result, Store, StoredFile,
    database::{in_transaction, on_both},
    json_text::json_text,
    schema::{file_contents, jar_versions, project_files},
    stored::{Stored, key_of},
    transaction::Tx,
};
use bytes::Bytes;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::Stream;
use model::{
    Code, JarName, JarVersionId, ProjectFileId, ProjectFileKind, Text, Topic,
    authority::{FileEdit, Scope},
};
use serde_json::{Value, json};

/// A jar on its way in.
#[derive(Clone, Debug)]
pub struct NewProjectFile {
    /// How it is called. If the project has one of this name, this is its next version.
    pub name: JarName,
    /// What it is for; a jar that is there already stays what it is.
    pub kind: ProjectFileKind,
    /// What is new in it; may be empty.
    pub note: Text<500>,
    /// In bytes; more is refused as soon as it comes.
    pub most: u64,
}

impl Store {
    /// Keeps a jar, or the next version of one.
    ///
    /// # Errors
    /// At `file`: the problems [`Code::TooLarge`], [`Code::NotAJar`], [`Code::DamagedJar`], [`Code::TooManyEntries`],
    /// [`Code::UnpacksTooLarge`], and [`Code::SameAsVersion`] for what the newest version is already;
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
        let (stored, found) = self.receive_jar(new.most, content).await?;
        in_transaction!(self, |tx| {
            tx.touch_content(&stored).await?;
            let file = match tx.next_of(scope, new, &stored).await? {
                Some(file) => file,
                None => tx.insert_file(scope, new).await?,
            };
            let version = tx.insert_jar_version(scope, new, (file.0, file.1), (&stored, &found)).await?;
            tx.changed(Topic::Files(scope.project()), 0);
            let name = if version.number == 1 { "file.add" } else { "file.version" };
            let act = Act::new(name, request).by(scope.user()).in_project(scope.project());
            let file = ProjectFile {
                id: file.0,
                project_id: scope.project(),
                name: new.name.clone(),
                kind: file.2,
                newest: version,
            };
            tx.audit(act.on("file", file.id, file.name.as_str()).after(shown(&file))).await?;
            Ok(file)
        })
    }
}

/// What the audit says of a jar.
pub(super) fn shown(file: &ProjectFile) -> Value {
    let newest = &file.newest;
    json!({"kind": file.kind, "version": newest.number, "sha256": newest.sha256, "size": newest.size, "note": newest.note})
}

on_both! {
    impl Tx<'_, Conn> {
        /// Whoever sweeps contents away waits for this row, or we for them.
        pub(crate) async fn touch_content(&mut self, stored: &StoredFile) -> Result<()> {
            diesel::insert_into(file_contents::table)
                .values((file_contents::sha256.eq(stored.hash.as_str()), file_contents::touched_at.eq(self.at())))
                .on_conflict(file_contents::sha256)
                .do_update()
                .set(file_contents::touched_at.eq(self.at()))
                .execute(self.conn)
                .await?;
            match self.store.files().has(&stored.hash).await? {
                true => Ok(()),
                false => Err(Error::unavailable("the content was swept away while it came in; upload it again")),
            }
        }

        /// The jar of this name with the number of its next version, locked by that; none if there is no such jar.
        async fn next_of(
            &mut self,
            scope: &Scope<FileEdit>,
            new: &NewProjectFile,
            stored: &StoredFile,
        ) -> Result<Option<(ProjectFileId, i64, ProjectFileKind)>> {
            let same = project_files::project_id
                .eq(Stored(scope.project()))
                .and(project_files::name_key.eq(key_of(new.name.as_str())));
            let known: Option<(Stored<ProjectFileId>, i64, Stored<ProjectFileKind>)> =
                diesel::update(project_files::table.filter(same))
                    .set(project_files::newest.eq(project_files::newest + 1))
                    .returning((project_files::id, project_files::newest, project_files::kind))
                    .get_result(self.conn)
                    .await
                    .optional()?;
            let Some((Stored(id), number, Stored(kind))) = known else { return Ok(None) };
            let before = jar_versions::file_id.eq(Stored(id)).and(jar_versions::number.eq(number - 1));
            let before: String =
                jar_versions::table.filter(before).select(jar_versions::sha256).first(self.conn).await?;
            match before == stored.hash.as_str() {
                true => Err(Code::SameAsVersion { number: number - 1 }.at("file").into()),
                false => Ok(Some((id, number, kind))),
            }
        }

        async fn insert_file(
            &mut self,
            scope: &Scope<FileEdit>,
            new: &NewProjectFile,
        ) -> Result<(ProjectFileId, i64, ProjectFileKind)> {
            let id: ProjectFileId = self.id();
            diesel::insert_into(project_files::table)
                .values((
                    project_files::id.eq(Stored(id)),
                    project_files::project_id.eq(Stored(scope.project())),
                    project_files::name.eq(new.name.as_str()),
                    project_files::name_key.eq(key_of(new.name.as_str())),
                    project_files::kind.eq(Stored(new.kind)),
                    project_files::newest.eq(1_i64),
                ))
                .execute(self.conn)
                .await
                .map_err(Error::from)
                // Somebody else brought one of this name at the same time.
                .on_taken(|| Code::NameTaken { name: new.name.to_string() }.at("name"))?;
            Ok((id, 1, new.kind))
        }

        async fn insert_jar_version(
            &mut self,
            scope: &Scope<FileEdit>,
            new: &NewProjectFile,
            (file, number): (ProjectFileId, i64),
            (stored, found): (&StoredFile, &JarContent),
        ) -> Result<JarVersion> {
            Ok(diesel::insert_into(jar_versions::table)
                .values((
                    jar_versions::id.eq(Stored(self.id::<JarVersionId>())),
                    jar_versions::project_id.eq(Stored(scope.project())),
                    jar_versions::file_id.eq(Stored(file)),
                    jar_versions::number.eq(number),
                    jar_versions::note.eq(new.note.as_str()),
                    jar_versions::sha256.eq(stored.hash.as_str()),
                    jar_versions::size.eq(i64::try_from(stored.size).unwrap_or(i64::MAX)),
                    jar_versions::main_class.eq(found.main_class.as_ref().map(|class| class.as_str())),
                    jar_versions::programs.eq(json_text(&found.programs)?),
                    jar_versions::created_by.eq(Stored(scope.user())),
                    jar_versions::created_at.eq(self.at()),
                ))
                .returning(JarVersion::as_returning())
                .get_result(self.conn)
                .await?)
        }
    }
}
