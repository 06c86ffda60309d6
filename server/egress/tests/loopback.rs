//! What is asked, refused and told apart, against real listeners on loopback.

#![expect(clippy::unwrap_used, reason = "what helps a test may fail it")]

use axum::{Router, body::Body, http::StatusCode, response::Redirect, routing::get};
use egress::{Call, Class, Client, ClientCertificate, Egress, Error, Policy, TlsOptions};
use futures::StreamExt;
use http::Method;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;

fn client(class: Class) -> Client {
    let policy = Policy { total_timeout: Duration::from_millis(500), most_bytes: 1000, ..Policy::default() };
    Egress::new(policy).client(class, &TlsOptions::default()).unwrap()
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// A listener that sends these bytes to whoever connects, and waits.
async fn raw(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                stream.write_all(bytes).await.unwrap();
                tokio::time::sleep(Duration::from_secs(60)).await;
            });
        }
    });
    address
}

async fn ask(client: &Client, url: &str) -> Result<egress::Answer, Error> {
    client.open(Call::new(Method::GET, Url::parse(url).unwrap())).await
}

#[tokio::test]
async fn hostile_addresses_are_refused_however_they_are_written() {
    let address = serve(Router::new().route("/", get(async || "secret"))).await;
    let port = address.port();
    let cluster = client(Class::Cluster);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "１２７.0.0.1",
        "0",
        "0.0.0.0",
        "localhost",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::127.0.0.1]",
        "[fe80::1]",
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "224.0.0.1",
        "255.255.255.255",
    ] {
        let outcome = ask(&cluster, &format!("http://{host}:{port}/")).await;
        assert!(matches!(outcome, Err(Error::Refused { .. })), "{host}: {outcome:?}");
    }
}

#[tokio::test]
async fn only_http_without_credentials_is_an_address() {
    let local = client(Class::LocalEngine);
    for url in ["ftp://127.0.0.1/", "file:///etc/passwd", "http://user:secret@127.0.0.1/", "http://user@127.0.0.1/"] {
        let error = ask(&local, url).await.unwrap_err();
        assert!(matches!(error, Error::Address), "{url}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let routes = Router::new()
        .route("/", get(async || Redirect::temporary("/elsewhere")))
        .route("/elsewhere", get(async || "elsewhere"));
    let address = serve(routes).await;
    let answer = ask(&client(Class::LocalEngine), &format!("http://{address}/")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_not_read_to_its_end_announced_or_not() {
    let endless = async || Body::from_stream(futures::stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(100))));
    let routes = Router::new().route("/announced", get(async || "x".repeat(1001))).route("/endless", get(endless));
    let address = serve(routes).await;
    let local = client(Class::LocalEngine);
    for path in ["announced", "endless"] {
        let request = http::Request::get(format!("http://{address}/{path}")).body(Vec::new()).unwrap();
        let outcome = local.send(request).await;
        assert!(matches!(outcome, Err(Error::TooLarge { most: 1000, .. })), "{path}: {outcome:?}");
    }
    let whole = ask(&local, &format!("http://{address}/announced")).await.unwrap().read_limited(1001).await.unwrap();
    assert_eq!(whole.len(), 1001);
}

#[tokio::test]
async fn an_exchange_as_the_sign_in_library_makes_it_keeps_status_headers_and_body() {
    let routes = Router::new()
        .route("/token", axum::routing::post(async |body: String| (StatusCode::CREATED, [("x-y", "z")], body)));
    let address = serve(routes).await;
    let request = http::Request::post(format!("http://{address}/token")).body(b"code=1".to_vec()).unwrap();
    let response = client(Class::LocalEngine).send(request).await.unwrap();
    assert_eq!((response.status(), response.headers()["x-y"].to_str().unwrap()), (StatusCode::CREATED, "z"));
    assert_eq!(response.body(), b"code=1");
}

#[tokio::test]
async fn a_body_can_be_streamed() {
    let pieces =
        async || Body::from_stream(futures::stream::iter((0..3).map(|n| Ok::<_, std::io::Error>(n.to_string()))));
    let address = serve(Router::new().route("/", get(pieces))).await;
    let answer = ask(&client(Class::LocalEngine), &format!("http://{address}/")).await.unwrap();
    let all: Vec<_> = answer.stream().map(Result::unwrap).collect().await;
    assert_eq!(all.concat(), b"012");
}

#[tokio::test]
async fn what_failed_is_told_apart() {
    let local = client(Class::LocalEngine);

    let silent = raw(b"").await;
    let error = ask(&local, &format!("http://{silent}/")).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { connecting: false, .. }), "{error:?}");

    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = ask(&local, &format!("http://{gone}/")).await.unwrap_err();
    assert!(matches!(error, Error::Connect { .. }) && error.reason().contains("refused"), "{error:?}");

    let garbage = raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n\r\n").await;
    let error = ask(&local, &format!("http://{garbage}/")).await.unwrap_err();
    assert!(matches!(error, Error::Broken { .. }), "{error:?}");

    let plain = raw(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let error = ask(&local, &format!("https://{plain}/")).await.unwrap_err();
    assert!(matches!(error, Error::Tls { .. }) && !error.reason().is_empty(), "{error:?}");

    let error = ask(&client(Class::Cluster), "http://no-such-host.invalid/").await.unwrap_err();
    assert!(matches!(error, Error::Resolve { .. }), "{error:?}");
}

#[tokio::test]
async fn a_body_that_stops_before_its_end_breaks_the_exchange() {
    let address = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc").await;
    let answer = ask(&client(Class::LocalEngine), &format!("http://{address}/")).await.unwrap();
    let error = answer.read_limited(100).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { connecting: false, .. }), "{error:?}");
}

#[tokio::test]
async fn a_long_body_is_bounded_by_its_pieces_when_that_is_asked_for() {
    let slow = async || {
        let pieces = futures::stream::iter(0..8).then(async |number: u8| {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Ok::<_, std::io::Error>(number.to_string())
        });
        Body::from_stream(pieces)
    };
    let address = serve(Router::new().route("/", get(slow))).await;
    let (local, url) = (client(Class::LocalEngine), Url::parse(&format!("http://{address}/")).unwrap());
    let read = async |call: Call| local.open(call).await?.read_limited(100).await;
    let patient = Call::new(Method::GET, url.clone()).within_each(Duration::from_millis(400));
    assert_eq!(read(patient).await.unwrap(), "01234567");
    let bounded = read(Call::new(Method::GET, url.clone())).await;
    assert!(matches!(bounded, Err(Error::Timeout { connecting: false, .. })), "{bounded:?}");
    let hasty = read(Call::new(Method::GET, url).within_each(Duration::from_millis(20))).await;
    assert!(matches!(hasty, Err(Error::Timeout { connecting: false, .. })), "{hasty:?}");

    let silent = raw(b"").await;
    let call = Call::new(Method::GET, Url::parse(&format!("http://{silent}/")).unwrap());
    let error = local.open(call.within_each(Duration::from_millis(50))).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { connecting: false, .. }), "{error:?}");
}

#[tokio::test]
async fn our_own_listener_is_refused_for_our_engine_too() {
    let address = serve(Router::new().route("/", get(async || "secret"))).await;
    let egress = Egress::new(Policy { own_listeners: vec![address], ..Policy::default() });
    let local = egress.client(Class::LocalEngine, &TlsOptions::default()).unwrap();
    for host in ["127.0.0.1", "localhost"] {
        let outcome = ask(&local, &format!("http://{host}:{}/", address.port())).await;
        assert!(matches!(outcome, Err(Error::Refused { .. })), "{host}: {outcome:?}");
    }
}

#[test]
fn material_that_is_no_pem_is_named_and_never_shown() {
    let egress = Egress::new(Policy::default());
    let client = ClientCertificate { certificate_pem: "x".into(), key_pem: "secret".into() };
    let tls = TlsOptions { ca_pem: None, client: Some(client) };
    let error = egress.client(Class::Cluster, &tls).unwrap_err();
    assert!(matches!(error, Error::Material { what: "client certificate", .. }), "{error:?}");
    assert!(!format!("{tls:?}{error:?}").contains("secret"));

    let tls = TlsOptions {
        ca_pem: Some("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----".into()),
        client: None,
    };
    let error = egress.client(Class::Cluster, &tls).unwrap_err();
    assert!(matches!(error, Error::Material { what: "certificate authority", .. }), "{error:?}");
}
