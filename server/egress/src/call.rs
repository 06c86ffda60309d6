//! What is asked.

use crate::{Error, Result};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use std::time::Duration;
use url::Url;

/// One request.
#[derive(Clone)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) patience: Option<Patience>,
}

/// How long is waited.
#[derive(Clone, Copy)]
pub(crate) enum Patience {
    /// For the whole exchange.
    Whole(Duration),
    /// For the head of the answer, and then for every piece of its body.
    Each(Duration),
}

impl Call {
    /// A request without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None, patience: None }
    }

    /// With a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// With a JSON body.
    ///
    /// # Errors
    /// [`Error::Call`] when the value cannot be written as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Result<Self> {
        self.body = Some(serde_json::to_vec(body).map_err(|_| Error::Call)?.into());
        Ok(self.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json")))
    }

    /// With another bound on the whole exchange than the policy's.
    pub fn within(mut self, deadline: Duration) -> Self {
        self.patience = Some(Patience::Whole(deadline));
        self
    }

    /// With a bound on each wait instead of one on the whole exchange: for the head of the answer, and for every piece of
    /// a body that may be of any length.
    pub fn within_each(mut self, wait: Duration) -> Self {
        self.patience = Some(Patience::Each(wait));
        self
    }
}

impl<B: Into<Bytes>> TryFrom<http::Request<B>> for Call {
    type Error = Error;

    fn try_from(request: http::Request<B>) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let body: Bytes = body.into();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| Error::Address)?;
        let body = (!body.is_empty()).then_some(body);
        Ok(Self { method: parts.method, url, headers: parts.headers, body, patience: None })
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({} {})", self.method, self.url.host_str().unwrap_or_default())
    }
}
