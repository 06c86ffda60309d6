//! What is said about a session cluster: its kind, where it is, how one signs in to it.

use crate::{Code, choice::choices};
use serde::{Deserialize, Serialize};
use std::fmt;

choices! {
    /// Where a session cluster comes from.
    ClusterKind {
        /// Processes on this host that we start.
        Local = "local",
        /// An address that an administrator registered.
        External = "external",
    }

    /// How one signs in to a session cluster.
    CredentialsKind {
        /// Not at all.
        None = "none",
        /// By name and password.
        Basic = "basic",
        /// By a token.
        Bearer = "bearer",
    }

    /// What a project may do on a session cluster that it was granted.
    ClusterUse {
        /// Run SQL interactively.
        Query = "query",
        /// Submit jobs that stay.
        Deploy = "deploy",
    }
}

/// The address of a Flink REST endpoint or a SQL Gateway: `http` or `https`, a host, and perhaps a port and a base path.
/// No credentials, no query; without a final slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClusterAddress(String);

impl ClusterAddress {
    /// In bytes.
    pub const MOST: u32 = 500;

    /// Reads an address.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`] or [`Code::NotAnAddress`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        if text.len() > Self::MOST as usize {
            return Err(Code::TooLong { most: Self::MOST });
        }
        let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).ok_or(Code::NotAnAddress)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let steps_up = path.split('/').any(|part| matches!(part, "." | ".."));
        match is_authority(authority) && path.bytes().all(is_path_byte) && !steps_up {
            true => Ok(Self(text.trim_end_matches('/').into())),
            false => Err(Code::NotAnAddress),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClusterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for ClusterAddress {
    type Err = crate::UnknownChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).map_err(|_| crate::UnknownChoice)
    }
}

fn is_authority(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) if host.parse::<std::net::Ipv6Addr>().is_ok() => ("v6", port),
            _ => return false,
        },
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let is_port = match port.strip_prefix(':') {
        Some(digits) => {
            digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse().is_ok_and(|port: u16| port > 0)
        }
        None => port.is_empty(),
    };
    is_host && is_port
}

fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte)
}

/// Checks that a text is PEM with at least one certificate; white space around it is taken off.
///
/// # Errors
/// [`Code::NotPem`] or [`Code::TooLarge`].
pub fn certificates(text: &str) -> Result<String, Code> {
    pem(text, |label| label == "CERTIFICATE")
}

/// Checks that a text is PEM with a private key; white space around it is taken off.
///
/// # Errors
/// [`Code::NotPem`] or [`Code::TooLarge`].
pub fn private_key(text: &str) -> Result<String, Code> {
    pem(text, |label| matches!(label, "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY"))
}

const MOST_PEM: usize = 256 * 1024;

fn pem(text: &str, is_wanted: impl Fn(&str) -> bool) -> Result<String, Code> {
    let text = text.trim();
    if text.len() > MOST_PEM {
        return Err(Code::TooLarge { most: MOST_PEM as i64 });
    }
    let labels = text.lines().filter_map(|line| line.trim().strip_prefix("-----BEGIN ")?.strip_suffix("-----"));
    let is_whole = |label: &str| is_wanted(label) && text.contains(&format!("-----END {label}-----"));
    match text.is_ascii() && !text.contains('\0') && labels.clone().count() > 0 && labels.clone().all(is_whole) {
        true => Ok(format!("{text}\n")),
        false => Err(Code::NotPem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_a_port_and_a_base_path_and_loses_its_final_slash() {
        for (text, kept) in [
            (" https://flink.example:8081/ ", "https://flink.example:8081"),
            ("http://127.0.0.1", "http://127.0.0.1"),
            ("http://[::1]:8083/base/path/", "http://[::1]:8083/base/path"),
        ] {
            assert_eq!(ClusterAddress::parse(text).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_could_lead_elsewhere_is_no_address() {
        assert_eq!(ClusterAddress::parse(" "), Err(Code::Required));
        assert_eq!(ClusterAddress::parse(&format!("http://{}", "a".repeat(500))), Err(Code::TooLong { most: 500 }));
        let wrong = "ftp://h|flink:8081|http://|http://:80|http://u:p@h|http://h:0|http://h:99999|http://h:+80|http://h?a=b|\
            http://h/p?a|http://h/#f|http://h/a/../b|http://h\\x|http://h/\u{e9}|http://h x|http://[::1|http://[x]|javascript:1";
        for text in wrong.split('|') {
            assert_eq!(ClusterAddress::parse(text), Err(Code::NotAnAddress), "{text}");
        }
    }

    #[test]
    fn pem_is_told_by_its_lines() {
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
        assert_eq!(certificates(&format!("  {certificate}\n\n")), Ok(format!("{certificate}\n")));
        assert_eq!(private_key(key), Ok(format!("{key}\n")));
        for wrong in ["", "AAAA", key, "-----BEGIN CERTIFICATE-----\nAAAA"] {
            assert_eq!(certificates(wrong), Err(Code::NotPem), "{wrong}");
        }
        assert_eq!(private_key(certificate), Err(Code::NotPem));
        assert_eq!(certificates(&format!("{certificate}\n{key}")), Err(Code::NotPem));
    }
}
