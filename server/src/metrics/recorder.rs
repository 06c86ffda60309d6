//! The recorder behind the `metrics` macros, and the numbers about requests.

use super::process;
use axum::http::StatusCode;
use metrics::{counter, describe_counter, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

const REQUESTS: &str = "http_requests_total";
const DURATIONS: &str = "http_request_duration_seconds";
/// From a page out of memory to a slow query of the database; seconds.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// What was counted so far.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    start: Instant,
}

impl Metrics {
    /// Counts from now on; a second call in a process gives the same.
    pub fn install() -> Self {
        static INSTALLED: OnceLock<Metrics> = OnceLock::new();
        let install = || {
            let (recorder, metrics) = Self::recorder();
            // Whoever else counts in this process goes on doing so; then our page tells only of the process.
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("something else in this process counts already: our own metrics are not kept");
            }
            describe();
            metrics
        };
        INSTALLED.get_or_init(install).clone()
    }

    pub(super) fn recorder() -> (PrometheusRecorder, Self) {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATIONS.to_owned()), &BUCKETS);
        let recorder = builder.expect("there are buckets").build_recorder();
        let handle = recorder.handle();
        (recorder, Self { handle, start: Instant::now() })
    }

    /// Everything that was counted, in the text format of Prometheus.
    pub fn rendered(&self) -> String {
        self.handle.run_upkeep();
        process::render(self.handle.render(), self.start.elapsed())
    }

    /// Folds what was counted together; called now and then, or histograms grow while nobody asks.
    pub fn run_upkeep(&self) {
        self.handle.run_upkeep();
    }
}

/// Counts one answered request.
pub fn record_request(method: &'static str, route: &str, status: StatusCode, duration: Duration) {
    let class = match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    counter!(REQUESTS, "method" => method, "route" => route.to_owned(), "status" => class).increment(1);
    histogram!(DURATIONS, "method" => method, "route" => route.to_owned()).record(duration);
}

fn describe() {
    describe_counter!(REQUESTS, "Answered requests by method, pattern of the route and class of the status.");
    describe_histogram!(DURATIONS, metrics::Unit::Seconds, "Time to the head of the answer.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_pattern_and_class() {
        let (recorder, metrics) = Metrics::recorder();
        metrics::with_local_recorder(&recorder, || {
            record_request("GET", "/jobs/{id}", StatusCode::OK, Duration::from_millis(3));
            record_request("GET", "/jobs/{id}", StatusCode::NO_CONTENT, Duration::from_millis(30));
            record_request("GET", "/jobs/{id}", StatusCode::NOT_FOUND, Duration::from_millis(1));
        });
        let text = metrics.rendered();
        for line in [
            r#"http_requests_total{method="GET",route="/jobs/{id}",status="2xx"} 2"#,
            r#"http_requests_total{method="GET",route="/jobs/{id}",status="4xx"} 1"#,
            r#"http_request_duration_seconds_bucket{method="GET",route="/jobs/{id}",le="0.005"} 2"#,
            r#"http_request_duration_seconds_count{method="GET",route="/jobs/{id}"} 3"#,
        ] {
            assert!(text.lines().any(|known| known == line), "{line}\n{text}");
        }
    }
}
