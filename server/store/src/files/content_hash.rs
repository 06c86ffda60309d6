//! The address of a content.

use crate::{Result, sealing::hex};
use object_store::path::Path as ObjectPath;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The SHA-256 of a file's content, in hexadecimal: its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash(String);

impl ContentHash {
    /// The address of a content.
    pub fn of(content: &[u8]) -> Self {
        Self(hex(&Sha256::digest(content)))
    }

    /// In hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of what went through the digest.
    pub(super) fn of_digest(digest: Sha256) -> Self {
        Self(hex(&digest.finalize()))
    }

    /// In directories of at most 256 each, so that none grows too long.
    pub(super) fn path(&self) -> ObjectPath {
        ObjectPath::from(format!("sha256/{}/{}", &self.0[..2], self.0))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ContentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        match text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            true => Ok(Self(text.into())),
            false => Err(NotAHash),
        }
    }
}

impl TryFrom<String> for ContentHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.0
    }
}

/// It is not 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 in hexadecimal")]
pub struct NotAHash;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_be_a_path() {
        assert!("../../etc/passwd".parse::<ContentHash>().is_err());
        assert!("A".repeat(64).parse::<ContentHash>().is_err());
    }
}
