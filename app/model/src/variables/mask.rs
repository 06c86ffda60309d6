//! Takes secret values out of texts that are shown: errors, logs, plans.

use std::{borrow::Cow, ops::Range};

/// What stands where a secret value was.
pub const MASK: &str = "••••";

/// Shorter ones are in too many words to be hidden.
const LEAST: usize = 4;

/// The text with [`MASK`] for every occurrence of a value of at least 4 characters.
///
/// Where occurrences overlap or touch, all of them become one, so that nothing is left of a value that another is part of.
pub fn mask<'a>(text: &'a str, secrets: &[&str]) -> Cow<'a, str> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for secret in secrets.iter().filter(|secret| secret.chars().count() >= LEAST) {
        occurrences(text, secret, &mut found);
    }
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        if out.is_empty() || range.start > end {
            out.push_str(&text[end..range.start]);
            out.push_str(MASK);
        }
        end = end.max(range.end);
    }
    out.push_str(&text[end..]);
    Cow::Owned(out)
}

/// Also those that begin within another; those of one value are merged as they are found.
fn occurrences(text: &str, secret: &str, found: &mut Vec<Range<usize>>) {
    let first = found.len();
    let step = secret.chars().next().map_or(1, char::len_utf8);
    let mut from = 0;
    while let Some(at) = text[from..].find(secret) {
        let range = from + at..from + at + secret.len();
        from = range.start + step;
        match found[first..].last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = range.end,
            None => found.push(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occurrence_of_a_value_is_hidden() {
        assert_eq!(mask("p=hunter2, again hunter2", &["hunter2"]), "p=••••, again ••••");
        assert_eq!(mask("密码密码!", &["密码密码"]), "••••!");
        assert!(matches!(mask("nothing here", &["hunter2"]), Cow::Borrowed("nothing here")));
    }

    #[test]
    fn a_value_in_or_across_another_leaves_no_rest() {
        for secrets in [["secret", "secret-long"], ["secret-long", "secret"]] {
            assert_eq!(mask("a secret-long secret b", &secrets), "a •••• •••• b");
        }
        assert_eq!(mask("abcdef", &["abcd", "cdef"]), "••••");
        assert_eq!(mask("x abab aba", &["abab"]), "x •••• aba");
        assert_eq!(mask("aaaaaa", &["aaaa"]), "••••");
        assert_eq!(mask("abcdabcd!", &["abcd"]), "••••!");
    }

    #[test]
    fn values_of_less_than_four_characters_are_not_looked_for() {
        assert_eq!(mask("abc", &["abc", "", "a"]), "abc");
    }
}
