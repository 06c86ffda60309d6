//! What is asked.

use crate::{Error, Result};
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
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) deadline: Option<Duration>,
}

impl Call {
    /// A request without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None, deadline: None }
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
        self.body = Some(serde_json::to_vec(body).map_err(|_| Error::Call)?);
        Ok(self.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json")))
    }

    /// With another bound on the whole exchange than the policy's.
    pub fn within(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }
}

impl TryFrom<http::Request<Vec<u8>>> for Call {
    type Error = Error;

    fn try_from(request: http::Request<Vec<u8>>) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| Error::Address)?;
        let body = (!body.is_empty()).then_some(body);
        Ok(Self { method: parts.method, url, headers: parts.headers, body, deadline: None })
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({} {})", self.method, self.url.host_str().unwrap_or_default())
    }
}
