//! Lists that tell when rows came or went.

use crate::locale::Locale;
use leptos::prelude::*;
use model::Topic;

/// The rows of a list, summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roll {
    /// Another one when other rows are in the list.
    pub revision: i64,
    /// How many rows it has, as far as they are counted.
    pub rows: i64,
}

/// What a list, its rows and its [`LiveBar`] are in.
#[component]
pub fn LiveList(
    /// What it lists.
    topic: Topic,
    /// Its rows, asked for before they were read.
    roll: Roll,
    /// How it stands in the page: `panel`, or `live-list` alone.
    class: &'static str,
    /// The bar, the table, and what belongs to it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=class data-live-list=topic.to_string() data-rev=roll.revision.to_string() data-rows=roll.rows.to_string()>
            {children()}
        </div>
    }
}

/// "3 changes – refresh" above a table: a link to this very page, hidden until there is something to see.
///
/// What is shown stays, and so does the focus; the words are announced when nothing else is being said.
#[component]
pub fn LiveBar(
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().common;
    view! {
        <div class="live-bar" role="status">
            <a class="live-more" href="" data-live-more="" data-one=words.one_change data-many=words.many_changes hidden=true></a>
        </div>
    }
}
