//! Whom a client trusts, and who it is, against a real TLS listener.

#![expect(clippy::unwrap_used, reason = "what helps a test may fail it")]

use egress::{Call, Class, ClientCertificate, Egress, Error, Policy, TlsOptions};
use http::Method;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;
use url::Url;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for a name, and its key.
fn issue(authority: &Authority, name: &str) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    (CertificateParams::new(vec![name.into()]).unwrap().signed_by(&key, authority).unwrap(), key)
}

/// A listener that says `ok` to whoever shows a certificate of the authority.
async fn serve(authority: &Authority, name: &str) -> u16 {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone()).build().unwrap();
    let (certificate, key) = issue(authority, name);
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_client_cert_verifier(verifier).with_single_cert(vec![certificate.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // Who is not let in is the point of some tests.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
        }
    });
    port
}

async fn ask(port: u16, ca: &Authority, client: Option<ClientCertificate>) -> Result<u16, Error> {
    ask_as(Policy::default(), TlsOptions { ca_pem: Some(ca.pem()), client }, port).await
}

async fn ask_as(policy: Policy, tls: TlsOptions, port: u16) -> Result<u16, Error> {
    let client = Egress::new(policy).client(Class::LocalEngine, &tls)?;
    let url = Url::parse(&format!("https://localhost:{port}/")).unwrap();
    client.open(Call::new(Method::GET, url)).await.map(|answer| answer.status().as_u16())
}

fn ours(authority: &Authority) -> Option<ClientCertificate> {
    let (certificate, key) = issue(authority, "scaleph");
    Some(ClientCertificate { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() })
}

#[tokio::test]
async fn the_given_authority_is_trusted_and_our_certificate_is_shown() {
    let authority = authority();
    let port = serve(&authority, "localhost").await;
    assert_eq!(ask(port, &authority, ours(&authority)).await.unwrap(), 200);
}

#[tokio::test]
async fn another_authority_another_name_or_no_certificate_of_ours_is_a_failure_of_tls() {
    let (right, wrong) = (authority(), authority());
    let port = serve(&right, "localhost").await;
    let elsewhere = serve(&right, "flink.example").await;
    for outcome in [
        ask(port, &wrong, ours(&right)).await,
        ask(elsewhere, &right, ours(&right)).await,
        ask(port, &right, None).await,
        ask(port, &right, ours(&wrong)).await,
    ] {
        assert!(matches!(&outcome, Err(Error::Tls { reason, .. }) if !reason.is_empty()), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_authority_of_the_installation_is_trusted_by_clients_that_have_none_of_their_own() {
    let (installation, other) = (authority(), authority());
    let port = serve(&installation, "localhost").await;
    let policy = Policy { also_trusted: Some(installation.pem()), ..Policy::default() };
    let ours = || ours(&installation);
    let without = TlsOptions { ca_pem: None, client: ours() };
    assert_eq!(ask_as(policy.clone(), without.clone(), port).await.unwrap(), 200);
    assert!(matches!(ask_as(Policy::default(), without.clone(), port).await, Err(Error::Tls { .. })));
    let with = TlsOptions { ca_pem: Some(other.pem()), client: ours() };
    assert!(matches!(ask_as(policy, with, port).await, Err(Error::Tls { .. })));

    let pem = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----";
    let damaged = Policy { also_trusted: Some(pem.into()), ..Policy::default() };
    let refused = ask_as(damaged, without, port).await;
    assert!(matches!(refused, Err(Error::Material { what: "certificate authority", .. })), "{refused:?}");
}
