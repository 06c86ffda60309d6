//! One of a cluster's two HTTP servers: asking it, and sorting its answers.
//!
//! Both are built on the same server base of Flink, so both fail alike.

use super::Credentials;
use crate::{Error, error::Result, error::start_of};
use bytes::Bytes;
use egress::{Answer, Call, Client};
use http::{HeaderValue, Method, StatusCode, header};
use model::flink::Failure;
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

/// How much of an answer is read that is not a page of rows or a log.
const MOST_BYTES: usize = 16 << 20;

/// One of a cluster's two HTTP servers.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    client: Client,
    base: Url,
    authorization: Option<HeaderValue>,
}

impl Link {
    pub(crate) fn new(client: Client, base: Url, credentials: &Credentials) -> Self {
        Self { client, base, authorization: credentials.header() }
    }

    /// An address below the base; segments are escaped, so none can lead elsewhere.
    pub(crate) fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        url.set_query(None);
        url.set_fragment(None);
        if let Ok(mut path) = url.path_segments_mut() {
            // `.` and `..` would be taken out again with what stands before them.
            path.pop_if_empty().extend(segments.iter().filter(|segment| !matches!(**segment, "." | "..")));
        }
        url
    }

    /// A call to a path below the base.
    pub(crate) fn call(&self, method: Method, segments: &[&str]) -> Call {
        self.call_to(method, self.url(segments))
    }

    /// A call to an address made by [`Link::url`].
    pub(crate) fn call_to(&self, method: Method, url: Url) -> Call {
        self.authorized(Call::new(method, url).header(header::ACCEPT, HeaderValue::from_static("application/json")))
    }

    fn authorized(&self, call: Call) -> Call {
        match &self.authorization {
            Some(value) => call.header(header::AUTHORIZATION, value.clone()),
            None => call,
        }
    }

    /// A call to a path below the base, with a body that is not JSON.
    pub(crate) fn call_with(
        &self,
        method: Method,
        segments: &[&str],
        content_type: HeaderValue,
        body: Vec<u8>,
    ) -> Result<Call> {
        let request = http::Request::builder()
            .method(method)
            .uri(self.url(segments).as_str())
            .header(header::CONTENT_TYPE, content_type)
            .header(header::ACCEPT, "application/json");
        let call = Call::try_from(request.body(body).map_err(|_| egress::Error::Address)?)?;
        Ok(self.authorized(call))
    }

    /// Asks, and reads JSON.
    pub(crate) async fn json<T: DeserializeOwned>(&self, expected: &'static str, call: Call) -> Result<T> {
        let body = self.bytes(call, MOST_BYTES).await?;
        serde_json::from_slice(&body).map_err(|_| Error::nonsense(expected, &body))
    }

    /// Asks, and reads at most so many bytes.
    pub(crate) async fn bytes(&self, call: Call, most: usize) -> Result<Bytes> {
        Ok(self.open(call).await?.read_limited(most).await?)
    }

    /// Asks, and gives the body to be read piece by piece; an answer that is not a success is an error.
    pub(crate) async fn open(&self, call: Call) -> Result<Answer> {
        let answer = self.client.open(call).await?;
        match answer.status() {
            status if status.is_success() => Ok(answer),
            status => Err(Self::refusal(status, answer).await),
        }
    }

    async fn refusal(status: StatusCode, answer: Answer) -> Error {
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return Error::Unauthorized { status: status.as_u16() };
        }
        let body = match answer.read_limited(MOST_BYTES).await {
            Ok(body) => body,
            Err(error) => return error.into(),
        };
        refused(status, &body)
    }
}

/// What Flink answers when it does not do something.
#[derive(Deserialize)]
struct Errors {
    errors: Vec<String>,
}

fn refused(status: StatusCode, body: &[u8]) -> Error {
    let said = serde_json::from_slice::<Errors>(body).ok();
    let failure = said.map(|said| Box::new(Failure::from_errors(&said.errors)));
    match (status.as_u16(), failure) {
        (502..=504, Some(failure)) => Error::Unavailable { said: start_of(failure.root_cause.as_bytes()) },
        (502..=504, None) => Error::Unavailable { said: start_of(body) },
        (404, Some(failure)) => Error::NotFound(failure),
        // The state of a job that is not known is an internal error to Flink.
        (500, Some(failure)) if is_unknown_job(&failure) => Error::NotFound(failure),
        (409, Some(failure)) => Error::Conflict(failure),
        (400..=499, Some(failure)) => Error::BadRequest(failure),
        (_, Some(failure)) => Error::Failed(failure),
        (300..=399, None) => Error::Nonsense { expected: "an answer of flink", got: format!("a redirect ({status})") },
        (_, None) => Error::Nonsense { expected: "an answer of flink", got: format!("{status}: {}", start_of(body)) },
    }
}

fn is_unknown_job(failure: &Failure) -> bool {
    let mut lines = failure.trace.lines().map(|line| line.strip_prefix("Caused by: ").unwrap_or(line));
    lines.any(|line| line.starts_with("org.apache.flink.runtime.messages.FlinkJobNotFoundException:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egress::{Class, Egress, Policy, TlsOptions};

    #[test]
    fn a_path_stays_below_its_base_whatever_its_segments_are() {
        let client = Egress::new(Policy::default()).client(Class::Cluster, &TlsOptions::default()).unwrap();
        let base = Url::parse("https://flink.example/proxy/a/?x=1#y").unwrap();
        let link = Link::new(client, base, &Credentials::None);
        for (segments, expected) in [
            (&["jobs", "overview"][..], "/proxy/a/jobs/overview"),
            (&["logs", "../../x"], "/proxy/a/logs/..%2F..%2Fx"),
            (&["logs", "..", "x?y#z"], "/proxy/a/logs/x%3Fy%23z"),
        ] {
            assert_eq!(link.url(segments).as_str(), format!("https://flink.example{expected}"));
        }
    }

    #[test]
    fn an_html_page_is_nonsense_and_is_quoted() {
        let error = refused(StatusCode::OK, b"<html>\n <h1>Hello</h1>");
        assert_eq!(error.to_string(), "an answer of flink was expected, but there came: 200 OK: <html> <h1>Hello</h1>");
        assert!(refused(StatusCode::BAD_GATEWAY, b"<html>").is_transient());
    }
}
