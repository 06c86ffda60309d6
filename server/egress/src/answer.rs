//! What is answered, read as far as one wants.

use crate::{Error, Result, client::waited};
use bytes::{Bytes, BytesMut};
use futures::Stream;
use http::{HeaderMap, StatusCode};
use std::time::Duration;

/// The head of an answer; its body is read on demand.
#[derive(Debug)]
pub struct Answer {
    pub(crate) host: String,
    pub(crate) response: reqwest::Response,
    /// How long each piece may take, if it is not the whole that is bounded.
    pub(crate) wait: Option<Duration>,
}

impl Answer {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The host that was asked.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The next piece of the body, or nothing at its end.
    ///
    /// # Errors
    /// [`Error::Timeout`] or [`Error::Broken`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let piece = waited(&self.host, self.wait, self.response.chunk()).await?;
        piece.map_err(|error| Error::of(&self.host, &error))
    }

    /// The body piece by piece, such as a log of any length.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes>> {
        futures::stream::try_unfold(self, async |mut answer| Ok(answer.chunk().await?.map(|chunk| (chunk, answer))))
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`Error::TooLarge`] as soon as more than `most` bytes are announced or come; else as [`Answer::chunk`].
    pub async fn read_limited(mut self, most: usize) -> Result<Bytes> {
        let too_large = |host: &str| Error::TooLarge { host: host.into(), most };
        let announced = self.response.content_length().unwrap_or_default();
        if announced > most as u64 {
            return Err(too_large(&self.host));
        }
        let mut body = BytesMut::with_capacity(usize::try_from(announced).unwrap_or_default());
        while let Some(chunk) = self.chunk().await? {
            if body.len() + chunk.len() > most {
                return Err(too_large(&self.host));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}
