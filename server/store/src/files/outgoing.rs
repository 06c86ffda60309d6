//! What is said to a bucket's server goes out through `egress`.

use async_trait::async_trait;
use egress::{Answer, Call, Client};
use futures::TryStreamExt;
use http::{Method, Response};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
    },
};
use std::time::Duration;

/// How long is waited for an answer to begin, a part of a file having gone before, and for each piece of it.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest answer that is not a file: a list of a thousand names of a thousand bytes.
const MOST_TEXT: usize = 4 << 20;

/// The way out.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    client: Client,
}

impl Outgoing {
    pub(super) fn new(client: Client) -> Self {
        Self { client }
    }
}

impl HttpConnector for Outgoing {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Outgoing {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let is_file = request.method() == Method::GET && request.uri().query().is_none();
        let (head, body) = request.into_parts();
        // At most a part of a file, and mostly in one piece already.
        let body = body.collect().await?.to_bytes();
        let call = Call::try_from(http::Request::from_parts(head, body)).map_err(failed)?.within_each(PATIENCE);
        let answer = self.client.open(call).await.map_err(failed)?;

        let mut response = Response::new(());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        let body = match answer.status().is_success() {
            true if is_file => piece_by_piece(answer),
            true => answer.read_limited(MOST_TEXT).await.map_err(failed)?.into(),
            false => said(&answer.read_limited(MOST_TEXT).await.map_err(failed)?).into(),
        };
        Ok(response.map(|()| body))
    }
}

fn piece_by_piece(answer: Answer) -> HttpResponseBody {
    let pieces = answer.stream().map_ok(Frame::data).map_err(failed);
    HttpResponseBody::new(StreamBody::new(pieces))
}

/// What of a failure may be tried again.
fn failed(error: egress::Error) -> HttpError {
    let kind = match &error {
        egress::Error::Connect { .. } | egress::Error::Resolve { .. } => HttpErrorKind::Connect,
        egress::Error::Timeout { connecting: true, .. } => HttpErrorKind::Connect,
        egress::Error::Timeout { .. } => HttpErrorKind::Timeout,
        egress::Error::Broken { .. } => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, error)
}

/// The code and the message of a refusal. Servers quote in it what was asked, a session token too, and texts of errors
/// are read by many.
fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let of = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        let (content, _) = rest.split_once(&format!("</{name}>"))?;
        Some(content.chars().take(300).collect::<String>())
    };
    [of("Code"), of("Message")].into_iter().flatten().collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_refusal_nothing_is_kept_that_we_sent() {
        let refusal = "<?xml version=\"1.0\"?><Error><Code>InvalidToken</Code><Message>The token is malformed.</Message>\
                       <Token-0>hunter2</Token-0><CanonicalRequest>x-amz-security-token:hunter2</CanonicalRequest></Error>";
        assert_eq!(said(refusal.as_bytes()), "InvalidToken: The token is malformed.");
        assert_eq!(said(b"<html>hunter2</html>"), "");
    }
}
