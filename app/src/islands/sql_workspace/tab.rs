//! What stands above the rows of a query: its bar, and what went wrong.

use super::{
    calls,
    draw::{El, Tag, el, inert, live, when},
    editor::notice,
    read,
    results::close,
    state::{Tab, Workspace},
    words::Word,
    write::{group, iso, seconds},
};
use crate::api::queries::FailureView;
use leptos::prelude::*;

/// State, time, rows, rate; pause, stop.
pub(super) fn bar(workspace: Workspace, tab: Tab) -> El {
    let shape =
        el(Tag::Span, "state-shape").attr("aria-hidden", "true").live_text(move || tab.text(|view| &view.glyph));
    let state = el(Tag::Span, "state")
        .follow("data-state", move || Some(tab.text(|view| &view.shape)))
        .el(shape)
        .el(el(Tag::Span, "state-word").live_text(move || tab.text(|view| &view.word)));
    let count = move || tab.view.with(|view| group(view.end_row.saturating_sub(view.first_row)));
    let rows = el(Tag::Span, "").el(el(Tag::B, "").live_text(count)).text(" ").text(workspace.word(Word::Rows));
    el(Tag::Div, "result-bar")
        .el(state)
        .el(el(Tag::Span, "result-elapsed").child(elapsed(tab)))
        .el(rows)
        .child(maybe_span(move || dropped(workspace, tab)))
        .child(maybe_span(move || tab.rate.get().map(|rate| group(rate) + " " + &workspace.word(Word::RowsPerSecond))))
        .child(job(workspace, tab))
        .el(acts(workspace, tab))
}

fn maybe_span(text: impl Fn() -> Option<String> + Send + 'static) -> AnyView {
    live(move || when(text().map(|text| el(Tag::Span, "").text(text))))
}

/// How long it took, or a clock that the page script keeps.
fn elapsed(tab: Tab) -> AnyView {
    let times = Memo::new(move |_| tab.view.with(|view| (view.started_ms, view.took_ms)));
    live(move || match times.get() {
        (_, Some(took)) => el(Tag::Span, "").text(seconds(took)).done(),
        // The page script may have written into it before it is taken over.
        (started, None) => inert(format!(r#"<time datetime="{}" data-since="">…</time>"#, iso(started))),
    })
}

fn dropped(workspace: Workspace, tab: Tab) -> Option<String> {
    let first = tab.view.with(|view| view.first_row);
    (first > 0).then(|| workspace.word(Word::Dropped).replace("{n}", &group(first)))
}

fn job(workspace: Workspace, tab: Tab) -> AnyView {
    let job = tab.part(|view| view.job.as_ref());
    live(move || {
        when(
            job.get()
                .map(|job| el(Tag::Span, "").text(workspace.word(Word::Job)).text(" ").el(el(Tag::Code, "").text(job))),
        )
    })
}

/// What can be done to a query and its tab.
fn acts(workspace: Workspace, tab: Tab) -> El {
    let (is_over, is_full) = (tab.is(|view| view.is_over), tab.is(|view| view.is_full));
    let word = workspace.word(Word::CloseResult);
    let close = el(Tag::Button, "button")
        .attr("type", "button")
        .attr("data-kind", "quiet")
        .attr("data-icon", "")
        .attr("aria-label", word.clone())
        .attr("title", word)
        .on("click", move |_| close(workspace, tab))
        .el(el(Tag::Span, "").attr("aria-hidden", "true").text("×"));
    el(Tag::Div, "result-acts")
        .live(move || when((!is_over.get()).then(|| pause_button(workspace, tab))))
        .live(move || when(is_full.get().then(|| act_button(workspace, tab, "keep_newest", None, Word::KeepNewest))))
        .live(move || {
            when((!is_over.get()).then(|| act_button(workspace, tab, "stop_query", Some("danger"), Word::Stop)))
        })
        .el(close)
}

fn pause_button(workspace: Workspace, tab: Tab) -> El {
    let paused = move || tab.frozen.with(Option::is_some);
    let pause = move |_| {
        let end = tab.view.with_untracked(|view| view.end_row);
        let frozen = if tab.frozen.get_untracked().is_none() { Some(end) } else { None };
        tab.frozen.set(frozen);
        tab.follows.set(frozen.is_none());
        read::refresh(workspace, tab);
    };
    el(Tag::Button, "button")
        .attr("type", "button")
        .follow("aria-pressed", move || Some(if paused() { "true" } else { "false" }.into()))
        .on("click", pause)
        .live_text(move || workspace.word(if paused() { Word::Resume } else { Word::Pause }))
}

fn act_button(workspace: Workspace, tab: Tab, act: &'static str, kind: Option<&str>, word: Word) -> El {
    let done = move |answer| {
        if let Err(sentence) = answer {
            workspace.message.set(Some(sentence));
        }
        read::refresh(workspace, tab);
    };
    el(Tag::Button, "button")
        .attr("type", "button")
        .maybe("data-kind", kind.map(String::from))
        .on("click", move |_| calls::act(workspace, tab, act, done))
        .text(workspace.word(word))
}

/// What went wrong, what to do, and the engine's own words.
pub(super) fn failure(workspace: Workspace, tab: Tab, failure: FailureView) -> El {
    let FailureView { sentence, advice, link, trace, at, place } = failure;
    let goto = at.zip(tab.start).map(|((from, to), start)| {
        let goto = move |_| {
            if let Some(editor) = workspace.editor() {
                editor.goto(start + from, start + to);
            }
        };
        let button = el(Tag::Button, "button").attr("type", "button").on("click", goto);
        button.text(workspace.word(Word::GoToError))
    });
    let place = place.map(|(line, column)| el(Tag::Code, "").text(format!("{line}:{column}")));
    let paragraph = el(Tag::P, "").child(when(place)).text(" ");
    let details =
        el(Tag::Details, "")
            .el(el(Tag::Summary, "").text(workspace.word(Word::Details)))
            .el(el(Tag::Pre, "log").text(trace));
    notice("bad", "alert")
        .el(paragraph.el(el(Tag::Span, "failure-sentence").text(sentence)))
        .child(when(advice.map(|advice| el(Tag::P, "").text(advice))))
        .child(when(link.map(|(href, text)| el(Tag::P, "").el(el(Tag::A, "").attr("href", href).text(text)))))
        .child(when(goto))
        .el(details)
}
