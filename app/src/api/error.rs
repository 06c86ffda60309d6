//! What an island learns when the server did not do it. Islands have no words, so sentences are ready-made.

use leptos::{prelude::*, server_fn::codec::JsonEncoding};
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

impl ApiError {
    /// The sentence to show; `unreachable` and `signed_out` are the words for what the server could not say itself.
    pub fn sentence(self, unreachable: &str, signed_out: &str) -> String {
        match self {
            Self::SignedOut => signed_out.into(),
            Self::Refused(sentence) => sentence,
            Self::Transport(detail) => format!("{unreachable} {detail}"),
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::Transport(error.to_string())
    }
}

#[cfg(feature = "ssr")]
impl From<crate::context::Refusal> for ApiError {
    fn from(refusal: crate::context::Refusal) -> Self {
        use crate::context::Refusal;
        match refusal {
            Refusal::SignIn | Refusal::See(_) => Self::SignedOut,
            other => Self::Refused(crate::pages::sentence(&other, crate::context::locale())),
        }
    }
}
