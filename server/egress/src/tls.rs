//! Whom we trust, and who we are.

use crate::{Error, Result};
use reqwest::{Certificate, ClientBuilder, Identity};
use std::fmt;

/// Whom we trust, and who we are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// The authorities to trust instead of the system's, as PEM.
    pub ca_pem: Option<String>,
    /// What we show to the other side.
    pub client: Option<ClientCertificate>,
}

/// A certificate of ours.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// The certificate and what leads to its authority, as PEM.
    pub certificate_pem: String,
    /// Its private key, as PEM.
    pub key_pem: String,
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate(…)")
    }
}

impl TlsOptions {
    /// `also` are the authorities to trust beside the system's, if there are none to trust instead.
    pub(crate) fn apply(&self, mut builder: ClientBuilder, also: Option<&str>) -> Result<ClientBuilder> {
        if self.ca_pem.is_some() {
            builder = builder.tls_built_in_root_certs(false);
        }
        if let Some(pem) = self.ca_pem.as_deref().or(also) {
            let bad = |source| Error::Material { what: "certificate authority", source };
            for certificate in Certificate::from_pem_bundle(pem.as_bytes()).map_err(bad)? {
                builder = builder.add_root_certificate(certificate);
            }
        }
        if let Some(client) = &self.client {
            let pem = format!("{}\n{}", client.certificate_pem, client.key_pem);
            let bad = |source| Error::Material { what: "client certificate", source };
            builder = builder.identity(Identity::from_pem(pem.as_bytes()).map_err(bad)?);
        }
        Ok(builder)
    }
}
