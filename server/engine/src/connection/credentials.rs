//! Who we are to a cluster.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use std::fmt;

/// Who we are to a cluster. Never shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Nobody in particular.
    #[default]
    None,
    /// A name and a password.
    Basic {
        /// The name.
        name: String,
        /// The password.
        password: String,
    },
    /// A token.
    Bearer(String),
}

impl Credentials {
    /// The header that says so; nothing when there are no credentials or they hold what no header may.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let text = match self {
            Self::None => return None,
            Self::Basic { name, password } => format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))),
            Self::Bearer(token) => format!("Bearer {token}"),
        };
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Basic { .. } => "Basic(…)",
            Self::Bearer(_) => "Bearer(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_made_and_nothing_is_shown() {
        let basic = Credentials::Basic { name: "ops".into(), password: "s3cret".into() };
        assert_eq!(basic.header().unwrap(), "Basic b3BzOnMzY3JldA==");
        let bearer = Credentials::Bearer("t0ken".into());
        assert_eq!(bearer.header().unwrap(), "Bearer t0ken");
        let shown = format!("{basic:?}{bearer:?}{:?}", bearer.header());
        assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
    }
}
