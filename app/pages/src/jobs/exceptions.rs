//! What went wrong in a job, as its cluster tells of it.

use super::{
    inside::{inside, moment},
    tabs::Tab,
};
use crate::visit::settle;
use app::{
    locale::Locale,
    ui::{Empty, Notice, NoticeKind},
};
use engine::rest::{ExceptionEntry, JobExceptions};
use leptos::prelude::*;
use std::mem;

/// What went wrong last, and before that.
#[component]
pub(crate) fn JobExceptionsPage() -> impl IntoView {
    settle(async |visit| {
        let (inside, locale) = (inside(&visit).await?, visit.locale);
        let body = match &inside.run {
            Some(run) => {
                let exceptions = visit.state.control.exceptions_of(run).await;
                Some(exceptions.map(|exceptions| all(exceptions, locale)))
            }
            None => None,
        };
        inside.page(&visit, Tab::Exceptions, body).await
    })
}

fn all(exceptions: JobExceptions, locale: Locale) -> AnyView {
    let words = locale.words().job_inside;
    let mut history = exceptions.history.into_iter();
    let Some(root) = history.next() else {
        return view! { <Empty sentence=words.no_exceptions why=words.no_exceptions_why/> }.into_any();
    };
    let root = failure(root, locale);
    let older: Vec<_> = history.map(|entry| view! { <li class="stack">{failure(entry, locale)}</li> }).collect();
    let older = (!older.is_empty()).then(|| {
        view! {
            <section class="panel">
                <header class="panel-head"><h2>{words.older}</h2></header>
                <ol class="stack">{older}</ol>
            </section>
        }
    });
    let truncated = exceptions.truncated.then(|| {
        view! { <Notice kind=NoticeKind::Info>{words.truncated}</Notice> }
    });
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.root}</h2></header>
            <div class="stack">{root}</div>
        </section>
        {older}
        {truncated}
    }
    .into_any()
}

/// A failure, and what went wrong at the same time in other tasks.
fn failure(mut entry: ExceptionEntry, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_inside;
    let concurrent = mem::take(&mut entry.concurrent);
    let others = (!concurrent.is_empty()).then(|| {
        let lines = concurrent.into_iter().map(|entry| view! { <li class="stack">{single(entry, locale)}</li> });
        view! {
            <h3>{words.concurrent}</h3>
            <ol class="stack">{lines.collect_view()}</ol>
        }
    });
    view! {
        {single(entry, locale)}
        {others}
    }
}

/// When and where it was, what it says, and its trace, folded.
fn single(entry: ExceptionEntry, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_inside;
    let failure = entry.failure();
    let class = if failure.class.is_empty() { entry.name } else { failure.class };
    let message = match failure.root_cause.is_empty() {
        true => words.no_message.to_owned(),
        false => failure.root_cause,
    };
    let place = entry.task_name.map(|task| view! { <dt>{words.task}</dt> <dd>{task}</dd> });
    let manager = place_of(entry.endpoint, entry.task_manager_id)
        .map(|manager| view! { <dt>{words.task_manager}</dt> <dd><code>{manager}</code></dd> });
    let trace = (!entry.stacktrace.is_empty()).then(|| {
        view! {
            <details class="trace">
                <summary>{words.trace}</summary>
                <pre class="code" tabindex="0" role="region" aria-label=words.trace>{entry.stacktrace}</pre>
            </details>
        }
    });
    view! {
        <p><strong>{message}</strong></p>
        <dl class="key-value">
            <dt>{words.at}</dt>
            <dd>{moment(entry.timestamp, locale)}</dd>
            {place}
            {manager}
            <dt>{words.class}</dt>
            <dd><code>{class}</code></dd>
        </dl>
        {trace}
    }
}

/// The address and the id of a TaskManager, as far as they are known; the id often is the address.
fn place_of(endpoint: Option<String>, id: Option<String>) -> Option<String> {
    match (endpoint, id) {
        (Some(endpoint), Some(id)) if !id.starts_with(&endpoint) => Some(format!("{endpoint} ({id})")),
        (Some(_), Some(id)) => Some(id),
        (endpoint, id) => endpoint.or(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(message: &str) -> ExceptionEntry {
        ExceptionEntry {
            name: "java.lang.RuntimeException".into(),
            stacktrace: format!("java.lang.RuntimeException: {message}\n\tat a.B.c(B.java:1)"),
            timestamp: Some(1_800_000_000_000),
            task_name: Some("Map (1/2) - execution #0".into()),
            endpoint: Some("10.0.0.7:41234".into()),
            ..ExceptionEntry::default()
        }
    }

    #[test]
    fn the_newest_comes_first_and_its_trace_is_folded() {
        let history = vec![ExceptionEntry { concurrent: vec![entry("beside")], ..entry("<last>") }, entry("first")];
        let html = all(JobExceptions { history, truncated: true }, Locale::default()).to_html();
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
        assert!(at("&lt;last&gt;") < at("beside") && at("beside") < at("first"));
        assert_eq!(html.matches("<details").count(), 3);
        assert!(!html.contains("<details open") && !html.contains("<last>"), "{html}");
        for said in ["Map (1/2) - execution #0", "10.0.0.7:41234", "2027-01-15", "There were more."] {
            at(said);
        }
    }

    #[test]
    fn when_nothing_went_wrong_it_says_so() {
        assert!(all(JobExceptions::default(), Locale::default()).to_html().contains("Nothing went wrong."));
    }

    #[test]
    fn a_task_manager_is_named_once() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(place_of(text("host:1"), text("host:1-abc")), text("host:1-abc"));
        assert_eq!(place_of(text("host:1"), text("abc")), text("host:1 (abc)"));
        assert_eq!(place_of(None, text("abc")), text("abc"));
        assert_eq!(place_of(None, None), None);
    }
}
