//! A test of a cluster's addresses names the step that fails.

use crate::stand_in::{StandIn, egress, json, recording};
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use egress::{Class, Egress, Policy, TlsOptions};
use engine::connection::{ClusterConnection, Credentials, probe};
use model::flink::probe::{Outcome, Step, Target};
use url::Url;

/// A JobManager and gateway in one, below `/flink`.
fn cluster(path: &str, gateway_version: &str) -> Response {
    match path {
        "/flink/overview" => json(recording("rest-1.20/overview.json")),
        "/flink/info" => json(format!(r#"{{"productName":"Apache Flink","version":"{gateway_version}"}}"#)),
        "/flink/api_versions" => json(r#"{"versions":["V1","V2","V3"]}"#),
        _ => (StatusCode::NOT_FOUND, Html("nothing here")).into_response(),
    }
}

fn at(server: &StandIn, path: &str) -> ClusterConnection {
    let url = server.url.join(path).unwrap();
    ClusterConnection::local(url.clone(), Some(url))
}

#[tokio::test]
async fn all_steps_of_a_good_cluster_pass() {
    let server = StandIn::new(|path| cluster(&path, "1.20.3")).await;
    let mut connection = at(&server, "/flink/");
    connection.credentials = Credentials::Bearer("t0ken".into());
    let report = probe(&egress(), &connection).await;
    assert!(report.is_usable(), "{report:?}");
    assert_eq!((report.slots, report.free_slots), (Some(4), Some(2)));
    assert_eq!(report.version.as_ref().unwrap().as_str(), "1.20.5");
    assert_eq!(report.gateway_version.as_ref().unwrap().as_str(), "1.20.3");
    assert_eq!(report.outcome(Target::Rest, Step::Tls), Some(&Outcome::NotNeeded));
    // A token without TLS can be read on the way.
    let doubtful = Outcome::Doubtful { detail: "http".into() };
    assert_eq!(report.outcome(Target::Rest, Step::Authentication), Some(&doubtful));
    assert_eq!(server.last().headers["authorization"], "Bearer t0ken");
    assert!(!format!("{connection:?}").contains("t0ken"));
}

#[tokio::test]
async fn a_gateway_of_another_line_is_doubtful_and_one_that_is_none_fails() {
    let server = StandIn::new(|path| cluster(&path, "2.3.0")).await;
    let mut connection = at(&server, "/flink");
    let report = probe(&egress(), &connection).await;
    let doubtful = Outcome::Doubtful { detail: "2.3.0 ≠ 1.20.5".into() };
    assert_eq!(report.outcome(Target::Gateway, Step::Version), Some(&doubtful));

    connection.gateway = Some(server.url.join("/elsewhere").unwrap());
    let report = probe(&egress(), &connection).await;
    let failure = report.first_failure().unwrap();
    assert_eq!((failure.target, failure.step), (Target::Gateway, Step::Answer));
    assert!(matches!(&failure.outcome, Outcome::Failed { detail } if detail.contains("nothing here")));
    assert_eq!(report.outcome(Target::Gateway, Step::Version), Some(&Outcome::NotTried));
    assert!(matches!(report.outcome(Target::Rest, Step::Version), Some(Outcome::Passed { .. })));
}

#[tokio::test]
async fn the_failing_step_is_named() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let plain = StandIn::new(|_| Html("hello")).await;
    let locked = StandIn::new(|_| StatusCode::UNAUTHORIZED).await;
    let old = StandIn::new(|_| json(recording("rest-1.20/overview.json").replace("1.20.5", "1.16.2"))).await;
    let with_loopback = Policy { allow_loopback: [Class::Cluster].into(), ..Policy::default() };

    let port = plain.url.port().unwrap();
    for (url, policy, step) in [
        ("ftp://flink.example/".to_owned(), Policy::default(), Step::Address),
        ("http://169.254.169.254/".to_owned(), with_loopback.clone(), Step::Address),
        (plain.url.to_string(), Policy::default(), Step::Address),
        ("http://no-such-host.invalid/".to_owned(), with_loopback.clone(), Step::Resolve),
        (format!("http://{closed}/"), with_loopback.clone(), Step::Connect),
        (format!("https://127.0.0.1:{port}/"), with_loopback.clone(), Step::Tls),
        (locked.url.to_string(), with_loopback.clone(), Step::Authentication),
        (plain.url.to_string(), with_loopback.clone(), Step::Answer),
        (old.url.to_string(), with_loopback, Step::Version),
    ] {
        let connection = ClusterConnection {
            class: Class::Cluster,
            rest: Url::parse(&url).unwrap(),
            gateway: None,
            credentials: Credentials::None,
            tls: TlsOptions::default(),
        };
        let report = probe(&Egress::new(policy), &connection).await;
        assert_eq!(report.first_failure().map(|finding| finding.step), Some(step), "{url}: {report:?}");
        assert!(!report.is_usable());
    }
}
