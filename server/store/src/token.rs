//! Secrets that we give away and recognise again without keeping them.

use crate::sealing::hex;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 256 random bits, fit for an address. They are from a generator seeded by the system.
pub(crate) fn new() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of it. A token is random, so a plain hash cannot be guessed back.
pub(crate) fn hash(token: &str) -> String {
    hex(&Sha256::digest(token))
}
