//! Files in a directory and in a bucket.

use super::*;
use crate::{
    DatabaseUrl, Error, KeySource, Result, Store, StoreOptions,
    testing::bucket::{self, TestBucket},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use object_store::path::Path as ObjectPath;
use std::{io, path::Path};

const MIB: usize = 1024 * 1024;

/// Emits `async fn name(files: Files)` as a module with one test for each kind of place.
macro_rules! in_each_place {
    ($(async fn $name:ident($files:ident: Files) $body:block)*) => { $(
        async fn $name($files: Files) $body

        mod $name {
            #[tokio::test]
            async fn in_a_directory() {
                let dir = tempfile::tempdir().unwrap();
                super::$name(super::open(&super::FileOptions::Directory(None), dir.path())).await;
            }

            #[tokio::test]
            async fn in_a_bucket() {
                let bucket = super::TestBucket::start().await;
                super::$name(super::open(&bucket.files(), "/nowhere".as_ref())).await;
            }
        }
    )* };
}

fn open(options: &FileOptions, data_dir: &Path) -> Files {
    Files::open(options, data_dir).unwrap()
}

/// No two parts of it are the same.
fn content(size: usize) -> Bytes {
    (0..size / 4 + 1).flat_map(|number| (number as u32).to_le_bytes()).take(size).collect()
}

fn in_chunks(content: &Bytes, size: usize) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
    let content = content.clone();
    let chunks = (0..content.len().div_ceil(size)).map(move |chunk| {
        let first = chunk * size;
        Ok(content.slice(first..(first + size).min(content.len())))
    });
    stream::iter(chunks)
}

async fn names(files: &Files) -> Vec<String> {
    let objects: Vec<_> = files.objects().list(None).try_collect().await.unwrap();
    objects.into_iter().map(|object| object.location.to_string()).collect()
}

in_each_place! {
    async fn a_file_is_found_by_the_hash_of_its_content(files: Files) {
        let stored = files.put(Bytes::from_static(b"abc")).await.unwrap();
        assert_eq!(stored.hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(files.get(&stored.hash).await.unwrap(), "abc");
        assert_eq!(files.get_range(&stored.hash, 1..2).await.unwrap(), "b");

        files.delete(&stored.hash).await.unwrap();
        files.delete(&stored.hash).await.unwrap();
        assert!(!files.has(&stored.hash).await.unwrap());
        assert!(matches!(files.get(&stored.hash).await, Err(Error::Missing)));
        assert!(matches!(files.get_range(&stored.hash, 1..2).await, Err(Error::Missing)));
        assert!(matches!(files.stream(&stored.hash).await.map(drop), Err(Error::Missing)));
    }

    async fn a_stream_is_kept_under_the_same_hash_as_its_content(files: Files) {
        for size in [0, 1, 8 * MIB, 8 * MIB + 1, 16 * MIB] {
            let content = content(size);
            let stored = files.put_stream(in_chunks(&content, 3 * MIB + 7)).await.unwrap();
            assert_eq!(stored, StoredFile { hash: ContentHash::of(&content), size: size as u64 }, "{size}");
            assert!(files.get(&stored.hash).await.unwrap() == content, "{size}");
            assert_eq!(names(&files).await, [stored.hash.path().to_string()], "{size}");
            files.delete(&stored.hash).await.unwrap();
        }
    }

    async fn a_long_stream_comes_back_whole_and_in_parts(files: Files) {
        let content = content(20 * MIB + 11);
        let stored = files.put_stream(in_chunks(&content, 100_000)).await.unwrap();
        let read: Vec<Bytes> = files.stream(&stored.hash).await.unwrap().try_collect().await.unwrap();
        assert!(read.len() > 1 && read.concat() == content);
        for range in [0..1, 8 * MIB - 3..8 * MIB + 5, 20 * MIB..20 * MIB + 11] {
            let part = files.get_range(&stored.hash, range.start as u64..range.end as u64).await.unwrap();
            assert!(part == content.slice(range.clone()), "{range:?}");
        }
        assert!(files.has(&stored.hash).await.unwrap());
        // The same again is the same file.
        assert_eq!(files.put_stream(in_chunks(&content, MIB)).await.unwrap(), stored);
        assert_eq!(names(&files).await, [stored.hash.path().to_string()]);
    }

    async fn a_stream_that_fails_leaves_nothing_behind(files: Files) {
        for before in [4, 9 * MIB, 20 * MIB] {
            let broken = in_chunks(&content(before), MIB).chain(stream::iter([Err(io::Error::other("gone"))]));
            assert!(matches!(files.put_stream(broken).await, Err(Error::Unavailable(_))));
            assert!(names(&files).await.is_empty());
        }
    }

    async fn what_a_killed_server_left_is_swept_when_it_is_old(files: Files) {
        let left = ObjectPath::from("uploads/0123456789abcdef");
        files.objects().put_opts(&left, "half".into(), Default::default()).await.unwrap();
        let now = chrono::Utc::now();
        assert_eq!(files.sweep_staged(now - chrono::TimeDelta::hours(1)).await.unwrap(), 0);
        assert_eq!(files.sweep_staged(now + chrono::TimeDelta::hours(1)).await.unwrap(), 1);
        assert!(names(&files).await.is_empty());
    }
}

#[tokio::test]
async fn a_server_keeps_no_parts_of_a_stream_that_failed_or_that_nobody_waits_for() {
    let bucket = TestBucket::start().await;
    let files = open(&bucket.files(), "/nowhere".as_ref());
    let broken = in_chunks(&content(20 * MIB), MIB).chain(stream::iter([Err(io::Error::other("gone"))]));
    assert!(files.put_stream(broken).await.is_err());
    assert_eq!(bucket.kept(), [""; 0]);

    let endless = in_chunks(&content(9 * MIB), MIB).chain(stream::pending());
    let waiting = tokio::time::timeout(std::time::Duration::from_millis(1500), files.put_stream(endless)).await;
    assert!(waiting.is_err() && !bucket.kept().is_empty());
    for _ in 0..100 {
        if bucket.kept().is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{:?} stays", bucket.kept());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_in_the_middle_of_a_stream_leaves_nothing_that_is_found() {
    let mut bucket = TestBucket::start().await;
    let files = open(&bucket.files(), "/nowhere".as_ref());
    let content = content(20 * MIB);
    let (mut chunks, broken) = (Box::pin(in_chunks(&content, MIB)), tokio::sync::Notify::new());
    let goes =
        stream::poll_fn(|context| chunks.as_mut().poll_next(context)).enumerate().then(async |(number, chunk)| {
            if number == 12 {
                broken.notify_one();
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            }
            chunk
        });
    let (kept, ()) = tokio::join!(files.put_stream(goes), async {
        broken.notified().await;
        bucket.stop().await;
    });
    let error = kept.unwrap_err();
    assert!(matches!(error, Error::Files(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains(bucket::SECRET));
    assert!(matches!(files.get(&ContentHash::of(&content)).await, Err(Error::Files(_))));

    bucket.start_again().await;
    assert!(names(&files).await.is_empty());
    let stored = files.put_stream(in_chunks(&content, MIB)).await.unwrap();
    assert!(files.get(&stored.hash).await.unwrap() == content);
}

/// What the start of a server says of a bucket.
async fn start(options: BucketOptions) -> Result<Store, String> {
    let dir = tempfile::tempdir().unwrap();
    let opened = Store::open(StoreOptions {
        database: DatabaseUrl::Sqlite(None),
        data_dir: dir.path().join("data"),
        key: KeySource::Own(dir.path().join("key")),
        files: FileOptions::Bucket(Box::new(options)),
    });
    opened.await.map_err(|error| format!("{error} {error:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_cannot_be_used_refuses_the_start_with_the_setting_to_look_at() {
    let bucket = TestBucket::start().await;
    let right = bucket.options();
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (options, said) in [
        (
            BucketOptions { secret_access_key: "wrong-hunter2".into(), ..right.clone() },
            "files.secret_access_key is not the one of files.access_key_id",
        ),
        (
            BucketOptions { access_key_id: "AKNOBODY".into(), ..right.clone() },
            "its server does not know files.access_key_id",
        ),
        (BucketOptions { bucket: "other".into(), ..right.clone() }, "there is no such bucket"),
        (
            BucketOptions { endpoint: Some(format!("http://{nobody}").parse().unwrap()), ..right.clone() },
            "no connection to 127.0.0.1",
        ),
        (
            BucketOptions { endpoint: "http://no-such-host.invalid".parse().ok(), ..right.clone() },
            "the name no-such-host.invalid was not resolved",
        ),
        (
            BucketOptions { endpoint: "http://169.254.169.254".parse().ok(), ..right.clone() },
            "169.254.169.254 must not be reached from here",
        ),
        (
            BucketOptions { client: bucket::client(&[]), ..right.clone() },
            "127.0.0.1 must not be reached from here; addresses of this host itself need `object_store` in \
             egress.allow_loopback",
        ),
    ] {
        let refusal = start(options).await.unwrap_err();
        assert!(refusal.starts_with("files.url is s3://") && refusal.contains(said), "{refusal}");
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
    assert_eq!(bucket.kept(), [""; 0]);
    start(right).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_of_one_installation_unless_each_has_a_prefix() {
    let bucket = TestBucket::start().await;
    start(bucket.options()).await.unwrap();
    let refusal = start(bucket.options()).await.unwrap_err();
    assert!(refusal.contains("are those of another database: give this one a prefix of its own"), "{refusal}");
    start(BucketOptions { prefix: "second".into(), ..bucket.options() }).await.unwrap();
    start(BucketOptions { prefix: String::new(), ..bucket.options() }).await.unwrap();
}
