//! Reading the rows in view of a query.

use super::{
    bridge, run,
    state::{Tab, Workspace},
    window::Viewport,
};
use crate::api::queries::{QueryView, read_rows};
use leptos::{prelude::*, task::spawn_local};

/// Rows that are fetched beyond those rendered, so that a little scrolling needs nothing.
const AHEAD: u64 = 150;

/// Reads the query as it is now, and the rows in view. At most one read of a tab is under way.
pub(super) fn refresh(workspace: Workspace, tab: Tab) {
    let Some((busy, _)) = tab.reading.try_get_value() else { return };
    if busy {
        tab.reading.set_value((true, true));
        return;
    }
    tab.reading.set_value((true, false));
    spawn_local(async move {
        let is_current = workspace.current.get_untracked() == Some(tab.id);
        let (from, count) = if is_current { wanted(tab) } else { (0, 0) };
        match read_rows(workspace.project, tab.id, from, count).await {
            Ok(read) => {
                let was_over = tab.view.with_untracked(|view| view.is_over);
                count_rate(tab, &read.query);
                if count > 0 {
                    tab.rows.set((read.from, read.rows));
                }
                let query = read.query.clone();
                tab.view.set(read.query);
                if !was_over && query.is_over {
                    ended(workspace, tab, &query);
                }
            }
            Err(error) => {
                let sentence = error
                    .sentence(&workspace.word(|words| &words.unreachable), &workspace.word(|words| &words.signed_out));
                workspace.message.set(Some(sentence));
            }
        }
        let again = tab.reading.try_get_value().is_some_and(|(_, again)| again);
        tab.reading.try_set_value((false, false));
        if again || needs_more(tab) && is_current {
            refresh(workspace, tab);
        }
    });
}

/// The rows to ask for: number of the first, and how many.
fn wanted(tab: Tab) -> (u64, u32) {
    let (first, end) = tab.view.with_untracked(|view| (view.first_row, view.end_row));
    let end = tab.frozen.get_untracked().unwrap_or(end).max(first);
    let (scrolled, height) = tab.scroll.get_untracked();
    let viewport = Viewport { rows: end - first, height };
    let (from, to) = match tab.follows.get_untracked() {
        true => viewport.range(f64::MAX),
        false => viewport.range(scrolled),
    };
    let from = first + from.saturating_sub(AHEAD);
    // One that grows may have more by now: the answer ends where the result does.
    (from, (first + to + AHEAD - from) as u32)
}

/// True when rows in view are not here.
pub(super) fn needs_more(tab: Tab) -> bool {
    let (first, end) = tab.view.with_untracked(|view| (view.first_row, view.end_row));
    let end = tab.frozen.get_untracked().unwrap_or(end).max(first);
    let (scrolled, height) = tab.scroll.get_untracked();
    let (from, to) = Viewport { rows: end - first, height }.range(scrolled);
    let (have, count) = tab.rows.with_untracked(|(from, rows)| (*from, rows.len() as u64));
    first + from < have || first + to > have + count
}

fn count_rate(tab: Tab, now: &QueryView) {
    let time = bridge::now();
    let (before, rows) = tab.counted.get_value();
    if time - before < 900.0 {
        return;
    }
    let seconds = (time - before) / 1000.0;
    let rate = if before > 0.0 && !now.is_over { now.end_row.saturating_sub(rows) as f64 / seconds } else { 0.0 };
    tab.rate.set(rate);
    tab.counted.set_value((time, now.end_row));
}

/// A statement came to its end: its error is marked in the text, or the next one is sent.
fn ended(workspace: Workspace, tab: Tab, query: &QueryView) {
    bridge::unfollow(&query.topic);
    workspace.look_at_session();
    match &query.failure {
        None => run::next(workspace),
        Some(failure) => {
            workspace.queue.set(Vec::new());
            if let (Some(editor), Some((from, to)), Some(start)) = (workspace.editor(), failure.at, tab.start) {
                let marks = serde_json::json!([{
                    "from": start + from, "to": start + to, "severity": "error", "message": failure.sentence,
                }]);
                editor.set_diagnostics(&marks.to_string());
            }
        }
    }
}
