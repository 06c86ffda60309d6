//! Where files are.

use super::BucketOptions;
use crate::{Error, Result};
use object_store::{ObjectStore, local::LocalFileSystem};
use std::{fmt, path::Path, path::PathBuf, sync::Arc};

/// Where files are kept.
#[derive(Clone, Debug)]
pub enum FileOptions {
    /// A directory; without one it is `files` in the data directory. Replicas must share it.
    Directory(Option<PathBuf>),
    /// A bucket of an S3-compatible server.
    Bucket(Box<BucketOptions>),
}

/// Where files are, for who has to say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A directory of this host.
    Directory(PathBuf),
    /// A bucket, as `s3://bucket/prefix`.
    Bucket(String),
}

impl FileOptions {
    pub(super) fn open(&self, data_dir: &Path) -> Result<(Arc<dyn ObjectStore>, Place)> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone().unwrap_or_else(|| data_dir.join("files"));
                std::fs::create_dir_all(&directory).map_err(Error::io(&directory))?;
                let store = LocalFileSystem::new_with_prefix(&directory).map_err(Error::Files)?;
                Ok((Arc::new(store.with_automatic_cleanup(true)), Place::Directory(directory)))
            }
            Self::Bucket(bucket) => Ok((bucket.open().map_err(Error::Files)?, Place::Bucket(bucket.address()))),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path) => path.display().fmt(f),
            Self::Bucket(address) => f.write_str(address),
        }
    }
}
