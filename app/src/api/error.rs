//! What an island learns when the server did not do it. Islands have no words, so sentences are ready-made.

use miniserde::json;
use serde::{Deserialize, Serialize};

/// Why a call did not do what it should.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ApiError {
    /// Nobody is signed in (any more).
    SignedOut,
    /// It was refused; this is why and what to do.
    Refused(String),
    /// The server did not answer, or not in a way that can be read.
    Transport(String),
}

/// An [`ApiError`] as the browser reads it; without both it is [`ApiError::SignedOut`].
#[derive(Debug, PartialEq, Eq, miniserde::Deserialize)]
pub struct ErrorBody {
    /// Of [`ApiError::Refused`].
    #[serde(rename = "Refused")]
    pub sentence: Option<String>,
    /// Of [`ApiError::Transport`].
    #[serde(rename = "Transport")]
    pub detail: Option<String>,
}

impl ErrorBody {
    /// Reads the body of an answer; nothing when it is no [`ApiError`].
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "\"SignedOut\"" => Some(Self { sentence: None, detail: None }),
            _ => json::from_str(text).ok(),
        }
    }
}

#[cfg(feature = "ssr")]
impl leptos::prelude::FromServerFnError for ApiError {
    type Encoder = leptos::server_fn::codec::JsonEncoding;

    fn from_server_fn_error(error: leptos::prelude::ServerFnErrorErr) -> Self {
        Self::Transport(error.to_string())
    }
}

#[cfg(feature = "ssr")]
impl From<crate::context::Refusal> for ApiError {
    fn from(refusal: crate::context::Refusal) -> Self {
        use crate::context::Refusal;
        match refusal {
            Refusal::SignIn | Refusal::See(_) => Self::SignedOut,
            other => Self::Refused(crate::refusal::sentence(&other, crate::context::locale())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: &ApiError) -> (Option<String>, Option<String>) {
        let told = ErrorBody::read(&serde_json::to_string(error).unwrap()).unwrap();
        (told.sentence, told.detail)
    }

    #[test]
    fn the_browser_reads_every_error() {
        assert_eq!(told(&ApiError::SignedOut), (None, None));
        assert_eq!(told(&ApiError::Refused("\"no\"".into())), (Some("\"no\"".into()), None));
        assert_eq!(told(&ApiError::Transport("x".into())), (None, Some("x".into())));
        assert_eq!(ErrorBody::read("<html>"), None);
    }
}
