//! Tables: words above, rows below.

use leptos::prelude::*;

/// The heads of a table's columns, from left to right.
#[derive(Clone, Debug, Default)]
pub struct Columns(Vec<Column>);

#[derive(Clone, Copy, Debug)]
struct Column {
    word: &'static str,
    kind: Kind,
    name: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Picks,
}

impl Columns {
    /// With a column of texts.
    pub fn text(self, word: &'static str) -> Self {
        self.with(word, Kind::Text)
    }

    /// With a column of texts that can be left out: its cells carry the name as `data-col`, and what is around the table the names
    /// of those that are left out as `data-hide`.
    pub fn named(mut self, word: &'static str, name: &'static str) -> Self {
        self.0.push(Column { word, kind: Kind::Text, name: Some(name) });
        self
    }

    /// With a column of numbers, which stand at the right.
    pub fn number(self, word: &'static str) -> Self {
        self.with(word, Kind::Number)
    }

    /// With a column of texts, if it is wanted.
    pub fn text_if(self, wanted: bool, word: &'static str) -> Self {
        if wanted { self.text(word) } else { self }
    }

    /// With a column of boxes by which rows are picked, if it is wanted; its word says what the box at its head does.
    pub fn picks_if(self, wanted: bool, word: &'static str) -> Self {
        if wanted { self.with(word, Kind::Picks) } else { self }
    }

    fn with(mut self, word: &'static str, kind: Kind) -> Self {
        self.0.push(Column { word, kind, name: None });
        self
    }
}

impl<const N: usize> From<[&'static str; N]> for Columns {
    fn from(words: [&'static str; N]) -> Self {
        words.into_iter().fold(Self::default(), Self::text)
    }
}

/// A table that scrolls by itself where the page is narrow, by keyboard too.
#[component]
pub fn Table(
    /// What it lists, for who cannot see what it stands under.
    label: &'static str,
    /// The heads of its columns.
    #[prop(into)]
    columns: Columns,
    /// How it looks, where it is not as all tables are.
    #[prop(optional)]
    look: Option<&'static str>,
    /// Its rows.
    rows: impl IntoView + 'static,
) -> impl IntoView {
    let class = look.map_or_else(|| "table".to_owned(), |look| format!("table {look}"));
    let heads = columns.0.into_iter().map(|column| match column.kind {
        Kind::Text => view! { <th scope="col" data-col=column.name>{column.word}</th> }.into_any(),
        Kind::Number => view! { <th scope="col" class="num">{column.word}</th> }.into_any(),
        Kind::Picks => view! {
            <th scope="col" class="shrink">
                <input type="checkbox" data-select-all="" aria-label=column.word/>
            </th>
        }
        .into_any(),
    });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=label>
            <table class=class>
                <thead>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
