//! Where the rows of an object begin, so that a window is a range of bytes: remembered for the objects that were read
//! or written last.

use super::encode::line_ends;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What is remembered, in bytes; two million rows.
const MOST: usize = 8 * 1024 * 1024;

/// Where the lines of one object end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineIndex(Vec<u32>);

impl LineIndex {
    /// Of an object's content, which is far below 4 GiB.
    pub(crate) fn of(data: &[u8]) -> Self {
        Self(line_ends(data).map(|end| u32::try_from(end).unwrap_or(u32::MAX)).collect())
    }

    /// How many lines there are.
    pub(crate) fn lines(&self) -> usize {
        self.0.len()
    }

    /// The bytes of the lines from `first` on: at most `count`, and no more than `bytes` unless the first alone is.
    pub(crate) fn range(&self, first: usize, count: usize, bytes: u64) -> std::ops::Range<u64> {
        let start = u64::from(if first == 0 { 0 } else { self.0[first - 1] });
        let last = (first + count).min(self.0.len());
        let fitting =
            self.0[first..last].iter().map(|&end| u64::from(end)).take_while(|end| end - start <= bytes).last();
        start..fitting.unwrap_or_else(|| self.0.get(first).map_or(start, |&end| u64::from(end)))
    }

    fn bytes(&self) -> usize {
        self.0.len() * size_of::<u32>() + 200
    }
}

/// The indexes of the objects that were used last, by their keys.
#[derive(Debug)]
pub(crate) struct LineIndexes(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    by_key: HashMap<String, (u64, Arc<LineIndex>)>,
    bytes: usize,
    uses: u64,
}

impl LineIndexes {
    pub(crate) fn new() -> Self {
        Self(Mutex::default())
    }

    /// The index of an object, if it is remembered.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<LineIndex>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        let (used, index) = kept.by_key.get_mut(key)?;
        *used = now;
        Some(index.clone())
    }

    /// Remembers an index, and forgets those that were not used for longest.
    pub(crate) fn put(&self, key: &str, index: LineIndex) -> Arc<LineIndex> {
        let index = Arc::new(index);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let now = kept.uses;
        kept.bytes += index.bytes();
        if let Some((_, before)) = kept.by_key.insert(key.into(), (now, index.clone())) {
            kept.bytes -= before.bytes();
        }
        while kept.bytes > MOST {
            let Some(oldest) = kept.by_key.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| key.clone()) else {
                break;
            };
            if let Some((_, gone)) = kept.by_key.remove(&oldest) {
                kept.bytes -= gone.bytes();
            }
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_range_of_bytes() {
        let index = LineIndex::of(b"I[1]\nI[22]\nI[333]\n");
        assert_eq!(index.lines(), 3);
        assert_eq!(index.range(0, 2, 100), 0..11);
        assert_eq!(index.range(1, 9, 100), 5..18);
        assert_eq!(index.range(1, 9, 8), 5..11);
        assert_eq!(index.range(2, 1, 1), 11..18, "one row is given even if it is too large");
    }

    #[test]
    fn what_was_not_used_for_longest_is_forgotten_first() {
        let indexes = LineIndexes::new();
        let large = || LineIndex(vec![0; MOST / 4 / 3]);
        for key in ["a", "b", "c"] {
            indexes.put(key, large());
            indexes.get("a");
        }
        assert!(indexes.get("a").is_some() && indexes.get("b").is_none() && indexes.get("c").is_some());
    }
}
