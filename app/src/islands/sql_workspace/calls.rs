//! What the workspace asks the server. One function calls all server functions: a stub of Leptos costs 6 KB each.

use super::{
    bridge::{post, quoted},
    state::{Tab, Waiting, Workspace},
    words::Word,
};
use crate::api::{
    ErrorBody,
    queries::{QueryView, RowsView, SessionView},
    scripts::Saved,
};
use leptos::prelude::*;
use miniserde::{Deserialize, json};

/// What was asked for, or a sentence that says why not.
type Answer<T> = Result<T, String>;

/// Sends a statement to the chosen cluster.
pub(super) fn run_statement(
    workspace: Workspace,
    cluster: &str,
    statement: &Waiting,
    done: impl FnOnce(Answer<QueryView>) + 'static,
) {
    let (project, script) = workspace.start.with_value(|start| (quoted(&start.project), quoted(&start.script)));
    let (cluster, text, (line, column)) = (quoted(cluster), quoted(&statement.text), statement.place);
    let statement = format!(r#"{{"text":{text},"line":{line},"column":{column}}}"#);
    let rest = format!(r#""cluster":{cluster},"script":{script},"statement":{statement}"#);
    call(workspace, "run_statement", format!(r#"{{"project":{project},{rest}}}"#), done);
}

/// A query as it is now, and some of its rows.
pub(super) fn read_rows(
    workspace: Workspace,
    tab: Tab,
    from: u64,
    count: u32,
    done: impl FnOnce(Answer<RowsView>) + 'static,
) {
    let query = of_query(workspace, tab);
    call(workspace, "read_rows", format!(r#"{{{query},"from":{from},"count":{count}}}"#), done);
}

/// The session on a cluster.
pub(super) fn session(workspace: Workspace, cluster: &str, done: impl FnOnce(Answer<Option<SessionView>>) + 'static) {
    let (project, cluster) = (workspace.start.with_value(|start| quoted(&start.project)), quoted(cluster));
    call(workspace, "session", format!(r#"{{"project":{project},"cluster":{cluster}}}"#), done);
}

/// Stops a query, or lets a full one go on.
pub(super) fn act(workspace: Workspace, tab: Tab, act: &str, done: impl FnOnce(Answer<()>) + 'static) {
    call(workspace, act, format!("{{{}}}", of_query(workspace, tab)), done);
}

/// Stores the text.
pub(super) fn save_script(workspace: Workspace, revision: i64, text: &str, done: impl FnOnce(Answer<Saved>) + 'static) {
    let (project, script) = workspace.start.with_value(|start| (quoted(&start.project), quoted(&start.script)));
    let body = format!(r#"{{"project":{project},"script":{script},"revision":{revision},"text":{}}}"#, quoted(text));
    call(workspace, "save_script", body, done);
}

fn of_query(workspace: Workspace, tab: Tab) -> String {
    let project = workspace.start.with_value(|start| quoted(&start.project));
    let query = tab.view.with_untracked(|view| quoted(&view.id));
    format!(r#""project":{project},"query":{query}"#)
}

fn call<T: Deserialize>(workspace: Workspace, name: &str, body: String, done: impl FnOnce(Answer<T>) + 'static) {
    let answered = move |status, text: String| {
        // The island may be gone by now.
        if workspace.message.is_disposed() {
            return;
        }
        let read = if status == 200 { json::from_str(&text).ok() } else { None };
        done(read.ok_or_else(|| refused(workspace, status, text)));
    };
    post(name, &body, Box::new(answered));
}

fn refused(workspace: Workspace, status: u16, text: String) -> String {
    let said = |detail: &str| format!("{} {detail}", workspace.word(Word::Unreachable));
    match status {
        0 => said(&text),
        401 => workspace.word(Word::SignedOut),
        _ => match ErrorBody::read(&text) {
            Some(ErrorBody { sentence: Some(sentence), .. }) => sentence,
            Some(ErrorBody { detail: Some(detail), .. }) => said(&detail),
            Some(ErrorBody { .. }) => workspace.word(Word::SignedOut),
            None => said(&status.to_string()),
        },
    }
}
