use super::*;
use axum::{Extension, Router, body::Body, middleware::from_fn_with_state, routing::get};
use std::{io, sync::Mutex};
use tower::ServiceExt;
use tracing::{Level, instrument::WithSubscriber};

async fn told(Extension(id): Extension<RequestId>, Extension(client): Extension<ClientAddress>) -> String {
    tracing::info!("within");
    format!("{} {}", id.0, client.0)
}

fn app() -> Router {
    Router::new()
        .route("/jobs/{id}", get(told))
        .route("/broken", get(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/pkg/{*path}", get(async || "file"))
        .fallback(
            async |request: Request| {
                if request.uri().path() == "/favicon.svg" { StatusCode::OK } else { StatusCode::NOT_FOUND }
            },
        )
        .layer(from_fn_with_state(RequestObserver::new(&["10.0.0.0/8".parse().unwrap()]), observe_request))
}

fn request(path: &str, peer: &str) -> Request {
    let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let peer: IpAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer, 4711)));
    request
}

async fn body(response: Response) -> String {
    String::from_utf8(axum::body::to_bytes(response.into_body(), 4096).await.unwrap().to_vec()).unwrap()
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged about a request.
async fn logged(request: Request) -> String {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::DEBUG)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    app().oneshot(request).with_subscriber(subscriber).await.unwrap();
    let bytes = lines.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_handler_and_the_answer_have_the_same_new_id() {
    let response = app().oneshot(request("/jobs/1", "192.0.2.1")).await.unwrap();
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(id.len(), 32);
    assert_eq!(body(response).await, format!("{id} 192.0.2.1"));
}

#[tokio::test]
async fn the_id_and_the_client_that_a_trusted_proxy_names_are_taken() {
    for (peer, taken) in [("10.0.0.1", true), ("192.0.2.1", false)] {
        let mut request = request("/jobs/1", peer);
        request.headers_mut().insert("x-request-id", "from-the-proxy".parse().unwrap());
        request.headers_mut().insert("x-forwarded-for", "198.51.100.7".parse().unwrap());
        let response = app().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["x-request-id"] == "from-the-proxy", taken);
        assert_eq!(body(response).await == "from-the-proxy 198.51.100.7", taken);
    }
}

#[tokio::test]
async fn a_request_within_the_process_needs_no_peer() {
    let request = Request::builder().uri("/jobs/1").body(Body::empty()).unwrap();
    let response = app().oneshot(request).await.unwrap();
    assert!(body(response).await.ends_with(" 0.0.0.0"));
}

#[tokio::test]
async fn the_log_has_the_pattern_and_never_the_path_or_the_query() {
    let text = logged(request("/jobs/hunter2?token=hunter3", "192.0.2.1")).await;
    assert!(text.contains("GET /jobs/{id} 200 in "), "{text}");
    assert!(text.contains("request.id=") && text.contains("client.address=192.0.2.1"), "{text}");
    assert!(!text.contains("hunter"), "{text}");
    let within = text.lines().find(|line| line.ends_with("within")).unwrap();
    assert!(within.contains("request.id="), "what a handler logs has the id: {within}");
}

#[tokio::test]
async fn files_are_told_at_debug_and_failures_at_warn() {
    for (path, said) in [
        ("/pkg/a.js", "DEBUG"),
        ("/favicon.svg", "DEBUG"),
        ("/missing", "INFO"),
        ("/jobs/1", "INFO"),
        ("/broken", "WARN"),
    ] {
        let text = logged(request(path, "192.0.2.1")).await;
        let line = text.lines().find(|line| line.contains(" in ")).unwrap();
        assert!(line.trim_start().starts_with(said), "{path}: {line}");
    }
}
