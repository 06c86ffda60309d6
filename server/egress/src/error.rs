//! Why there is no answer.

use std::{error::Error as StdError, io};

/// What this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why there is no answer. Each says the host, never the rest of the address: it may hold what nobody else should see.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is not an absolute `http` or `https` one without credentials.
    #[error("the address is not an http or https address without credentials")]
    Address,
    /// The certificate, key or authority that was given is not what it should be.
    #[error("the {what} is not usable")]
    Material {
        /// `certificate authority` or `client certificate`.
        what: &'static str,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// The call could not be built: a header with a forbidden character and the like.
    #[error("the call cannot be made")]
    Call,
    /// An address that must not be reached from here, whatever its name says.
    #[error("{host} must not be reached from here")]
    Refused {
        /// The host as it was given.
        host: String,
    },
    /// The name leads nowhere.
    #[error("the name {host} was not resolved")]
    Resolve {
        /// The host as it was given.
        host: String,
        /// What the resolver says.
        reason: String,
    },
    /// Nothing listens there, or it cannot be got to.
    #[error("no connection to {host}")]
    Connect {
        /// The host as it was given.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// The other side's certificate is not trusted, or ours is not taken, or it does not speak TLS.
    #[error("no secure connection to {host}")]
    Tls {
        /// The host as it was given.
        host: String,
        /// What the TLS library says.
        reason: String,
    },
    /// It took too long.
    #[error("{host} did not answer in time")]
    Timeout {
        /// The host as it was given.
        host: String,
        /// True while connecting, false while waiting for the answer or the rest of it.
        connecting: bool,
    },
    /// The connection broke, or what came is not HTTP.
    #[error("the exchange with {host} broke off")]
    Broken {
        /// The host as it was given.
        host: String,
        /// What the HTTP library says.
        reason: String,
    },
    /// The answer is longer than was asked for.
    #[error("the answer of {host} is longer than {most} bytes")]
    TooLarge {
        /// The host as it was given.
        host: String,
        /// The bound.
        most: usize,
    },
}

impl Error {
    /// What the system or a library says beyond the name of the failure; empty when there is nothing.
    pub fn reason(&self) -> &str {
        match self {
            Self::Resolve { reason, .. }
            | Self::Connect { reason, .. }
            | Self::Tls { reason, .. }
            | Self::Broken { reason, .. } => reason,
            _ => "",
        }
    }

    /// Sorts what the HTTP library says by what a person can do about it.
    pub(crate) fn of(host: &str, error: &reqwest::Error) -> Self {
        let host = host.to_owned();
        let chain = || std::iter::successors(Some(error as &(dyn StdError + 'static)), |&error| error.source());
        if chain().any(|error| error.is::<Refusal>()) {
            return Self::Refused { host };
        }
        if let Some(unresolved) = chain().find_map(|error| error.downcast_ref::<Unresolved>()) {
            return Self::Resolve { host, reason: unresolved.0.to_string() };
        }
        if let Some(reason) = chain().find_map(tls_reason) {
            return Self::Tls { host, reason };
        }
        if error.is_timeout() {
            return Self::Timeout { host, connecting: error.is_connect() };
        }
        let reason = chain().last().map(ToString::to_string).unwrap_or_default();
        match error.is_connect() {
            true => Self::Connect { host, reason },
            false => Self::Broken { host, reason },
        }
    }
}

/// `io::Error` hides what it carries from `source`, so it is asked itself.
fn tls_reason(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(error.to_string());
    }
    tls_reason(error.downcast_ref::<io::Error>()?.get_ref()?)
}

/// All addresses of a name are refused.
#[derive(Debug, thiserror::Error)]
#[error("every address of the name is refused")]
pub(crate) struct Refusal;

/// A name has no address.
#[derive(Debug, thiserror::Error)]
#[error("the name was not resolved")]
pub(crate) struct Unresolved(#[source] pub(crate) io::Error);
