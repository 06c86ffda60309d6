//! What the PostgreSQL server of the tests proves itself with: an authority that nobody else knows, and a certificate from it.

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
};

/// The name that the server is called by; its address is not in the certificate.
const NAME: &str = "localhost";

/// Where it lies.
#[derive(Debug)]
pub(super) struct Certificate {
    /// Who issued it: what a client must trust.
    pub(super) authority: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificate {
    /// Makes it in a folder; the key belongs to `owner` alone, as PostgreSQL wants it.
    pub(super) fn make(folder: &Path, owner: Option<(u32, u32)>) -> Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(vec![NAME.into()])?.signed_by(&key, &authority)?;
        let place = |name: &str| folder.join(name);
        let made =
            Self { authority: place("authority.pem"), certificate: place("server.pem"), key: place("server.key") };
        fs::write(&made.authority, authority.pem())?;
        fs::write(&made.certificate, certificate.pem())?;
        fs::write(&made.key, key.serialize_pem())?;
        fs::set_permissions(&made.key, fs::Permissions::from_mode(0o600))?;
        if let Some((user, group)) = owner {
            chown(&made.key, Some(user), Some(group)).context("giving PostgreSQL its key")?;
        }
        Ok(made)
    }

    /// As PostgreSQL is told of it.
    pub(super) fn settings(&self) -> [String; 3] {
        let (certificate, key) = (self.certificate.display(), self.key.display());
        ["ssl=on".into(), format!("ssl_cert_file={certificate}"), format!("ssl_key_file={key}")]
    }
}
