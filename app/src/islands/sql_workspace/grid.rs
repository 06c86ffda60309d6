//! The rows of a result: only those in view exist.

use super::{
    draw::{El, Place, Tag, effect, el, when},
    read,
    state::{Tab, Workspace},
    window::Viewport,
    words::Word,
};
use crate::api::queries::{ColumnView, RowView};
use leptos::prelude::*;

/// The height of the head, in pixels; the style sheet says the same.
const HEAD: f64 = 36.0;

/// What all rows of a result have in common; it is known before the first, and stays.
#[derive(Clone, Debug)]
struct Layout {
    columns: Vec<ColumnView>,
    changelog: bool,
}

/// A table of any length.
pub(super) fn grid(workspace: Workspace, tab: Tab) -> AnyView {
    let (host, body) = (Place::new(), Place::new());
    let (columns, changelog) = tab.view.with_untracked(|view| (view.columns.clone(), view.is_changelog));
    let layout = Layout { columns, changelog };
    // Sizes and places go through the style object: a style attribute is what the policy refuses.
    let template = layout.template();
    effect(move || {
        if let Some(host) = host.get() {
            set_style(&host, "--columns", &template);
        }
    });
    effect(move || measure(tab, host, body));
    let head = head(workspace, &layout);
    let rows = move || rows(tab, &layout).into_any();
    let nothing = move || {
        let word = if tab.view.with(|view| view.is_over) { Word::NoRows } else { Word::NoRowsYet };
        when((count(tab) == 0).then(|| el(Tag::P, "grid-nothing").text(workspace.word(word))))
    };
    el(Tag::Div, "grid")
        .attr("role", "grid")
        .attr("tabindex", "0")
        .place(host)
        .on("scroll", move |_| scrolled(workspace, tab, host))
        .follow("aria-rowcount", move || Some((count(tab) + 1).to_string()))
        .follow("aria-label", move || Some(tab.text(|view| &view.label)))
        .el(head)
        .el(el(Tag::Div, "grid-body").attr("role", "rowgroup").place(body).live(rows))
        .live(nothing)
        .done()
}

/// How many rows can be scrolled through.
fn count(tab: Tab) -> u64 {
    tab.end().saturating_sub(tab.view.with(|view| view.first_row))
}

fn viewport(tab: Tab) -> Viewport {
    Viewport { rows: count(tab), height: tab.scroll.get().1 }
}

/// Makes the body as high as its rows, looks how much of it is seen, and follows the newest row.
fn measure(tab: Tab, host: Place, body: Place) {
    let height = viewport(tab).scroll_height() as i32;
    let (Some(host), Some(body)) = (host.get(), body.get()) else { return };
    set_style(&body, "height", &format!("{height}px"));
    let seen = f64::from(host.client_height()) - HEAD;
    if (seen - tab.scroll.get_untracked().1).abs() > 1.0 && seen > 0.0 {
        tab.scroll.update(|scroll| scroll.1 = seen);
    }
    if tab.follows.get() {
        host.set_scroll_top(height);
    }
}

fn scrolled(workspace: Workspace, tab: Tab, host: Place) {
    let Some(host) = host.get_untracked() else { return };
    let (top, height) = (f64::from(host.scroll_top()), f64::from(host.client_height()) - HEAD);
    let moved_up = top < tab.scroll.get_untracked().0 - 1.0;
    tab.scroll.set((top, height));
    let at_end = top + height >= untrack(|| viewport(tab)).scroll_height() - 2.0;
    let grows = tab.frozen.get_untracked().is_none() && tab.view.with_untracked(|view| !view.is_over);
    if moved_up && !at_end {
        tab.follows.set(false);
    } else if at_end && grows {
        tab.follows.set(true);
    }
    if read::needs_more(tab) {
        read::refresh(workspace, tab);
    }
}

fn head(workspace: Workspace, layout: &Layout) -> El {
    let cell = |class| el(Tag::Div, class).attr("role", "columnheader");
    let number = cell("grid-cell grid-number").attr("aria-label", workspace.word(Word::RowNumber)).text("#");
    let mut head = el(Tag::Div, "grid-head").attr("role", "row").el(number);
    if layout.changelog {
        head = head.el(cell("grid-cell").attr("aria-label", workspace.word(Word::Change)).text("±"));
    }
    layout.columns.iter().fold(head, |head, column| {
        head.el(cell("grid-cell")
            .maybe("data-align", column.is_number.then(|| "end".into()))
            .attr("title", column.data_type.clone())
            .el(el(Tag::Span, "").text(column.name.clone()))
            .el(el(Tag::Small, "").text(column.data_type.clone())))
    })
}

/// The rows in view that are here.
fn rows(tab: Tab, layout: &Layout) -> Vec<AnyView> {
    let (scrolled, _) = tab.scroll.get();
    let (viewport, first) = (viewport(tab), tab.view.with(|view| view.first_row));
    let (from, to) = viewport.range(scrolled);
    tab.rows.with(|(have, rows)| {
        let mut lines = Vec::new();
        for index in from..to {
            let row = (first + index).checked_sub(*have).and_then(|place| rows.get(place as usize));
            if let Some(row) = row {
                lines.push(layout.line(first + index, viewport.offset(index, scrolled) as i32, row).done());
            }
        }
        lines
    })
}

impl Layout {
    fn line(&self, number: u64, offset: i32, row: &RowView) -> El {
        let mut line = el(Tag::Div, "grid-row")
            .attr("role", "row")
            .attr("aria-rowindex", (number + 2).to_string())
            .style("transform", format!("translateY({offset}px)"))
            .el(el(Tag::Div, "grid-cell grid-number").attr("role", "rowheader").text((number + 1).to_string()));
        if self.changelog {
            let kind = el(Tag::Div, "grid-cell grid-kind").attr("role", "gridcell");
            line = line.el(kind.attr("data-kind", row.kind.clone()).text(row.kind.clone()));
        }
        row.cells.iter().enumerate().fold(line, |line, (index, cell)| line.el(self.cell(index, cell.as_deref())))
    }

    fn cell(&self, index: usize, text: Option<&str>) -> El {
        let is_number = self.columns.get(index).is_some_and(|column| column.is_number);
        let (class, shown) = match text {
            None => ("grid-cell grid-null", "NULL"),
            Some("") => ("grid-cell grid-empty", "''"),
            Some(text) => ("grid-cell", text),
        };
        el(Tag::Div, class)
            .attr("role", "gridcell")
            .maybe("data-align", is_number.then(|| "end".into()))
            .maybe("title", text.map(String::from))
            .text(shown)
    }

    /// The widths of all columns, for the grid layout.
    fn template(&self) -> String {
        let mut template = String::from(if self.changelog { "8ch 4ch " } else { "8ch " });
        for column in &self.columns {
            let wide = column.width.max(column.name.chars().count() as u32 + 3).clamp(8, 60);
            template.push_str(&format!("minmax({wide}ch, {}fr) ", column.width.max(8)));
        }
        template
    }
}

fn set_style(element: &web_sys::HtmlElement, name: &str, value: &str) {
    // Only fails for a malformed name.
    _ = element.style().set_property(name, value);
}
