//! A backup holds everything, and nothing that is not asked for.

use super::*;
use crate::{DatabaseUrl, Error, FileOptions, KeySource, Store, StoreOptions, testing::TestStore};
use bytes::Bytes;
use model::authority::SystemRole;
use std::path::Path;

fn key(store: &TestStore) -> std::path::PathBuf {
    match &store.options().key {
        KeySource::Own(path) => path.clone(),
        other => panic!("{other:?}"),
    }
}

fn names(archive: &Path) -> Vec<String> {
    let mut archive = tar::Archive::new(std::fs::File::open(archive).unwrap());
    archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string()).collect()
}

async fn open(data_dir: &Path, key: &Path) -> crate::Result<Store> {
    Store::open(StoreOptions {
        database: DatabaseUrl::Sqlite(None),
        data_dir: data_dir.into(),
        key: KeySource::Mounted(key.into()),
        files: FileOptions::Directory(None),
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_backed_up_is_there_after_a_restore() {
    let store = TestStore::sqlite().await;
    let user = store.person("ada", SystemRole::Administrator).await;
    let file = store.files().put(Bytes::from_static(b"jar")).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (to, data) = (dir.path().join("b.tar"), dir.path().join("data"));
    store.backup(&to, BackupKey::With(key(&store))).await.unwrap();
    assert!(matches!(store.backup(&to, BackupKey::Without).await, Err(Error::Io { .. })), "it exists");

    assert_eq!(restore(&to, &data, &dir.path().join("key")).unwrap(), Restored::default());
    let restored = open(&data, &dir.path().join("key")).await.unwrap();
    assert_eq!(restored.user(user.user).await.unwrap().name, "ada");
    assert_eq!(restored.files().get(&file.hash).await.unwrap(), "jar");
    drop(restored);
    let again = restore(&to, &data, &dir.path().join("key")).unwrap_err().to_string();
    assert!(again.contains("without a database"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_in_a_backup_only_when_it_is_asked_for() {
    let store = TestStore::sqlite().await;
    let dir = tempfile::tempdir().unwrap();
    let (without, with) = (dir.path().join("a.tar"), dir.path().join("b.tar"));
    store.backup(&without, BackupKey::Without).await.unwrap();
    store.backup(&with, BackupKey::With(key(&store))).await.unwrap();
    assert_eq!(names(&without), ["scaleph.db"]);
    assert_eq!(names(&with), ["scaleph.db", "key"]);
    let left = std::fs::read_dir(store.data_dir()).unwrap().filter_map(Result::ok);
    assert_eq!(left.filter(|entry| entry.file_name().to_string_lossy().starts_with("backup-")).count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_bucket_stay_there_and_the_backup_says_where() {
    let store = TestStore::in_bucket().await;
    let file = store.files().put(Bytes::from_static(b"jar")).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (to, data, key_file) = (dir.path().join("b.tar"), dir.path().join("data"), dir.path().join("key"));
    store.backup(&to, BackupKey::With(key(&store))).await.unwrap();
    assert_eq!(names(&to), ["scaleph.db", "files.url", "key"]);

    let restored = restore(&to, &data, &key_file).unwrap();
    assert_eq!(restored.files_at.as_deref(), Some("s3://lake/scaleph/files"));
    let refusal = open(&data, &key_file).await.unwrap_err().to_string();
    assert!(refusal.contains("are not those of this database"), "{refusal}");
    let options = StoreOptions { data_dir: data, key: KeySource::Mounted(key_file), ..store.options().clone() };
    assert_eq!(Store::open(options).await.unwrap().files().get(&file.hash).await.unwrap(), "jar");
}

#[test]
fn what_is_not_a_backup_is_refused_and_leads_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let from = dir.path().join("evil.tar");
    let mut archive = tar::Builder::new(std::fs::File::create(&from).unwrap());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    header.as_gnu_mut().unwrap().name[..14].copy_from_slice(b"files/../../ev");
    header.set_cksum();
    archive.append(&header, &b"x"[..]).unwrap();
    archive.finish().unwrap();
    let refusal = restore(&from, &dir.path().join("data"), &dir.path().join("key")).unwrap_err().to_string();
    assert!(refusal.ends_with("is not a backup of scaleph"), "{refusal}");
    assert!(!dir.path().join("ev").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_is_backed_up_by_its_own_tools() {
    let Some(store) = TestStore::postgres().await else {
        return;
    };
    let refusal = store.backup(Path::new("/nowhere"), BackupKey::Without).await.unwrap_err().to_string();
    assert!(refusal.contains("pg_dump"), "{refusal}");
}
