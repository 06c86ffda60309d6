//! Reading the rows in view of a query.

use super::{
    bridge, calls, run,
    state::{Tab, Workspace},
    window::Viewport,
    words::Word,
};
use crate::api::queries::{QueryView, RowsView};
use leptos::prelude::*;

/// Rows that are fetched beyond those rendered, so that a little scrolling needs nothing.
const AHEAD: u64 = 150;

/// Reads the query as it is now, and the rows in view. At most one read of a tab is under way.
pub(super) fn refresh(workspace: Workspace, tab: Tab) {
    let busy = tab.reading.try_update_value(|reading| {
        reading.again = reading.busy;
        std::mem::replace(&mut reading.busy, true)
    });
    if busy != Some(false) {
        return;
    }
    let is_current = workspace.current.get_untracked() == Some(tab);
    let (from, count) = if is_current { wanted(tab) } else { (0, 0) };
    calls::read_rows(workspace, tab, from, count, move |answer| {
        match answer {
            Ok(read) => {
                reached(workspace);
                take(workspace, tab, read, count > 0);
            }
            Err(sentence) => workspace.message.set(Some(sentence)),
        }
        let again = tab.reading.try_update_value(|reading| {
            reading.busy = false;
            reading.again
        });
        if again == Some(true) || needs_more(tab) && is_current {
            refresh(workspace, tab);
        }
    });
}

/// The server answers, so it is no longer said that it does not. Anything else that is said stays.
fn reached(workspace: Workspace) {
    let unreachable = workspace.word(Word::Unreachable);
    let is_said = |message: &Option<String>| message.as_ref().is_some_and(|message| message.starts_with(&*unreachable));
    if workspace.message.with_untracked(is_said) {
        workspace.message.set(None);
    }
}

fn take(workspace: Workspace, tab: Tab, read: RowsView, with_rows: bool) {
    let was_over = tab.view.with_untracked(|view| view.is_over);
    count_rate(tab, &read.query);
    if with_rows {
        tab.rows.set((read.from, read.rows));
    }
    let is_over = read.query.is_over;
    tab.view.set(read.query);
    if !was_over && is_over {
        ended(workspace, tab);
    }
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
    let reading = tab.reading.get_value();
    let passed = time - reading.counted_at;
    if passed < 900.0 {
        return;
    }
    let came = now.end_row.saturating_sub(reading.counted) as f64;
    let rate = (came * 1000.0 / passed + 0.5) as u64;
    tab.rate.set((reading.counted_at > 0.0 && !now.is_over && rate > 0).then_some(rate));
    tab.reading.update_value(|reading| (reading.counted_at, reading.counted) = (time, now.end_row));
}

/// A statement came to its end: its error is marked in the text, or the next one is sent.
fn ended(workspace: Workspace, tab: Tab) {
    let failure = tab.view.with_untracked(|view| {
        bridge::unfollow(&view.topic);
        view.failure.clone()
    });
    workspace.look_at_session();
    let Some(failure) = failure else {
        return run::next(workspace);
    };
    workspace.queue.set_value(Vec::new());
    if let (Some(editor), Some((from, to)), Some(start)) = (workspace.editor(), failure.at, tab.start) {
        let (from, to, message) = (start + from, start + to, bridge::quoted(&failure.sentence));
        editor.set_diagnostics(&format!(r#"[{{"from":{from},"to":{to},"severity":"error","message":{message}}}]"#));
    }
}
