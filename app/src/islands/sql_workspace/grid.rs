//! The rows of a result: only those in view exist.

use super::{
    read,
    state::{Tab, Workspace},
    window::Viewport,
};
use crate::api::queries::{ColumnView, RowView};
use leptos::{html::Div, prelude::*};
use wasm_bindgen::JsCast;

/// A table of any length.
#[component]
pub(super) fn Grid(workspace: Workspace, tab: Tab) -> impl IntoView {
    let words = workspace.words.get_value();
    let host = NodeRef::<Div>::new();
    let body = NodeRef::<Div>::new();
    let columns = Memo::new(move |_| tab.view.with(|view| view.columns.clone()));
    let changelog = Memo::new(move |_| tab.view.with(|view| view.is_changelog));
    let first = Memo::new(move |_| tab.view.with(|view| view.first_row));
    let viewport = move || {
        let (_, height) = tab.scroll.get();
        Viewport { rows: tab.end().saturating_sub(first.get()), height }
    };
    // Sizes and places go through the style object: a style attribute is what the policy refuses.
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            set_style(&host, "--columns", &template(&columns.get(), changelog.get()));
        }
    });
    Effect::new(move |_| {
        let height = viewport().scroll_height();
        if let (Some(host), Some(body)) = (host.get(), body.get()) {
            set_style(&body, "height", &format!("{height}px"));
            let seen = f64::from(host.client_height()) - HEAD;
            if (seen - tab.scroll.get_untracked().1).abs() > 1.0 && seen > 0.0 {
                tab.scroll.update(|scroll| scroll.1 = seen);
            }
            if tab.follows.get() {
                host.set_scroll_top(height as i32);
            }
        }
    });
    let scrolled = move |_| {
        let Some(host) = host.get_untracked() else { return };
        let (top, height) = (f64::from(host.scroll_top()), f64::from(host.client_height()) - HEAD);
        let moved_up = top < tab.scroll.get_untracked().0 - 1.0;
        tab.scroll.set((top, height));
        let at_end = top + height >= viewport().scroll_height() - 2.0;
        if moved_up && !at_end {
            tab.follows.set(false);
        } else if at_end && tab.frozen.with_untracked(Option::is_none) && !tab.view.with_untracked(|view| view.is_over)
        {
            tab.follows.set(true);
        }
        if read::needs_more(tab) {
            read::refresh(workspace, tab);
        }
    };
    let rows = move || {
        let (scrolled, _) = tab.scroll.get();
        let (viewport, first) = (viewport(), first.get());
        let (from, to) = viewport.range(scrolled);
        tab.rows.with(|(have, rows)| {
            let here = (from..to).filter_map(|index| {
                let row = rows.get(usize::try_from((first + index).checked_sub(*have)?).ok()?)?;
                Some((first + index, viewport.offset(index, scrolled), row.clone()))
            });
            here.map(|(number, offset, row)| {
                line(number, offset, row, &columns.get_untracked(), changelog.get_untracked())
            })
            .collect_view()
        })
    };
    let nothing = move || {
        (tab.end() == first.get())
            .then(|| if tab.view.with(|view| view.is_over) { words.no_rows.clone() } else { words.no_rows_yet.clone() })
    };
    let (number_word, change_word) = (words.row_number.clone(), words.change.clone());
    view! {
        <div
            class="grid"
            role="grid"
            tabindex="0"
            node_ref=host
            on:scroll=scrolled
            aria-rowcount=move || (tab.end().saturating_sub(first.get()) + 1).to_string()
            aria-label=move || tab.view.with(|view| view.label.clone())
        >
            <div class="grid-head" role="row">
                <div class="grid-cell grid-number" role="columnheader" aria-label=number_word>"#"</div>
                {move || changelog.get().then(|| view! { <div class="grid-cell" role="columnheader" aria-label=change_word.clone()>"±"</div> })}
                {move || columns.get().into_iter().map(head).collect_view()}
            </div>
            <div class="grid-body" role="rowgroup" node_ref=body>{rows}</div>
            {move || nothing().map(|text| view! { <p class="grid-nothing">{text}</p> })}
        </div>
    }
}

/// The height of the head, in pixels; the style sheet says the same.
const HEAD: f64 = 36.0;

fn head(column: ColumnView) -> impl IntoView {
    let title = column.data_type.clone();
    view! {
        <div class="grid-cell" role="columnheader" data-align=column.is_number.then_some("end") title=title>
            <span>{column.name}</span>
            <small>{column.data_type}</small>
        </div>
    }
}

fn line(number: u64, offset: f64, row: RowView, columns: &[ColumnView], changelog: bool) -> impl IntoView + use<> {
    let kind = changelog.then(|| {
        view! { <div class="grid-cell grid-kind" role="gridcell" data-kind=row.kind.clone()>{row.kind.clone()}</div> }
    });
    let cells = row.cells.into_iter().enumerate().map(|(index, cell)| {
        let align = columns.get(index).is_some_and(|column| column.is_number).then_some("end");
        match cell {
            None => view! { <div class="grid-cell grid-null" role="gridcell" data-align=align>"NULL"</div> }.into_any(),
            Some(text) if text.is_empty() => {
                view! { <div class="grid-cell grid-empty" role="gridcell">"''"</div> }.into_any()
            }
            Some(text) => {
                let title = text.clone();
                view! { <div class="grid-cell" role="gridcell" data-align=align title=title>{text}</div> }.into_any()
            }
        }
    });
    view! {
        <div class="grid-row" role="row" aria-rowindex=(number + 2).to_string() style:transform=format!("translateY({offset}px)")>
            <div class="grid-cell grid-number" role="rowheader">{(number + 1).to_string()}</div>
            {kind}
            {cells.collect_view()}
        </div>
    }
}

/// The widths of all columns, for the grid layout.
fn template(columns: &[ColumnView], changelog: bool) -> String {
    let mut template = String::from("8ch ");
    if changelog {
        template.push_str("4ch ");
    }
    for column in columns {
        let wide = column.width.max(column.name.chars().count() as u32 + 3).clamp(8, 60);
        template.push_str(&format!("minmax({wide}ch, {}fr) ", column.width.max(8)));
    }
    template
}

fn set_style(element: &web_sys::HtmlDivElement, name: &str, value: &str) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        // Only fails for a malformed name.
        _ = element.style().set_property(name, value);
    }
}
