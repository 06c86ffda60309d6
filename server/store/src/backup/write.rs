//! Writing a backup, also while the server runs.

use super::{DATABASE, FILES, FILES_AT, KEY};
use crate::{Error, Place, Result, Store, database::Database, sqlite};
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use std::{
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Whether the sealing keys are in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupKey {
    /// They are kept elsewhere: whoever finds the backup opens no secret.
    Without,
    /// This key file goes in.
    With(PathBuf),
}

impl Store {
    /// Writes a backup to a new file, for its owner only. Files in a bucket are not in it: it says where they are.
    ///
    /// # Errors
    /// [`Error::Refused`] with a sentence for PostgreSQL; [`Error::Io`] when there is a file already or it cannot be
    /// written, and then nothing is left behind.
    pub async fn backup(&self, to: &Path, key: BackupKey) -> Result<()> {
        let Database::Sqlite(pool) = self.database() else {
            return Err(Error::Refused(
                "this database is PostgreSQL: back it up with pg_dump, and the file store and the sealing key beside it"
                    .into(),
            ));
        };
        let files = self.files().place().clone();
        let copy = self.data_dir().join(format!("backup-{}.db", self.ids().id::<model::OperationId>(self.now())));
        let mut conn = crate::database::connection(pool).await?;
        diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(sqlite::text(&copy)?).execute(&mut conn).await?;
        drop(conn);
        let to = to.to_owned();
        let written = tokio::task::spawn_blocking(move || {
            let written = archive(&to, &copy, &files, &key);
            _ = std::fs::remove_file(&copy);
            written
        });
        written.await.map_err(Error::unavailable)?
    }
}

fn archive(to: &Path, copy: &Path, files: &Place, key: &BackupKey) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(Error::io(to))?;
    let written = fill(file, copy, files, key);
    if written.is_err() {
        _ = std::fs::remove_file(to);
    }
    written.map_err(Error::io(to))
}

fn fill(file: File, copy: &Path, files: &Place, key: &BackupKey) -> std::io::Result<()> {
    let mut archive = tar::Builder::new(file);
    archive.append_path_with_name(copy, DATABASE)?;
    match files {
        Place::Directory(directory) => {
            let content = directory.join("sha256");
            if content.is_dir() {
                archive.append_dir_all(format!("{FILES}/sha256"), content)?;
            }
        }
        Place::Bucket(address) => {
            let mut header = tar::Header::new_gnu();
            header.set_size(address.len() as u64);
            header.set_mode(0o600);
            archive.append_data(&mut header, FILES_AT, address.as_bytes())?;
        }
    }
    if let BackupKey::With(key) = key {
        archive.append_path_with_name(key, KEY)?;
    }
    archive.into_inner()?.sync_all()
}
