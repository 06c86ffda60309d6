//! Connects to PostgreSQL, in the clear or over verified TLS.

use crate::{Error, Result, database::Postgres};
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, deadpool::Pool};
use futures::FutureExt;
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject};
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
        let failed = |why: tokio_postgres::Error| ConnectionError::BadConnection(chain(&why));
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

/// The driver hides the reason in the source.
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
mod tests {
    use super::*;

    fn is_encrypted(url: &str) -> bool {
        Address::parse(url).unwrap().tls.is_some()
    }

    #[test]
    fn a_far_database_is_spoken_to_over_tls_unless_the_address_says_otherwise() {
        assert!(is_encrypted("postgres://u@db.example.com/d"));
        assert!(!is_encrypted("postgres://u@db.example.com/d?sslmode=disable"));
        assert!(!is_encrypted("postgres://u@127.0.0.1/d"));
        assert!(!is_encrypted("postgres://u@%2Frun%2Fpostgresql/d"));
        assert!(is_encrypted("postgres://u@localhost/d?sslmode=verify-full"));
    }

    #[test]
    fn an_unknown_way_to_encrypt_is_refused_by_name() {
        let refusal = Address::parse("postgres://u@h/d?sslmode=prefer").map(drop).unwrap_err().to_string();
        assert!(refusal.ends_with("not prefer"), "{refusal}");
    }

    #[test]
    fn other_parameters_reach_the_driver() {
        let address = Address::parse("postgres://u@localhost/d?options=-c%20search_path%3Da&sslmode=disable").unwrap();
        assert_eq!(address.config.get_options(), Some("-c search_path=a"));
    }
}
