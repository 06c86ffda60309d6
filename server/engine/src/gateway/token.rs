//! The number of a result page.

use std::fmt;

/// The number of a result page. Pages are asked for one after the other; only the last one may be asked for again, so
/// after an exchange that broke off the same token is asked for once more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token(u64);

impl Token {
    /// The first page.
    pub const FIRST: Self = Self(0);

    /// The page with a number, as it was recorded.
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number, to be recorded.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The page after it.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Reads `…/result/17?rowFormat=JSON`.
    pub(super) fn of_uri(uri: &str) -> Option<Self> {
        let path = uri.split(['?', '#']).next()?;
        let (rest, number) = path.rsplit_once('/')?;
        rest.ends_with("/result").then(|| number.parse().ok().map(Self))?
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_read_from_the_next_address_whatever_leads_to_it() {
        assert_eq!(Token::of_uri("/v3/sessions/s/operations/o/result/17?rowFormat=JSON"), Some(Token(17)));
        assert_eq!(Token::of_uri("https://h/base/v2/sessions/s/operations/o/result/0"), Some(Token(0)));
        for uri in ["", "/result/", "/result/x", "/v2/17", "/result/18446744073709551616"] {
            assert_eq!(Token::of_uri(uri), None, "{uri}");
        }
    }
}
