//! What a session is called where its cookie must not be.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The hash of what a session's cookie says: tells sessions apart, and signs nobody in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionKey(String);

impl SessionKey {
    /// Of the text in the cookie.
    pub fn of(cookie: &str) -> Self {
        Self(crate::token::hash(cookie))
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SessionKey {
    type Err = std::convert::Infallible;

    /// Any text is a key; most are the key of no session.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}
