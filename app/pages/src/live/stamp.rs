//! Revisions of what nobody counts the changes of: a digest of what is shown.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A revision below 0: it says *the same* or *another*, never *newer*, and fits a number of the browser.
///
/// Another release may say another for the same; what is shown is then read once more.
pub(crate) fn stamp(shown: &impl Hash) -> i64 {
    let mut hasher = DefaultHasher::new();
    shown.hash(&mut hasher);
    -1 - i64::try_from(hasher.finish() >> 12).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_has_the_same_stamp_and_a_browser_can_count_it() {
        assert_eq!(stamp(&(1, "a")), stamp(&(1, "a")));
        assert_ne!(stamp(&(1, "a")), stamp(&(2, "a")));
        for n in 0..1000 {
            assert!((-(1_i64 << 53)..0).contains(&stamp(&n)));
        }
    }
}
