//! Leafing through a list.

use crate::locale::Locale;
use leptos::prelude::*;

/// Links to the page before and after; the address holds where one is.
#[component]
pub fn Pager(
    /// The number of the first row shown, from 1; 0 when there is none.
    from: u64,
    /// The number of the last row shown.
    to: u64,
    /// How many rows there are.
    all: u64,
    /// The address of the page before.
    previous: Option<String>,
    /// The address of the page after.
    next: Option<String>,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().common;
    let link = |href: Option<String>, text: &'static str, rel: &'static str| match href {
        Some(href) => view! { <a class="button" href=href rel=rel>{text}</a> }.into_any(),
        None => view! { <span class="button" aria-disabled="true">{text}</span> }.into_any(),
    };
    view! {
        <nav class="pager" aria-label=words.pages>
            <span>{(words.rows_of)(from, to, all)}</span>
            {link(previous, words.previous, "prev")}
            {link(next, words.next, "next")}
        </nav>
    }
}
