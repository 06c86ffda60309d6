//! The one name that a request has in the log, in the answer and on error pages.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

pub(super) static HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The one name that a request has in the log, in the answer and on error pages; an extension of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// A new one: 128 random bits.
    pub(super) fn new() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()))
    }

    /// The one a trusted proxy gave, if it is sane: it is printed into logs and pages.
    pub(super) fn given(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(&HEADER)?.to_str().ok()?;
        let is_sane = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        ((8..=64).contains(&text.len()) && text.bytes().all(is_sane)).then(|| Self(text.to_owned()))
    }

    pub(super) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("a request id is made of letters, digits and a few signs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sane_id_is_taken_over() {
        for (text, taken) in [
            ("0af7651916cd43dd8448eb211c80319c", true),
            ("6f1b2c1e-8f3a-4a50-9d6e-0a1b2c3d4e5f", true),
            ("short", false),
            ("<script>alert(1)</script>", false),
            ("with a blank in it", false),
            (&"a".repeat(65), false),
        ] {
            let headers = HeaderMap::from_iter([(HEADER.clone(), HeaderValue::from_str(text).unwrap())]);
            assert_eq!(RequestId::given(&headers).is_some(), taken, "{text}");
        }
    }
}
