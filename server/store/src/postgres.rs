//! Connects to PostgreSQL, in the clear or over verified TLS.

use crate::{Error, Result, database::Postgres};
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, deadpool::Pool};
use futures::FutureExt;
use rustls::{CertificateError, ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject};
use std::{path::Path, sync::Arc, time::Duration};
use tokio_postgres::{
    NoTls,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// For one replica; a server allows a hundred by default.
const CONNECTIONS: usize = 12;

/// Where the server is and how it is spoken to.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) config: tokio_postgres::Config,
    pub(crate) tls: Option<MakeRustlsConnect>,
}

impl Address {
    /// Reads the URL; `sslmode` and `sslrootcert` are ours to read, the rest is the driver's.
    pub(crate) fn parse(url: &str) -> Result<Self> {
        let refused =
            |why: &dyn std::fmt::Display| Error::Refused(format!("the database address cannot be used: {why}"));
        let mut parsed = url::Url::parse(url).map_err(|why| refused(&why))?;
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        for (key, value) in parsed.query_pairs() {
            match &*key {
                "sslmode" => mode = Some(value.into_owned()),
                "sslrootcert" => roots = Some(value.into_owned()),
                _ => rest.push((key.into_owned(), value.into_owned())),
            }
        }
        parsed.set_query(None);
        if !rest.is_empty() {
            parsed.query_pairs_mut().extend_pairs(rest);
        }
        // The driver reads `+` literally.
        let driver_url = parsed.as_str().replace('+', "%20");
        let mut config: tokio_postgres::Config = driver_url.parse().map_err(|why| refused(&why))?;
        config.application_name("scaleph").connect_timeout(Duration::from_secs(5)).keepalives(true);

        let encrypted = match mode.as_deref() {
            Some("disable") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            None => !config.get_hosts().iter().all(is_here),
            Some(other) => {
                return Err(refused(&format!("sslmode is disable, require, verify-ca or verify-full, not {other}")));
            }
        };
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        let tls = encrypted.then(|| tls(roots.as_deref().map(Path::new))).transpose()?;
        Ok(Self { config, tls })
    }

    /// A connection for diesel.
    pub(crate) async fn connect(&self) -> ConnectionResult<Postgres> {
        let failed = |error: tokio_postgres::Error| ConnectionError::BadConnection(why(&error));
        match &self.tls {
            Some(tls) => {
                let (client, driver) = self.config.connect(tls.clone()).await.map_err(failed)?;
                Postgres::try_from_client_and_connection(client, driver).await
            }
            None => {
                let (client, driver) = self.config.connect(NoTls).await.map_err(failed)?;
                Postgres::try_from_client_and_connection(client, driver).await
            }
        }
    }

    /// Makes connections.
    pub(crate) fn pool(&self) -> Result<Pool<Postgres>> {
        let mut config = ManagerConfig::<Postgres>::default();
        let address = self.clone();
        config.custom_setup = Box::new(move |_| {
            let address = address.clone();
            async move { address.connect().await }.boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(String::new(), config);
        Pool::builder(manager).max_size(CONNECTIONS).build().map_err(Error::unavailable)
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => true,
    }
}

fn tls(roots: Option<&Path>) -> Result<MakeRustlsConnect> {
    let mut store = RootCertStore::empty();
    match roots {
        Some(path) => {
            let refused =
                |why: &dyn std::fmt::Display| Error::Refused(format!("sslrootcert {}: {why}", path.display()));
            let pem = std::fs::read(path).map_err(Error::io(path))?;
            for certificate in CertificateDer::pem_slice_iter(&pem) {
                store.add(certificate.map_err(|why| refused(&why))?).map_err(|why| refused(&why))?;
            }
            if store.is_empty() {
                return Err(refused(&"there is no certificate in it"));
            }
        }
        None => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has the default protocol versions")
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Why there is no connection; the driver hides it in the source.
fn why(error: &tokio_postgres::Error) -> String {
    match certificate_problem(error) {
        // An authority that was made anew has the name of the old one, and another signature.
        Some(CertificateError::UnknownIssuer | CertificateError::BadSignature) => {
            "the server's certificate is from an authority that is not trusted here; \
             if it is the right server, name a file with its authority in sslrootcert"
                .into()
        }
        Some(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }) => {
            "the server's certificate is for another name than the one in the address".into()
        }
        _ => chain(error),
    }
}

/// What is wrong with the certificate, if that is why.
fn certificate_problem<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e CertificateError> {
    // An I/O error does not name what it wraps as its source.
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let found = wrapped.and_then(|inner| inner.downcast_ref()).or_else(|| error.downcast_ref());
    match found {
        Some(rustls::Error::InvalidCertificate(problem)) => Some(problem),
        _ => certificate_problem(error.source()?),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
