//! The tabs of results, and what can be done to the one in view.

use super::{
    bridge,
    grid::Grid,
    read,
    state::{Tab, Workspace},
};
use crate::api::queries::{FailureView, keep_newest, stop_query};
use leptos::{prelude::*, task::spawn_local};
use model::QueryId;

/// All results of this page.
#[component]
pub(super) fn ResultsPane(workspace: Workspace) -> impl IntoView {
    let words = workspace.words.get_value();
    let empty = move || workspace.tabs.with(Vec::is_empty);
    let current = move || workspace.current.get().and_then(|id| workspace.tab(id));
    view! {
        <section class="results" aria-label=words.results.clone()>
            <Tabs workspace/>
            {move || {
                let message = workspace.message.get();
                message.map(|sentence| view! { <div class="notice" data-kind="bad" role="alert"><p>{sentence}</p></div> })
            }}
            <Show when=empty>
                <div class="empty">
                    <p class="empty-sentence">{words.results_none.clone()}</p>
                    <p class="empty-why">{words.results_none_why.clone()}</p>
                </div>
            </Show>
            {move || current().map(|tab| view! { <Result workspace tab/> })}
        </section>
    }
}

/// One tab a query.
#[component]
fn Tabs(workspace: Workspace) -> impl IntoView {
    let one = move |tab: Tab| {
        let selected = move || workspace.current.get() == Some(tab.id);
        let state = move || tab.view.with(|view| view.shape.clone());
        view! {
            <button
                type="button"
                role="tab"
                aria-selected=move || selected().to_string()
                on:click=move |_| workspace.current.set(Some(tab.id))
            >
                <span class="state" data-state=state>
                    <span class="state-shape" aria-hidden="true">{move || tab.view.with(|view| view.glyph.clone())}</span>
                </span>
                <span class="result-label">{move || tab.view.with(|view| view.label.clone())}</span>
            </button>
        }
    };
    view! {
        <div class="result-tabs" role="tablist" hidden=move || workspace.tabs.with(Vec::is_empty)>
            <For each=move || workspace.tabs.get() key=|tab| tab.id children=one/>
        </div>
    }
}

/// Takes a tab away; the query and its rows stay in the history.
fn close(workspace: Workspace, id: QueryId) {
    if let Some(tab) = workspace.tab(id) {
        bridge::unfollow(&tab.view.with_untracked(|view| view.topic.clone()));
    }
    workspace.tabs.update(|tabs| tabs.retain(|tab| tab.id != id));
    if workspace.current.get_untracked() == Some(id) {
        workspace.current.set(workspace.tabs.with_untracked(|tabs| tabs.first().map(|tab| tab.id)));
    }
}

/// The bar, the error or the rows of one query.
#[component]
fn Result(workspace: Workspace, tab: Tab) -> impl IntoView {
    let failure = Memo::new(move |_| tab.view.with(|view| view.failure.clone()));
    let note = Memo::new(move |_| tab.view.with(|view| view.note.clone()));
    let has_columns = Memo::new(move |_| tab.view.with(|view| !view.columns.is_empty()));
    view! {
        <Bar workspace tab/>
        {move || note.get().map(|note| view! { <div class="notice" data-kind="info" role="note"><p>{note}</p></div> })}
        {move || failure.get().map(|failure| view! { <Failure workspace tab failure/> })}
        {move || has_columns.get().then(|| view! { <Grid workspace tab/> })}
    }
}

/// State, time, rows, rate; pause, stop.
#[component]
fn Bar(workspace: Workspace, tab: Tab) -> impl IntoView {
    let words = workspace.words.get_value();
    let is_over = Memo::new(move |_| tab.view.with(|view| view.is_over));
    let is_full = Memo::new(move |_| tab.view.with(|view| view.is_full));
    let state = move || tab.view.with(|view| (view.shape.clone(), view.glyph.clone(), view.word.clone()));
    let rows = move || tab.view.with(|view| group(view.end_row - view.first_row.min(view.end_row)));
    let dropped = move || {
        let first = tab.view.with(|view| view.first_row);
        (first > 0).then(|| workspace.word(|words| &words.dropped).replace("{n}", &group(first)))
    };
    let elapsed = move || {
        let (started, took) = tab.view.with(|view| (view.started_ms, view.took_ms));
        match took {
            Some(took) => view! { <span>{seconds(took)}</span> }.into_any(),
            None => view! { <time datetime=iso(started) data-since="">"…"</time> }.into_any(),
        }
    };
    let paused = move || tab.frozen.with(Option::is_some);
    let pause = move |_| {
        let end = tab.view.with_untracked(|view| view.end_row);
        tab.frozen.update(|frozen| *frozen = if frozen.is_none() { Some(end) } else { None });
        tab.follows.set(tab.frozen.with_untracked(Option::is_none));
        read::refresh(workspace, tab);
    };
    let act = move |stop: bool| {
        spawn_local(async move {
            let done = match stop {
                true => stop_query(workspace.project, tab.id).await,
                false => keep_newest(workspace.project, tab.id).await,
            };
            if let Err(error) = done {
                let sentence = error
                    .sentence(&workspace.word(|words| &words.unreachable), &workspace.word(|words| &words.signed_out));
                workspace.message.set(Some(sentence));
            }
            read::refresh(workspace, tab);
        });
    };
    let rate = move || {
        let rate = tab.rate.get();
        (rate >= 0.5)
            .then(|| format!("{} {}", group(rate.round() as u64), workspace.word(|words| &words.rows_per_second)))
    };
    let (resume_word, pause_word) = (words.resume.clone(), words.pause.clone());
    view! {
        <div class="result-bar">
            <span class="state" data-state=move || state().0>
                <span class="state-shape" aria-hidden="true">{move || state().1}</span>
                <span class="state-word">{move || state().2}</span>
            </span>
            <span class="result-elapsed">{elapsed}</span>
            <span><b>{rows}</b> " " {words.rows.clone()}</span>
            {move || dropped().map(|text| view! { <span>{text}</span> })}
            {move || rate().map(|text| view! { <span>{text}</span> })}
            {move || {
                let job = tab.view.with(|view| view.job.clone());
                job.map(|job| view! { <span>{workspace.word(|words| &words.job)} " " <code>{job}</code></span> })
            }}
            <div class="result-acts">
                {move || {
                    (!is_over.get())
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=pause aria-pressed=move || paused().to_string()>
                                    {if paused() { resume_word.clone() } else { pause_word.clone() }}
                                </button>
                            }
                        })
                }}
                {move || {
                    is_full.get()
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=move |_| act(false)>
                                    {workspace.word(|words| &words.keep_newest)}
                                </button>
                            }
                        })
                }}
                {move || {
                    (!is_over.get())
                        .then(|| {
                            view! {
                                <button type="button" class="button" data-kind="danger" on:click=move |_| act(true)>
                                    {workspace.word(|words| &words.stop)}
                                </button>
                            }
                        })
                }}
                <button
                    type="button"
                    class="button"
                    data-kind="quiet"
                    data-icon=""
                    aria-label=words.close_result.clone()
                    title=words.close_result.clone()
                    on:click=move |_| close(workspace, tab.id)
                >
                    <span aria-hidden="true">"×"</span>
                </button>
            </div>
        </div>
    }
}

/// What went wrong, what to do, and the engine's own words.
#[component]
fn Failure(workspace: Workspace, tab: Tab, failure: FailureView) -> impl IntoView {
    let words = workspace.words.get_value();
    let place = failure.place.map(|(line, column)| format!("{line}:{column}"));
    let goto = move |_| {
        let at = tab.view.with_untracked(|view| view.failure.as_ref().and_then(|failure| failure.at));
        if let (Some(editor), Some((from, to)), Some(start)) = (workspace.editor(), at, tab.start) {
            editor.goto(start + from, start + to);
        }
    };
    let can_go = failure.at.is_some() && tab.start.is_some();
    view! {
        <div class="notice" data-kind="bad" role="alert">
            <p>
                {place.map(|place| view! { <code>{place}</code> " " })}
                <span class="failure-sentence">{failure.sentence}</span>
            </p>
            {failure.advice.map(|advice| view! { <p>{advice}</p> })}
            {failure.link.map(|(href, text)| view! { <p><a href=href>{text}</a></p> })}
            {can_go
                .then(|| view! { <button type="button" class="button" on:click=goto>{words.go_to_error.clone()}</button> })}
            <details>
                <summary>{words.details.clone()}</summary>
                <pre class="log">{failure.trace}</pre>
            </details>
        </div>
    }
}

/// `12,345`.
fn group(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `0.42 s`, `12.3 s`, `3 min 5 s`.
fn seconds(ms: f64) -> String {
    let seconds = ms / 1000.0;
    match seconds {
        s if s < 10.0 => format!("{s:.2} s"),
        s if s < 60.0 => format!("{s:.1} s"),
        s => format!("{} min {} s", (s / 60.0) as u64, (s % 60.0) as u64),
    }
}

/// `2026-11-22T13:05:09Z`, for `time` elements.
fn iso(ms: f64) -> String {
    let seconds = (ms / 1000.0) as i64;
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01, in eras of 400 years: the civil calendar without a table.
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_times_and_spans_are_easy_to_read() {
        assert_eq!([0, 999, 1000, 1_234_567].map(group), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([420.0, 12_340.0, 185_000.0].map(seconds), ["0.42 s", "12.3 s", "3 min 5 s"]);
        assert_eq!(iso(1_800_000_000_000.0), "2027-01-15T08:00:00Z");
        assert_eq!(iso(1_709_164_800_000.0), "2024-02-29T00:00:00Z");
    }
}
