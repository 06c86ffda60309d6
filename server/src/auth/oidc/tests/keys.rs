//! Keys and tokens of any kind, made by hand.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, Mac};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A key pair with a name.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) kid: String,
    pair: SigningKey,
}

impl Key {
    pub(super) fn new(kid: &str) -> Self {
        let pair = SigningKey::from_slice(&rand::random::<[u8; 32]>()).expect("nearly every 256 bits are a key");
        Self { kid: kid.into(), pair }
    }

    /// As it is published.
    pub(super) fn jwk(&self) -> Value {
        let point = self.point();
        let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid, "x": x, "y": y})
    }

    /// The public half, as bytes: what somebody would use as a secret that took ES256 for HS256.
    pub(super) fn point(&self) -> Vec<u8> {
        self.pair.verifying_key().to_sec1_bytes().to_vec()
    }

    /// A token signed by it.
    pub(super) fn token(&self, claims: &Value) -> String {
        self.token_of(json!({"alg": "ES256", "kid": self.kid}), claims)
    }

    /// A token signed by it, whatever its header says.
    pub(super) fn token_of(&self, header: Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature: Signature = self.pair.sign(message.as_bytes());
        format!("{message}.{}", BASE64.encode(signature.to_bytes()))
    }
}

/// A token that nobody signed.
pub(super) fn unsigned(claims: &Value) -> String {
    format!("{}.", message(json!({"alg": "none"}), claims))
}

/// A token signed with a secret that both sides know.
pub(super) fn signed_with_secret(secret: &[u8], kid: Option<&str>, claims: &Value) -> String {
    let message = message(json!({"alg": "HS256", "kid": kid}), claims);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(message.as_bytes());
    format!("{message}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

/// The first half of the hash, as `at_hash` has it.
pub(super) fn half_hash(text: &str) -> String {
    BASE64.encode(&Sha256::digest(text.as_bytes())[..16])
}

/// The hash, as PKCE has it.
pub(super) fn whole_hash(text: &str) -> String {
    BASE64.encode(Sha256::digest(text.as_bytes()))
}

fn message(mut header: Value, claims: &Value) -> String {
    if let Some(header) = header.as_object_mut() {
        header.retain(|_, value| !value.is_null());
    }
    format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()))
}
