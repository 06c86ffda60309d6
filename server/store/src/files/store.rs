//! Writing, reading and deleting.

use super::{ContentHash, FileOptions, Place, staged::Staged};
use crate::{Error, Result};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, path::Path as ObjectPath};
use sha2::{Digest, Sha256};
use std::{mem, path::Path, sync::Arc};

/// What is collected before a part is sent. All parts but the last are of this size: some servers want that.
const PART: usize = 8 * 1024 * 1024;

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
    place: Arc<Place>,
}

impl Files {
    pub(crate) fn open(options: &FileOptions, data_dir: &Path) -> Result<Self> {
        let (store, place) = options.open(data_dir)?;
        Ok(Self { store, place: Arc::new(place) })
    }

    /// Where they are.
    pub fn place(&self) -> &Place {
        &self.place
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
        let mut staged = None;
        match self.stage(&mut staged, content).await {
            Ok(Read { hash, size, rest }) => {
                match staged {
                    None => self.store.put(&hash.path(), rest.into()).await.map(drop).map_err(Error::Files)?,
                    Some(staged) => staged.finish(rest, &hash.path()).await?,
                }
                Ok(StoredFile { hash, size })
            }
            Err(error) => {
                if let Some(staged) = staged {
                    staged.abort().await;
                }
                Err(error)
            }
        }
    }

    /// Reads to the end, and sends away what is more than one part: the address is known when the last byte is, so that
    /// is elsewhere.
    async fn stage<E>(
        &self,
        staged: &mut Option<Staged>,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Read>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let (mut digest, mut size, mut part) = (Sha256::new(), 0_u64, Vec::new());
        let mut content = std::pin::pin!(content);
        while let Some(chunk) = content.next().await {
            let mut chunk = chunk.map_err(Error::unavailable)?;
            digest.update(&chunk);
            size += chunk.len() as u64;
            while part.len() + chunk.len() > PART {
                part.extend_from_slice(&chunk.split_to(PART - part.len()));
                let staged = match staged {
                    Some(staged) => staged,
                    None => staged.insert(Staged::begin(self.store.clone()).await?),
                };
                staged.put(mem::take(&mut part)).await?;
            }
            part.extend_from_slice(&chunk);
        }
        Ok(Read { hash: ContentHash::of_digest(digest), size, rest: part })
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
        self.forget(&hash.path()).await
    }

    /// Deletes an object; one that is not there is fine.
    pub(crate) async fn forget(&self, object: &ObjectPath) -> Result<()> {
        match self.store.delete(object).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::Files(error)),
        }
    }

    /// Deletes what a server that was killed left of streams that it was keeping then; says how many.
    pub(crate) async fn sweep_staged(&self, before: DateTime<Utc>) -> Result<usize> {
        let objects = self.store.list(Some(&ObjectPath::from(super::staged::FOLDER)));
        let objects: Vec<_> = objects.try_collect().await.map_err(Error::Files)?;
        let mut swept = 0;
        for object in objects.into_iter().filter(|object| object.last_modified < before) {
            self.forget(&object.location).await?;
            swept += 1;
        }
        Ok(swept)
    }
}

/// A stream that came to its end.
struct Read {
    hash: ContentHash,
    size: u64,
    /// What was not sent away as a part.
    rest: Vec<u8>,
}

pub(crate) fn missing(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::Missing,
        other => Error::Files(other),
    }
}
