//! The tabs of results, and the one in view.

use super::{
    bridge,
    draw::{El, Tag, el, live, when},
    editor::notice,
    grid,
    state::{Tab, Workspace},
    tab,
    words::Word,
};
use leptos::prelude::*;

/// All results of this page.
pub(super) fn pane(workspace: Workspace) -> AnyView {
    let none = Memo::new(move |_| workspace.tabs.with(Vec::is_empty));
    let message = move || {
        let sentence = workspace.message.get();
        when(sentence.map(|sentence| notice("bad", "alert").el(el(Tag::P, "").text(sentence))))
    };
    let empty = move || {
        when(none.get().then(|| {
            el(Tag::Div, "empty").el(el(Tag::P, "empty-sentence").text(workspace.word(Word::ResultsNone))).el(el(
                Tag::P,
                "empty-why",
            )
            .text(workspace.word(Word::ResultsNoneWhy)))
        }))
    };
    let current = move || workspace.current.get().map_or_else(|| ().into_any(), |tab| result(workspace, tab));
    el(Tag::Section, "results")
        .attr("aria-label", workspace.word(Word::Results))
        .el(tabs(workspace, none))
        .live(message)
        .live(empty)
        .live(current)
        .done()
}

/// One tab a query.
fn tabs(workspace: Workspace, none: Memo<bool>) -> El {
    let buttons = move || workspace.tabs.get().into_iter().map(|tab| tab_button(workspace, tab).done()).collect_view();
    el(Tag::Div, "result-tabs")
        .attr("role", "tablist")
        .follow("hidden", move || none.get().then(String::new))
        .live(move || buttons().into_any())
}

fn tab_button(workspace: Workspace, tab: Tab) -> El {
    let selected = move || workspace.current.get() == Some(tab);
    let shape =
        el(Tag::Span, "state-shape").attr("aria-hidden", "true").live_text(move || tab.text(|view| &view.glyph));
    let state = el(Tag::Span, "state").follow("data-state", move || Some(tab.text(|view| &view.shape))).el(shape);
    el(Tag::Button, "")
        .attr("type", "button")
        .attr("role", "tab")
        .follow("aria-selected", move || Some(if selected() { "true" } else { "false" }.into()))
        .on("click", move |_| workspace.current.set(Some(tab)))
        .el(state)
        .el(el(Tag::Span, "result-label").live_text(move || tab.text(|view| &view.label)))
}

/// Takes a tab away; the query and its rows stay in the history.
pub(super) fn close(workspace: Workspace, tab: Tab) {
    tab.view.with_untracked(|view| bridge::unfollow(&view.topic));
    workspace.tabs.update(|tabs| tabs.retain(|other| *other != tab));
    if workspace.current.get_untracked() == Some(tab) {
        workspace.current.set(workspace.tabs.with_untracked(|tabs| tabs.first().copied()));
    }
}

/// The bar, the error or the rows of one query.
fn result(workspace: Workspace, tab: Tab) -> AnyView {
    let note = tab.part(|view| view.note.as_ref());
    let failure = tab.part(|view| view.failure.as_ref().map(|failure| &failure.sentence));
    let has_columns = tab.is(|view| !view.columns.is_empty());
    let note = live(move || when(note.get().map(|note| notice("info", "note").el(el(Tag::P, "").text(note)))));
    let failure = live(move || {
        let failed = failure.get().and_then(|_| tab.view.with_untracked(|view| view.failure.clone()));
        when(failed.map(|failed| tab::failure(workspace, tab, failed)))
    });
    let grid = live(move || if has_columns.get() { grid::grid(workspace, tab) } else { ().into_any() });
    vec![tab::bar(workspace, tab).done(), note, failure, grid].into_any()
}
