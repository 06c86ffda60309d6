//! Seals what must not be read from the database alone: XChaCha20-Poly1305 under keys of this installation.
//!
//! What a value belongs to is sealed with it, so that a row's secret cannot be moved to another row.

mod keys;

pub use keys::KeySource;
pub(crate) use keys::Keys;

use crate::{Error, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, AeadCore, KeyInit, OsRng, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Seals with the newest key, opens with any.
pub(crate) struct Sealer(Keys);

/// A sealed value and the key it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) key_id: String,
    /// Nonce and ciphertext, as text.
    pub(crate) text: String,
}

impl Sealer {
    pub(crate) fn new(keys: Keys) -> Self {
        Self(keys)
    }

    /// The key that seals.
    pub(crate) fn newest_key_id(&self) -> &str {
        self.0.newest().0
    }

    /// Seals a value that belongs to `owner`.
    pub(crate) fn seal(&self, owner: &str, value: &[u8]) -> Sealed {
        let (key_id, key) = self.0.newest();
        let nonce = XChaCha20Poly1305::generate_nonce(&mut OsRng);
        let payload = Payload { msg: value, aad: owner.as_bytes() };
        let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&nonce, payload).expect("a value is far below 256 GiB");
        let text = BASE64_URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat());
        Sealed { key_id: key_id.into(), text }
    }

    /// Opens it for the same owner.
    pub(crate) fn open(&self, owner: &str, sealed: &Sealed) -> Result<Vec<u8>> {
        let failed = || Error::Sealed(owner.into());
        let key = self.0.find(&sealed.key_id).ok_or_else(failed)?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&sealed.text).map_err(|_| failed())?;
        let (nonce, msg) = bytes.split_at_checked(24).ok_or_else(failed)?;
        let payload = Payload { msg, aad: owner.as_bytes() };
        XChaCha20Poly1305::new(key.into()).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| failed())
    }

    /// Seals into one column.
    pub(crate) fn seal_text(&self, owner: &str, value: &[u8]) -> String {
        let sealed = self.seal(owner, value);
        format!("{}.{}", sealed.key_id, sealed.text)
    }

    /// Opens one column.
    pub(crate) fn open_text(&self, owner: &str, column: &str) -> Result<Vec<u8>> {
        let (key_id, text) = column.split_once('.').ok_or_else(|| Error::Sealed(owner.into()))?;
        self.open(owner, &Sealed { key_id: key_id.into(), text: text.into() })
    }

    /// What an audit row may say of a secret: equal secrets look equal, and nobody without the key can guess.
    pub(crate) fn digest(&self, secret: &[u8]) -> String {
        let (_, key) = self.0.newest();
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(b"audit");
        mac.update(secret);
        format!("hmac-sha256:{}", hex(&mac.finalize().into_bytes()))
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(keys: &str) -> Sealer {
        Sealer::new(Keys::parse(keys).unwrap())
    }

    const ONE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn a_sealed_value_opens_for_its_owner_only() {
        let sealed = sealer(ONE).seal("secrets/a", b"hunter2");
        assert_eq!(sealer(ONE).open("secrets/a", &sealed).unwrap(), b"hunter2");
        assert!(matches!(sealer(ONE).open("secrets/b", &sealed), Err(Error::Sealed(owner)) if owner == "secrets/b"));
        assert!(!sealed.text.contains("hunter2"));
    }

    #[test]
    fn the_newest_key_seals_and_older_ones_still_open() {
        let old = sealer(ONE).seal_text("x", b"v");
        let rotated = sealer(&format!("{ONE}\n{TWO}\n"));
        assert_eq!(rotated.open_text("x", &old).unwrap(), b"v");
        let new = rotated.seal_text("x", b"v");
        assert!(sealer(ONE).open_text("x", &new).is_err() && sealer(TWO).open_text("x", &new).is_ok());
    }

    #[test]
    fn a_changed_value_does_not_open() {
        let sealed = sealer(ONE).seal_text("x", b"v");
        let mut bytes = sealed.into_bytes();
        let last = bytes.len() - 5;
        bytes[last] = if bytes[last] == b'A' { b'B' } else { b'A' };
        assert!(sealer(ONE).open_text("x", &String::from_utf8(bytes).unwrap()).is_err());
        assert!(sealer(ONE).open_text("x", "nonsense").is_err());
    }

    #[test]
    fn a_digest_depends_on_the_key() {
        assert_eq!(sealer(ONE).digest(b"a"), sealer(ONE).digest(b"a"));
        assert_ne!(sealer(ONE).digest(b"a"), sealer(TWO).digest(b"a"));
    }
}
