//! A server that answers as it is told, and remembers what it was asked.

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Method, StatusCode, Uri, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use egress::{Egress, Policy};
use engine::{
    connection::{ClusterConnection, Flink},
    gateway::GatewayOperator,
    rest::RestOperator,
};
use model::authority::SystemScope;
use serde_json::Value;
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use url::Url;

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) bytes: Bytes,
}

/// A server that answers as it is told.
pub(crate) struct StandIn {
    pub(crate) url: Url,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl StandIn {
    /// Answers with what the function makes of path and query.
    pub(crate) async fn new<F, R>(answer: F) -> Self
    where
        F: Fn(String) -> R + Clone + Send + Sync + 'static,
        R: IntoResponse,
    {
        Self::slow(move |path| {
            let answer = answer(path).into_response();
            async { answer }
        })
        .await
    }

    /// The same, taking its time.
    pub(crate) async fn slow<F, T>(answer: F) -> Self
    where
        F: Fn(String) -> T + Clone + Send + Sync + 'static,
        T: Future<Output = Response> + Send,
    {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let remember = asked.clone();
        let handler = async move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let path = uri.to_string();
            let (body, bytes) = (serde_json::from_slice(&body).unwrap_or_default(), body);
            remember.lock().unwrap().push(Asked { method, path: path.clone(), headers, body, bytes });
            answer(path).await
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await.unwrap() });
        Self { url, asked }
    }

    /// Answers everything with one recording of a gateway.
    pub(crate) async fn recorded_gateway(name: &str) -> Self {
        let recording: Value = serde_json::from_str(&recording(&format!("gateway-1.20/{name}.json"))).unwrap();
        let status = StatusCode::from_u16(recording["status"].as_u64().unwrap() as u16).unwrap();
        let body = recording["response"].to_string();
        Self::new(move |_| (status, json(body.clone()))).await
    }

    /// What it was asked last.
    pub(crate) fn last(&self) -> Asked {
        self.asked.lock().unwrap().last().cloned().unwrap()
    }

    /// All that it was asked, as method and path.
    pub(crate) fn all(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    /// How often it was asked.
    pub(crate) fn times(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// A Flink whose both halves are this server.
    pub(crate) fn flink(&self) -> Flink {
        ClusterConnection::local(self.url.clone(), Some(self.url.clone())).open(&egress()).unwrap()
    }

    /// Its JobManager half.
    pub(crate) fn operator(&self) -> RestOperator {
        self.flink().rest_operator(&SystemScope::of_the_server())
    }

    /// Its gateway half.
    pub(crate) fn gateway(&self) -> GatewayOperator {
        self.flink().gateway_operator(&SystemScope::of_the_server()).unwrap()
    }
}

/// One that is soon out of patience.
pub(crate) fn egress() -> Egress {
    Egress::new(Policy { total_timeout: Duration::from_millis(700), ..Policy::default() })
}

/// A file of the recordings.
pub(crate) fn recording(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings").join(name);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A JSON answer.
pub(crate) fn json(body: impl Into<String>) -> Response {
    ([(CONTENT_TYPE, "application/json; charset=UTF-8")], body.into()).into_response()
}
