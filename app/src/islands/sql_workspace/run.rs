//! Which statements to send, and sending them in their order.

use super::{
    bridge, calls, read,
    state::{Tab, Waiting, Workspace},
    words::Word,
};
use leptos::prelude::*;
use model::sql;

/// More tabs than this are not kept; the queries stay in the history.
const MOST_TABS: usize = 12;

/// Runs the selection, or without one the statement at the cursor. Offsets are UTF-16 units.
pub(super) fn run(workspace: Workspace, from: u32, to: u32, cursor: u32) {
    let Some(editor) = workspace.editor() else { return };
    let chosen = choose(&editor.doc(), from, to, cursor);
    if chosen.is_empty() {
        workspace.message.set(Some(workspace.word(Word::NothingToRun)));
        return;
    }
    workspace.message.set(None);
    editor.set_diagnostics("[]");
    workspace.queue.set_value(chosen);
    next(workspace);
}

/// The statements of the selection, or the one at the cursor.
fn choose(text: &str, from: u32, to: u32, cursor: u32) -> Vec<Waiting> {
    let positions = sql::Positions::new(text);
    let waiting = |statement: &sql::Statement, base: usize| {
        let (start, end) = (base + statement.range.start, base + statement.range.end);
        let place = positions.position(start);
        Waiting {
            text: text[start..end].into(),
            place: (place.line as u32, place.column as u32),
            start: positions.utf16(start) as u32,
        }
    };
    if from < to {
        let (from, to) = (positions.byte_of_utf16(from as usize), positions.byte_of_utf16(to as usize));
        return sql::split(&text[from..to]).statements.iter().map(|statement| waiting(statement, from)).collect();
    }
    let script = sql::split(text);
    let at = sql::statement_at(&script, positions.byte_of_utf16(cursor as usize));
    at.map(|statement| waiting(statement, 0)).into_iter().collect()
}

/// Sends the next statement that waits.
pub(super) fn next(workspace: Workspace) {
    let next = workspace.queue.try_update_value(|queue| if queue.is_empty() { None } else { Some(queue.remove(0)) });
    let Some(statement) = next.flatten() else { return };
    let give_up = move |sentence: String| {
        workspace.queue.set_value(Vec::new());
        workspace.message.set(Some(sentence));
    };
    let Some(cluster) = workspace.cluster.get_untracked() else {
        return give_up(workspace.word(Word::NoCluster));
    };
    let start = statement.start;
    calls::run_statement(workspace, &cluster, &statement, move |answer| match answer {
        Ok(view) => open(workspace, Tab::new(view, Some(start))),
        Err(sentence) => give_up(sentence),
    });
}

/// Shows a query in a tab and follows it.
fn open(workspace: Workspace, tab: Tab) {
    workspace.tabs.update(|tabs| {
        tabs.insert(0, tab);
        while tabs.len() > MOST_TABS {
            if let Some(old) = tabs.pop() {
                old.view.with_untracked(|view| bridge::unfollow(&view.topic));
            }
        }
    });
    tab.view.with_untracked(|view| bridge::follow(&view.topic, view.revision as f64));
    workspace.current.set(Some(tab));
    read::refresh(workspace, tab);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, from: u32, to: u32, cursor: u32) -> Vec<String> {
        choose(text, from, to, cursor).into_iter().map(|waiting| waiting.text).collect()
    }

    #[test]
    fn without_a_selection_the_statement_at_the_cursor_is_run() {
        let text = "SELECT 1;\nSELECT ';' ; -- two\n SELECT 3";
        assert_eq!(texts(text, 0, 0, 3), ["SELECT 1"]);
        assert_eq!(texts(text, 0, 0, 15), ["SELECT ';'"]);
        assert_eq!(texts(text, 0, 0, 38), ["SELECT 3"]);
        assert!(texts("  -- nothing", 0, 0, 2).is_empty());
    }

    #[test]
    fn of_a_selection_all_statements_are_run_in_order_with_their_places_in_the_script() {
        let text = "-- 表\nSELECT '𠮷'; SELECT 2;\nSELECT 3";
        let chosen = choose(text, 5, 27, 0);
        assert_eq!(chosen.iter().map(|waiting| waiting.text.as_str()).collect::<Vec<_>>(), ["SELECT '𠮷'", "SELECT 2"]);
        assert_eq!(chosen[1].place, (2, 14));
        assert_eq!(chosen[1].start, 18);
    }
}
