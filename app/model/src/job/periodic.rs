//! Savepoints that a job takes by itself.

use crate::{Code, Problem};
use std::ops::RangeInclusive;

/// How often, in minutes.
const MINUTES: RangeInclusive<u32> = 5..=43_200;
/// How many are kept.
const KEPT: RangeInclusive<u32> = 1..=100;

/// Savepoints that are taken of a job by themselves while it runs. Those that people ask for are not counted among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodicSavepoints {
    /// One after so many minutes; none takes none.
    pub minutes: Option<u32>,
    /// So many of them are kept: an older one is deleted when a newer one is complete.
    pub kept: u32,
}

impl Default for PeriodicSavepoints {
    fn default() -> Self {
        Self { minutes: None, kept: 3 }
    }
}

impl PeriodicSavepoints {
    /// Reads the two fields of the form; nothing in the first takes none.
    ///
    /// # Errors
    /// [`Code::NotANumber`] at `minutes` or `kept`.
    pub fn parse(minutes: &str, kept: &str) -> Result<Self, Vec<Problem>> {
        let (minutes, kept) = (minutes.trim(), kept.trim());
        let every = if minutes.is_empty() { Ok(None) } else { number("minutes", minutes, MINUTES).map(Some) };
        match (every, number("kept", kept, KEPT)) {
            (Ok(minutes), Ok(kept)) => Ok(Self { minutes, kept }),
            (every, kept) => Err(every.err().into_iter().chain(kept.err()).collect()),
        }
    }
}

fn number(field: &'static str, text: &str, range: RangeInclusive<u32>) -> Result<u32, Problem> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && range.contains(number));
    let (least, most) = (i64::from(*range.start()), i64::from(*range.end()));
    number.ok_or_else(|| Code::NotANumber { least, most }.at(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fields_are_read_and_each_is_told_what_is_wrong_with_it() {
        let read = PeriodicSavepoints::parse;
        assert_eq!(read(" 1440 ", "7"), Ok(PeriodicSavepoints { minutes: Some(1440), kept: 7 }));
        assert_eq!(read("", "3"), Ok(PeriodicSavepoints::default()));
        let wrong = [
            Code::NotANumber { least: 5, most: 43_200 }.at("minutes"),
            Code::NotANumber { least: 1, most: 100 }.at("kept"),
        ];
        assert_eq!(read("+60", "0"), Err(wrong.to_vec()));
        assert_eq!(read("4", "").unwrap_err(), wrong);
    }
}
