//! Two texts side by side; on a small screen, one below the other.

use super::diff::{Diff, Line, Same, Stretch};
use app::{
    locale::Locale,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;

/// What differs between two texts. What is removed is marked with −, what is added with +.
#[component]
pub(super) fn Sides(
    /// The comparison.
    diff: Diff,
    /// How the left side is called.
    left: String,
    /// How the right side is called.
    right: String,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().versions;
    if diff.stretches.is_empty() {
        return view! { <Notice kind=NoticeKind::Info>{words.same}</Notice> }.into_any();
    }
    let cut = diff.cut.map(|most| {
        let sentence = (words.cut)(most);
        view! { <Notice kind=NoticeKind::Warn>{sentence}</Notice> }
    });
    let label = format!("{left} → {right}");
    let stretches = diff.stretches.into_iter().map(|stretch| drawn(stretch, locale)).collect_view();
    view! {
        <p class="sides-count">{(words.counts)(diff.removed, diff.added)}</p>
        <section class="sides" aria-label=label>
            <header class="sides-head">
                <h2><del>{left}</del></h2>
                <h2><ins>{right}</ins></h2>
            </header>
            {stretches}
        </section>
        {cut}
    }
    .into_any()
}

fn drawn(stretch: Stretch, locale: Locale) -> AnyView {
    let words = locale.words().versions;
    match stretch {
        Stretch::Same(lines) => same(lines),
        Stretch::Folded(lines) => {
            let summary = (words.folded)(lines.len());
            view! { <details class="sides-fold"><summary>{summary}</summary>{same(lines)}</details> }.into_any()
        }
        Stretch::Skipped(count) => view! { <p class="sides-fold">{(words.folded)(count)}</p> }.into_any(),
        Stretch::Changed(removed, added) => changed(removed, added),
    }
}

/// Each line on both sides; once for who listens.
fn same(lines: Vec<Same>) -> AnyView {
    let cells = lines.into_iter().map(|(old, new, text)| {
        view! {
            <span data-line=old.to_string()>{text.clone()}</span>
            <span data-line=new.to_string() aria-hidden="true">{text}</span>
        }
    });
    view! { <div class="sides-lines">{cells.collect_view()}</div> }.into_any()
}

/// The lines of both sides beside each other; the shorter side is filled up.
fn changed(removed: Vec<Line>, added: Vec<Line>) -> AnyView {
    let rows = removed.len().max(added.len());
    let pad = |lines: Vec<Line>| lines.into_iter().map(Some).chain(std::iter::repeat(None)).take(rows);
    let gap = || view! { <span class="sides-gap" aria-hidden="true"></span> }.into_any();
    let cells = pad(removed).zip(pad(added)).map(|(old, new)| {
        let old = old.map(|(at, text)| view! { <del data-line=at.to_string()>{text}</del> }.into_any());
        let new = new.map(|(at, text)| view! { <ins data-line=at.to_string()>{text}</ins> }.into_any());
        (old.unwrap_or_else(gap), new.unwrap_or_else(gap))
    });
    view! { <div class="sides-lines">{cells.collect_view()}</div> }.into_any()
}
