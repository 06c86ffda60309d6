//! The library's types, filled in for our use, and claims by any name.

use openidconnect::{
    AdditionalClaims, Client, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken,
    IdTokenFields, SignatureVerificationError, StandardErrorResponse, StandardTokenResponse, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The claims beyond the standard set: `sid`, and the groups under whatever name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct MoreClaims {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for MoreClaims {}

pub(super) type UserInfo = UserInfoClaims<MoreClaims, CoreGenderClaim>;
pub(super) type Token =
    IdToken<MoreClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Fields = IdTokenFields<
    MoreClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
pub(super) type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
pub(super) type OidcClient = Client<
    MoreClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What a token may be signed with: with a key that only the provider has. A shared secret is none, and `none` is not.
pub(super) const SIGNED_BY_KEY_PAIR: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Tells a wrong signature from one whose key we do not know yet.
pub(super) trait RefreshMayHelp {
    /// True when other keys may verify it.
    fn refresh_may_help(&self) -> bool;
}

impl RefreshMayHelp for SignatureVerificationError {
    fn refresh_may_help(&self) -> bool {
        matches!(self, Self::NoMatchingKey | Self::CryptoError(_) | Self::InvalidKey(_) | Self::AmbiguousKeyId(_))
    }
}

/// What the provider said about a person, by the names of the claims: first the id token, then userinfo.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims(Map<String, Value>);

impl Claims {
    /// Of a verified token, or of userinfo.
    pub(super) fn of(claims: &impl Serialize) -> Self {
        match serde_json::to_value(claims) {
            Ok(Value::Object(claims)) => Self(claims.into_iter().filter(|(_, value)| !value.is_null()).collect()),
            _ => Self::default(),
        }
    }

    /// With what is missing filled in from somewhere else.
    pub(super) fn or(mut self, other: Self) -> Self {
        for (name, value) in other.0 {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    /// True when the claim is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A claim that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// A claim that is a list of texts, or a single one; what else is in the list is left out.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(text)) => vec![text],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_id_token_goes_before_userinfo_and_nothing_is_not_a_claim() {
        let claims = Claims::of(&json!({"name": "Ada", "email": null})).or(Claims::of(&json!({
            "name": "Other", "email": "ada@example.com",
        })));
        assert_eq!((claims.text("name"), claims.text("email")), (Some("Ada"), Some("ada@example.com")));
        assert!(!claims.has("groups"));
    }

    #[test]
    fn groups_are_a_list_or_a_single_text() {
        let claims = Claims::of(&json!({"many": ["a", 1, {"name": "x"}, "b"], "one": "a", "odd": {"a": true}}));
        assert_eq!(claims.texts("many"), ["a", "b"]);
        assert_eq!(claims.texts("one"), ["a"]);
        assert!(claims.texts("odd").is_empty() && claims.texts("missing").is_empty());
    }

    #[test]
    fn no_algorithm_with_a_shared_secret_is_accepted() {
        use CoreJwsSigningAlgorithm::{HmacSha256, HmacSha384, HmacSha512, None};
        assert!([HmacSha256, HmacSha384, HmacSha512, None].iter().all(|alg| !SIGNED_BY_KEY_PAIR.contains(alg)));
    }
}
