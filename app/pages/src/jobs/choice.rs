//! The choice of the state that a run goes on from.

use super::view::JobView;
use app::locale::Locale;
use leptos::prelude::*;
use store::{KnownState, Run};

/// What there is to choose from.
pub(super) struct Choice<'a> {
    pub(super) view: &'a JobView,
    /// The newest state that is known.
    pub(super) latest: Option<KnownState>,
    /// What was asked for already.
    pub(super) asked: Option<String>,
    /// The run to which the job is rolled back.
    pub(super) before: Option<&'a Run>,
}

/// The latest state if there can be one, each snapshot, and empty state; and whether state may be dropped.
pub(super) fn choice(choice: &Choice<'_>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let Choice { view, latest, before, .. } = choice;
    // A cluster may have kept what nobody here has seen.
    let has_run = view.run().is_some();
    let runs_now = has_run && !view.job.state.is_over();
    let prefers_latest = runs_now || latest.is_some();
    let asked = choice.asked.clone().unwrap_or_else(|| if prefers_latest { "latest" } else { "empty" }.into());
    let radio = |value: String, word: String, note: Option<String>, is_barred: bool| {
        let checked = asked == value && !is_barred;
        view! {
            <label class="check">
                <input type="radio" name="from" value=value checked=checked disabled=is_barred/>
                <span>{word} {note.map(|note| view! { " " <small class="muted">{note}</small> })}</span>
            </label>
        }
        .into_any()
    };
    let (word, note) = match latest {
        _ if runs_now => (words.from_current, Some(words.from_current_why.to_owned())),
        Some(latest) => (words.from_latest, Some((words.from_latest_of)(&locale.time(latest.completed_at)))),
        None if has_run => (words.from_latest, Some(words.from_latest_maybe.to_owned())),
        None => (words.from_latest_none, None),
    };
    let mut choices = vec![radio("latest".into(), word.into(), note, !has_run)];
    choices.extend(view.snapshots.iter().map(|snapshot| {
        let word = (words.from_snapshot)((words.snapshot_kind)(snapshot.kind), &locale.time(snapshot.completed_at));
        let run = view.runs.iter().find(|run| run.id == snapshot.run_id).and_then(|run| run.number);
        let is_before = before.is_some_and(|run| run.id == snapshot.run_id);
        let again = (runs_now || is_before).then(|| words.again_since.to_owned());
        let note: Vec<String> = run.map(words.of_run).into_iter().chain(again).chain([snapshot.path.clone()]).collect();
        radio(snapshot.id.to_string(), word, Some(note.join(" · ")), false)
    }));
    choices.push(radio("empty".into(), words.from_empty.into(), Some(words.from_empty_why.into()), false));
    view! {
        <fieldset class="choices"><legend>{words.deploy_from}</legend>{choices}</fieldset>
        <label class="check">
            <input type="checkbox" name="drops_unclaimed"/>
            <span>{words.drops_unclaimed} " " <small class="muted">{words.drops_unclaimed_why}</small></span>
        </label>
    }
}
