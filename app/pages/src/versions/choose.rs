//! Choosing the two versions to compare.

use super::script::Versioned;
use app::{locale::Locale, paths};
use leptos::prelude::*;

/// As much of a note as a choice has room for.
const NOTE: usize = 48;

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The script as it stands.
    Now,
    /// A version.
    Version(i64),
}

impl Side {
    /// The side that an address names.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            paths::NOW => Some(Self::Now),
            number => number.parse().ok().map(Self::Version),
        }
    }

    /// As an address names it.
    pub(super) fn address(self) -> String {
        match self {
            Self::Now => paths::NOW.into(),
            Self::Version(number) => number.to_string(),
        }
    }

    /// As people call it.
    pub(super) fn word(self, locale: Locale) -> String {
        let words = locale.words().versions;
        match self {
            Self::Now => words.now.into(),
            Self::Version(number) => (words.version)(number),
        }
    }
}

/// Two choices and a button.
pub(super) fn choose(of: &Versioned, from: Side, to: Side, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().versions;
    let known: Vec<(Side, String)> = of
        .newest
        .iter()
        .map(|line| {
            let note: String = line.note.lines().next().unwrap_or_default().chars().take(NOTE).collect();
            let name = (words.version)(line.number);
            (Side::Version(line.number), if note.is_empty() { name } else { format!("{name} – {note}") })
        })
        .collect();
    let options = |chosen: Side| {
        let now = of.script.is_some().then(|| (Side::Now, words.now.to_owned()));
        // One that is older than all that are offered is offered too.
        let far = !known.iter().any(|(side, _)| *side == chosen) && chosen != Side::Now;
        let all = now.into_iter().chain(known.iter().cloned()).chain(far.then(|| (chosen, chosen.word(locale))));
        let option = |(side, word): (Side, String)| {
            view! { <option value=side.address() selected=side == chosen>{word}</option> }
        };
        all.map(option).collect_view()
    };
    let action = format!("{}/compare", paths::versions(of.project, of.id));
    view! {
        <form method="get" action=action class="table-tools">
            <label class="versions-side">
                <span>{words.from}</span>
                <select name="from" data-size="dense">{options(from)}</select>
            </label>
            <label class="versions-side">
                <span>{words.to}</span>
                <select name="to" data-size="dense">{options(to)}</select>
            </label>
            <button class="button" data-size="dense">{words.compare}</button>
        </form>
    }
}
