//! What two texts do not have in common, line by line.

use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};
use std::{
    ops::Range,
    time::{Duration, Instant},
};

/// Unchanged lines that are shown around a change.
const CONTEXT: usize = 3;

/// Changed lines that are shown, and unchanged ones that are sent folded.
const MOST: usize = 2000;

/// Afterwards the texts are compared less finely: nobody waits for the finest comparison of two books.
const PATIENCE: Duration = Duration::from_millis(250);

/// The numbers of a line on both sides, from 1, and the line.
pub(super) type Same = (usize, usize, String);
/// The number of a line on its side, from 1, and the line.
pub(super) type Line = (usize, String);

/// A stretch of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// On both sides, near to a change.
    Same(Vec<Same>),
    /// On both sides, far from any change.
    Folded(Vec<Same>),
    /// The same, so many that they are not sent.
    Skipped(usize),
    /// On one side only: first those of the left side.
    Changed(Vec<Line>, Vec<Line>),
}

/// Two texts, compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Diff {
    /// From the top to the end; nothing when the texts are the same.
    pub(super) stretches: Vec<Stretch>,
    /// How many lines are on the left side only.
    pub(super) removed: usize,
    /// How many lines are on the right side only.
    pub(super) added: usize,
    /// How many changed lines are shown, where that is not all of them.
    pub(super) cut: Option<usize>,
}

impl Diff {
    /// Compares two texts.
    pub(super) fn of(before: &str, after: &str) -> Self {
        if before == after {
            return Self { stretches: Vec::new(), removed: 0, added: 0, cut: None };
        }
        // A text that ends in a line end has one more line, an empty one: so that the end of the last line counts too.
        let (old, new): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
        let deadline = Instant::now() + PATIENCE;
        let pieces = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(deadline));
        let mut diff = Builder { old: &old, new: &new, room: MOST, hidden: MOST, stretches: Vec::new() };
        let (mut removed, mut added) = (0, 0);
        let last = pieces.len().saturating_sub(1);
        for (at, piece) in pieces.iter().enumerate() {
            let (left, right) = (piece.old_range(), piece.new_range());
            if piece.tag() == DiffTag::Equal {
                diff.same(left, right, at > 0, at < last);
                continue;
            }
            removed += left.len();
            added += right.len();
            diff.changed(left, right);
        }
        let cut = (removed + added > MOST).then_some(MOST);
        Self { stretches: diff.stretches, removed, added, cut }
    }
}

struct Builder<'a> {
    old: &'a [&'a str],
    new: &'a [&'a str],
    /// For so many changed lines.
    room: usize,
    /// For so many folded lines.
    hidden: usize,
    stretches: Vec<Stretch>,
}

impl Builder<'_> {
    fn changed(&mut self, left: Range<usize>, right: Range<usize>) {
        let numbered = |lines: &[&str], range: Range<usize>, room: &mut usize| {
            let shown = range.start..range.end.min(range.start + *room);
            *room -= shown.len();
            shown.map(|at| (at + 1, lines[at].to_owned())).collect::<Vec<Line>>()
        };
        let removed = numbered(self.old, left, &mut self.room);
        let added = numbered(self.new, right, &mut self.room);
        if !removed.is_empty() || !added.is_empty() {
            self.stretches.push(Stretch::Changed(removed, added));
        }
    }

    /// Keeps what is near to the change before and the change after it, and folds the rest.
    fn same(&mut self, left: Range<usize>, right: Range<usize>, follows: bool, precedes: bool) {
        if self.room == 0 {
            return;
        }
        let (head, tail) = (if follows { CONTEXT } else { 0 }, if precedes { CONTEXT } else { 0 });
        // A single line is not worth a fold.
        if left.len() <= head + tail + 1 {
            let lines = self.lines(&left, &right, 0..left.len());
            self.stretches.push(Stretch::Same(lines));
            return;
        }
        let (first, last) = (head, left.len() - tail);
        if head > 0 {
            let lines = self.lines(&left, &right, 0..first);
            self.stretches.push(Stretch::Same(lines));
        }
        let folded = last - first;
        let stretch = match self.hidden.checked_sub(folded) {
            Some(hidden) => {
                self.hidden = hidden;
                Stretch::Folded(self.lines(&left, &right, first..last))
            }
            None => Stretch::Skipped(folded),
        };
        self.stretches.push(stretch);
        if tail > 0 {
            let lines = self.lines(&left, &right, last..left.len());
            self.stretches.push(Stretch::Same(lines));
        }
    }

    fn lines(&self, left: &Range<usize>, right: &Range<usize>, part: Range<usize>) -> Vec<Same> {
        part.map(|at| (left.start + at + 1, right.start + at + 1, self.old[left.start + at].to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: impl IntoIterator<Item = usize>) -> String {
        lines.into_iter().map(|n| format!("{n}\n")).collect()
    }

    /// As a person would draw it.
    fn drawn(before: &str, after: &str) -> Vec<String> {
        let diff = Diff::of(before, after);
        let stretches = diff.stretches.into_iter().flat_map(|stretch| match stretch {
            Stretch::Same(lines) => lines.into_iter().map(|(old, new, text)| format!("{old}={new} {text}")).collect(),
            Stretch::Folded(lines) => vec![format!("⋯{}", lines.len())],
            Stretch::Skipped(count) => vec![format!("⋯⋯{count}")],
            Stretch::Changed(removed, added) => {
                let removed = removed.into_iter().map(|(at, text)| format!("{at}−{text}"));
                removed.chain(added.into_iter().map(|(at, text)| format!("{at}+{text}"))).collect::<Vec<_>>()
            }
        });
        stretches.collect()
    }

    #[test]
    fn the_same_text_has_no_stretches() {
        assert_eq!(Diff::of("a\nb", "a\nb"), Diff { stretches: vec![], removed: 0, added: 0, cut: None });
        assert_eq!(Diff::of("", ""), Diff { stretches: vec![], removed: 0, added: 0, cut: None });
    }

    #[test]
    fn three_lines_around_a_change_are_shown_and_the_rest_is_folded() {
        let after = text(1..=20).replace("10\n", "ten\nand more\n");
        let expected = [
            "⋯6",
            "7=7 7",
            "8=8 8",
            "9=9 9",
            "10−10",
            "10+ten",
            "11+and more",
            "11=12 11",
            "12=13 12",
            "13=14 13",
            "⋯8",
        ];
        assert_eq!(drawn(&text(1..=20), &after), expected);
    }

    #[test]
    fn changes_that_are_near_to_each_other_have_nothing_folded_between() {
        let after = text(1..=9).replace("1\n", "").replace("9\n", "");
        let shown = drawn(&text(1..=9), &after);
        assert_eq!((shown.len(), shown.iter().any(|line| line.starts_with('⋯'))), (10, false), "{shown:?}");
        let after = text(1..=10).replace("10\n", "").replace("1\n", "");
        assert!(drawn(&text(1..=10), &after).contains(&"⋯2".to_owned()));
    }

    #[test]
    fn a_line_end_at_the_end_is_a_change_that_can_be_seen() {
        assert_eq!(drawn("a", "a\n"), ["1=1 a", "2+"]);
        assert_eq!(drawn("", "a"), ["1−", "1+a"]);
    }

    #[test]
    fn what_would_fill_the_page_is_cut_and_what_nobody_changed_is_not_sent() {
        let diff = Diff::of("", &text(1..=5000));
        assert_eq!((diff.removed, diff.added, diff.cut), (0, 5000, Some(MOST)));
        assert!(matches!(&diff.stretches[..], [Stretch::Changed(_, added)] if added.len() == MOST), "{:?}", diff.cut);
        let before = text(1..=9000);
        let diff = Diff::of(&before, &format!("{before}more"));
        assert_eq!((diff.removed, diff.added), (1, 1));
        assert_eq!(diff.stretches[0], Stretch::Skipped(8997));
    }

    #[test]
    fn two_large_texts_without_a_line_in_common_are_compared_soon() {
        let (before, after) = (text(0..100_000), text(100_000..200_000));
        let begun = Instant::now();
        assert_eq!(Diff::of(&before, &after).cut, Some(MOST));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}
