//! Tables: words above, rows below.

use leptos::prelude::*;

/// The heads of a table's columns, from left to right.
#[derive(Clone, Debug, Default)]
pub struct Columns(Vec<Column>);

#[derive(Clone, Copy, Debug)]
struct Column {
    word: &'static str,
    is_number: bool,
}

impl Columns {
    /// With a column of texts.
    pub fn text(mut self, word: &'static str) -> Self {
        self.0.push(Column { word, is_number: false });
        self
    }

    /// With a column of numbers, which stand at the right.
    pub fn number(mut self, word: &'static str) -> Self {
        self.0.push(Column { word, is_number: true });
        self
    }

    /// With a column of texts, if it is wanted.
    pub fn text_if(self, wanted: bool, word: &'static str) -> Self {
        if wanted { self.text(word) } else { self }
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
    let heads = columns.0.into_iter().map(|column| {
        let class = column.is_number.then_some("num");
        view! { <th scope="col" class=class>{column.word}</th> }
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
