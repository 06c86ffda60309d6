//! The second listener: `/metrics`, `/health/live`, `/health/ready`, and nothing else.

use super::{health::Readiness, recorder::Metrics};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use std::{io, time::Duration};
use tokio::net::TcpListener;

/// The paths of the second listener; each by GET only.
pub fn admin_router(metrics: Metrics, readiness: Readiness) -> Router {
    Router::new()
        .route("/metrics", get(rendered).with_state(metrics))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready).with_state(readiness))
}

/// Serves them until `stopped`.
///
/// # Errors
/// If the listener fails.
pub async fn serve_admin(
    listener: TcpListener,
    metrics: Metrics,
    readiness: Readiness,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let upkeep = {
        let metrics = metrics.clone();
        async move {
            loop {
                tokio::time::sleep(Duration::from_secs(30)).await;
                metrics.run_upkeep();
            }
        }
    };
    let app = admin_router(metrics, readiness);
    tokio::select! {
        served = async { axum::serve(listener, app).with_graceful_shutdown(stopped).await } => served,
        () = upkeep => Ok(()),
    }
}

async fn rendered(State(metrics): State<Metrics>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.rendered())
}

/// That this is answered is the answer.
async fn live() -> &'static str {
    "ok\n"
}

async fn ready(State(readiness): State<Readiness>) -> (StatusCode, String) {
    match readiness.ask().await {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use tower::ServiceExt;

    async fn answer(method: &str, path: &str, readiness: Readiness) -> (u16, String) {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let response = admin_router(Metrics::recorder().1, readiness).oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 65_536).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    fn is_ready() -> Readiness {
        Readiness::new(async || Ok(()))
    }

    #[tokio::test]
    async fn there_are_three_paths_and_only_get() {
        for (method, path, status) in [
            ("GET", "/metrics", 200),
            ("GET", "/health/live", 200),
            ("GET", "/health/ready", 200),
            ("POST", "/metrics", 405),
            ("DELETE", "/health/live", 405),
            ("GET", "/", 404),
            ("GET", "/jobs", 404),
        ] {
            assert_eq!(answer(method, path, is_ready()).await.0, status, "{method} {path}");
        }
    }

    #[tokio::test]
    async fn not_ready_says_why_and_is_live_all_the_same() {
        let not_yet = || Readiness::new(async || Err("the database is not reached".to_owned()));
        let expected = (503, "not ready: the database is not reached\n".to_owned());
        assert_eq!(answer("GET", "/health/ready", not_yet()).await, expected);
        assert_eq!(answer("GET", "/health/live", not_yet()).await.0, 200);
    }

    #[tokio::test]
    async fn an_answer_that_never_comes_is_a_no() {
        let never = Readiness::new(std::future::pending);
        assert_eq!(answer("GET", "/health/ready", never).await, (503, "not ready: no answer in time\n".to_owned()));
    }

    #[tokio::test]
    async fn the_listener_answers_until_it_is_stopped() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let served = tokio::spawn(serve_admin(listener, Metrics::recorder().1, is_ready(), async {
            let _ = stopped.await;
        }));
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        drop(stream);
        stop.send(()).unwrap();
        served.await.unwrap().unwrap();
    }
}
