//! A jar on its way in: kept aside until it is known to be one.

use super::jar::{self, JarContent, MAGIC};
use crate::{Error, Result, Store, StoredFile};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use model::Code;
use std::{fs::File, io};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// How much is read of it at a time.
const PIECE: usize = 1 << 20;

impl Store {
    /// Keeps a content if it is a jar of at most so many bytes; else nothing stays.
    ///
    /// # Errors
    /// The problems [`Code::TooLarge`] and those of a jar that is none, at `file`; [`Error::Unavailable`] when the stream fails.
    pub(super) async fn receive_jar<E>(
        &self,
        most: u64,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(StoredFile, JarContent)>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        // It has no name, so that nothing is left of it whatever happens.
        let aside = self.data_dir().join("incoming");
        tokio::fs::create_dir_all(&aside).await.map_err(Error::io(&aside))?;
        let file = tempfile::tempfile_in(&aside).map_err(Error::io(&aside))?;
        let mut file = tokio::fs::File::from_std(file);
        take_in(&mut file, most, content).await?;
        file.rewind().await.map_err(Error::io(&aside))?;
        let same: File = file.try_clone().await.map_err(Error::io(&aside))?.into_std().await;
        let read = tokio::task::spawn_blocking(move || jar::read(same)).await.map_err(Error::unavailable)?;
        let found = read.map_err(|code| code.at("file"))?;
        file.rewind().await.map_err(Error::io(&aside))?;
        Ok((self.files().put_stream(pieces(file)).await?, found))
    }
}

/// Writes down what comes, unless it begins otherwise than a jar or is too long.
async fn take_in<E>(
    file: &mut tokio::fs::File,
    most: u64,
    content: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<()>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let (mut seen, mut beginning) = (0_u64, Vec::new());
    let mut content = std::pin::pin!(content);
    while let Some(chunk) = content.next().await {
        let chunk = chunk.map_err(Error::unavailable)?;
        seen += chunk.len() as u64;
        if seen > most {
            return Err(Code::TooLarge { most: i64::try_from(most).unwrap_or(i64::MAX) }.at("file").into());
        }
        if beginning.len() < MAGIC.len() {
            beginning.extend_from_slice(&chunk[..chunk.len().min(MAGIC.len() - beginning.len())]);
        }
        if !MAGIC.starts_with(&beginning) {
            return Err(Code::NotAJar.at("file").into());
        }
        file.write_all(&chunk).await.map_err(Error::unavailable)?;
    }
    if beginning != MAGIC {
        return Err(Code::NotAJar.at("file").into());
    }
    file.flush().await.map_err(Error::unavailable)
}

fn pieces(file: tokio::fs::File) -> impl Stream<Item = Result<Bytes, io::Error>> + Send {
    futures::stream::try_unfold(file, async |mut file| {
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}
