//! Files by the hash of their content: immutable, shared by all that have the same content.

use crate::{Error, Result, sealing::hex};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{ObjectStore, PutPayload, local::LocalFileSystem, path::Path as ObjectPath};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, path::Path, path::PathBuf, str::FromStr, sync::Arc};

/// What is collected before a part is sent.
const PART: usize = 8 * 1024 * 1024;

/// Where files are kept.
#[derive(Clone, Debug)]
pub enum FileOptions {
    /// A directory; without one it is `files` in the data directory. Replicas must share it.
    Directory(Option<PathBuf>),
}

/// The SHA-256 of a file's content, in hexadecimal: its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash(String);

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its address.
    pub hash: ContentHash,
    /// In bytes.
    pub size: u64,
}

/// The file store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    directory: PathBuf,
}

impl Files {
    pub(crate) fn open(options: &FileOptions, data_dir: &Path) -> Result<Self> {
        match options {
            FileOptions::Directory(directory) => {
                let directory = directory.clone().unwrap_or_else(|| data_dir.join("files"));
                std::fs::create_dir_all(&directory).map_err(Error::io(&directory))?;
                let store = LocalFileSystem::new_with_prefix(&directory).map_err(Error::Files)?;
                Ok(Self { store: Arc::new(store.with_automatic_cleanup(true)), directory })
            }
        }
    }

    /// Where they are.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// For what has a name of its own instead of a hash, such as the spool.
    pub(crate) fn objects(&self) -> &dyn ObjectStore {
        &*self.store
    }

    /// Keeps what is in memory.
    ///
    /// # Errors
    /// [`Error::Files`] when it cannot be written.
    pub async fn put(&self, content: Bytes) -> Result<StoredFile> {
        let hash = ContentHash::of(&content);
        let size = content.len() as u64;
        self.store.put(&hash.path(), PutPayload::from(content)).await.map_err(Error::Files)?;
        Ok(StoredFile { hash, size })
    }

    /// Keeps a stream of unknown length, without holding it in memory. A stream that fails leaves nothing behind.
    ///
    /// # Errors
    /// The error of the stream as [`Error::Unavailable`], or [`Error::Files`].
    pub async fn put_stream<E>(&self, content: impl Stream<Item = Result<Bytes, E>> + Send) -> Result<StoredFile>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        // The address is known when the last byte is: it is written elsewhere first.
        let upload = ObjectPath::from(format!("uploads/{}", hex(&rand::random::<[u8; 16]>())));
        let mut parts = self.store.put_multipart(&upload).await.map_err(Error::Files)?;
        let (mut digest, mut size, mut part) = (Sha256::new(), 0_u64, Vec::with_capacity(PART));
        let mut content = std::pin::pin!(content);
        while let Some(chunk) = content.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => {
                    _ = parts.abort().await;
                    return Err(Error::unavailable(error));
                }
            };
            digest.update(&chunk);
            size += chunk.len() as u64;
            part.extend_from_slice(&chunk);
            if part.len() >= PART {
                parts
                    .put_part(std::mem::replace(&mut part, Vec::with_capacity(PART)).into())
                    .await
                    .map_err(Error::Files)?;
            }
        }
        if !part.is_empty() || size == 0 {
            parts.put_part(part.into()).await.map_err(Error::Files)?;
        }
        parts.complete().await.map_err(Error::Files)?;
        let hash = ContentHash(hex(&digest.finalize()));
        self.store.rename(&upload, &hash.path()).await.map_err(Error::Files)?;
        Ok(StoredFile { hash, size })
    }

    /// Reads a whole file.
    ///
    /// # Errors
    /// [`Error::Missing`], or [`Error::Files`].
    pub async fn get(&self, hash: &ContentHash) -> Result<Bytes> {
        self.store.get(&hash.path()).await.map_err(missing)?.bytes().await.map_err(missing)
    }

    /// Reads a part of a file.
    ///
    /// # Errors
    /// [`Error::Missing`], or [`Error::Files`].
    pub async fn get_range(&self, hash: &ContentHash, range: std::ops::Range<u64>) -> Result<Bytes> {
        self.store.get_range(&hash.path(), range).await.map_err(missing)
    }

    /// Reads a file piece by piece.
    ///
    /// # Errors
    /// [`Error::Missing`], or [`Error::Files`], also from the stream.
    pub async fn stream(&self, hash: &ContentHash) -> Result<BoxStream<'static, Result<Bytes>>> {
        Ok(self.store.get(&hash.path()).await.map_err(missing)?.into_stream().map_err(missing).boxed())
    }

    /// True when the file is there.
    ///
    /// # Errors
    /// [`Error::Files`] when that cannot be found out.
    pub async fn has(&self, hash: &ContentHash) -> Result<bool> {
        match self.store.head(&hash.path()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(Error::Files(error)),
        }
    }

    /// Deletes a file; one that is not there is fine. The caller knows that nothing else has the same content.
    ///
    /// # Errors
    /// [`Error::Files`].
    pub async fn delete(&self, hash: &ContentHash) -> Result<()> {
        match self.store.delete(&hash.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::Files(error)),
        }
    }
}

impl ContentHash {
    /// The address of a content.
    pub fn of(content: &[u8]) -> Self {
        Self(hex(&Sha256::digest(content)))
    }

    /// In hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In directories of at most 256 each, so that none grows too long.
    fn path(&self) -> ObjectPath {
        ObjectPath::from(format!("sha256/{}/{}", &self.0[..2], self.0))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ContentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        match text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            true => Ok(Self(text.into())),
            false => Err(NotAHash),
        }
    }
}

impl TryFrom<String> for ContentHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.0
    }
}

/// It is not 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 in hexadecimal")]
pub struct NotAHash;

fn missing(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::Missing,
        other => Error::Files(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::stream;

    fn files() -> (tempfile::TempDir, Files) {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(&FileOptions::Directory(None), dir.path()).unwrap();
        (dir, files)
    }

    #[tokio::test]
    async fn a_file_is_found_by_the_hash_of_its_content() {
        let (_dir, files) = files();
        let stored = files.put(Bytes::from_static(b"abc")).await.unwrap();
        assert_eq!(stored.hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(files.get(&stored.hash).await.unwrap(), "abc");
        assert_eq!(files.get_range(&stored.hash, 1..2).await.unwrap(), "b");

        files.delete(&stored.hash).await.unwrap();
        files.delete(&stored.hash).await.unwrap();
        assert!(!files.has(&stored.hash).await.unwrap());
        assert!(matches!(files.get(&stored.hash).await, Err(Error::Missing)));
    }

    #[tokio::test]
    async fn a_stream_is_kept_under_the_same_hash_as_its_content() {
        let (_dir, files) = files();
        let chunks = vec![Bytes::from(vec![7; 5 * 1024 * 1024]); 3];
        let stored =
            files.put_stream(stream::iter(chunks.clone().into_iter().map(Ok::<_, std::io::Error>))).await.unwrap();
        assert_eq!(stored, StoredFile { hash: ContentHash::of(&chunks.concat()), size: 15 * 1024 * 1024 });
        let read: Vec<Bytes> = files.stream(&stored.hash).await.unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), chunks.concat());

        let empty = files.put_stream(stream::empty::<Result<Bytes, std::io::Error>>()).await.unwrap();
        assert_eq!(empty.hash, ContentHash::of(b""));
    }

    #[tokio::test]
    async fn a_stream_that_fails_leaves_nothing_behind() {
        let (dir, files) = files();
        let broken = stream::iter([Ok(Bytes::from_static(b"half")), Err(std::io::Error::other("gone"))]);
        assert!(files.put_stream(broken).await.is_err());
        assert_eq!(std::fs::read_dir(dir.path().join("files/uploads")).map_or(0, Iterator::count), 0);
    }

    #[test]
    fn an_address_cannot_be_a_path() {
        assert!("../../etc/passwd".parse::<ContentHash>().is_err());
        assert!("A".repeat(64).parse::<ContentHash>().is_err());
    }
}
