//! The buttons of a job: those that make sense in its state, barred with the reason for who may not press them.

use super::{steps::resume, view::JobView};
use app::{locale::Locale, paths};
use leptos::prelude::*;
use model::{
    JobAct, JobState,
    authority::{JobControl, Permission},
};

/// What can be asked for in a state, what is most likely wanted first.
fn acts(state: JobState, is_batch: bool) -> Vec<JobAct> {
    let all = [JobAct::Deploy, JobAct::Upgrade, JobAct::Stop, JobAct::Cancel, JobAct::ForceStop];
    let works = all.into_iter().filter(|act| state.can(*act).is_ok());
    let works = works.filter(|act| !is_batch || !needs_state(*act));
    // To give up is for what cannot be ended in another way.
    works.filter(|act| *act != JobAct::ForceStop || matches!(state, JobState::Unknown | JobState::Stopping)).collect()
}

/// What is wanted more seldom.
fn further_acts(state: JobState, is_batch: bool) -> Vec<JobAct> {
    let all = [JobAct::Restart, JobAct::Savepoint, JobAct::Checkpoint];
    let all = all.into_iter().filter(|act| !is_batch || !needs_state(*act));
    all.filter(|act| state.can(*act).is_ok()).collect()
}

/// Whether it keeps the state of what runs; what ends by itself has none.
fn needs_state(act: JobAct) -> bool {
    use JobAct::{Checkpoint, Restart, Savepoint, Stop, Upgrade};
    matches!(act, Checkpoint | Restart | Savepoint | Stop | Upgrade)
}

/// The buttons.
#[component]
pub(super) fn JobActs(view: JobView, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let (project, id, state) = (view.job.project_id, view.job.id, view.job.state);
    let is_busy = view.under_way().is_some();
    let reason = match (view.rights.operates, is_busy) {
        (false, _) => Some((words.common.needs_permission)(JobControl::NAME)),
        (true, true) => Some(words.jobs.under_way.to_owned()),
        (true, false) => None,
    };
    let (operates, changed) = (view.rights.operates, view.is_changed);
    let more = more(&view, operates && !is_busy, locale);
    let resume = resume(&view, operates && !is_busy, locale);
    let is_resumed = resume.is_some();
    let button = move |act: JobAct| {
        let (text, title) = ((words.jobs.acts)(act), (words.jobs.act_means)(act));
        // To end a job comes before whatever else is being done.
        let is_barred = !operates || is_busy && !matches!(act, JobAct::Cancel | JobAct::ForceStop);
        let kind = match act {
            JobAct::Deploy if !is_resumed => Some("primary"),
            JobAct::Upgrade if changed => Some("primary"),
            JobAct::Cancel | JobAct::ForceStop => Some("danger"),
            _ => None,
        };
        match (act, is_barred) {
            (_, true) => view! {
                <button type="button" class="button" aria-disabled="true" aria-describedby="job-barred" title=title>{text}</button>
            }
            .into_any(),
            (JobAct::Deploy | JobAct::Upgrade, false) => {
                let href = match act {
                    JobAct::Deploy => paths::deploy_job(project, id),
                    _ => paths::upgrade_job(project, id),
                };
                view! { <a class="button" data-kind=kind href=href title=title>{text}</a> }.into_any()
            }
            (_, false) => view! {
                <button class="button" data-kind=kind name="act" value=act.as_str() title=title>{text}</button>
            }
            .into_any(),
        }
    };
    let buttons = acts(state, view.is_batch()).into_iter().map(button).collect_view();
    view! {
        <form method="post" action=paths::job(project, id) class="row">
            {resume}
            {buttons}
            {more}
            {reason.map(|reason| view! { <span class="reason" id="job-barred">{reason}</span> })}
        </form>
    }
}

/// A menu of what is wanted more seldom; nothing where there is nothing to be asked for.
fn more(view: &JobView, is_free: bool, locale: Locale) -> Option<AnyView> {
    let words = locale.words().jobs;
    let acts = further_acts(view.job.state, view.is_batch());
    let copy = view.rights.edits.then(|| {
        view! { <a class="menu-item" href=paths::copy_job(view.job.project_id, view.job.id)>{words.copy}</a> }
    });
    let hands_off = view.rights.operates.then(|| {
        let href = paths::job_hands_off(view.job.project_id, view.job.id);
        view! { <a class="menu-item" href=href>{locale.words().hands_off.title} " …"</a> }
    });
    let item = |value: &'static str, text: &'static str, title: &'static str| {
        view! { <button class="menu-item" name="act" value=value title=title>{text}</button> }.into_any()
    };
    let mut items: Vec<AnyView> = match is_free {
        true => acts.iter().map(|&act| item(act.as_str(), (words.acts)(act), (words.act_means)(act))).collect(),
        false => Vec::new(),
    };
    if is_free && !view.is_batch() && view.job.state.can(JobAct::Stop).is_ok() {
        items.push(item("drain", words.drain, words.drain_why));
    }
    if items.is_empty() && copy.is_none() && hands_off.is_none() {
        return None;
    }
    Some(
        view! {
            <details class="menu" id="job-more" data-align="end">
                <summary class="button" data-kind="quiet">{words.more}</summary>
                <div class="menu-list">{items} {hands_off} {copy}</div>
            </details>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_may_run_somewhere_is_never_offered_to_be_deployed() {
        for &state in JobState::ALL {
            assert_eq!(acts(state, false).contains(&JobAct::Deploy), state.is_over(), "{state}");
        }
        assert_eq!(acts(JobState::Running, false), [JobAct::Upgrade, JobAct::Stop, JobAct::Cancel]);
        assert_eq!(further_acts(JobState::Running, false), [JobAct::Restart, JobAct::Savepoint, JobAct::Checkpoint]);
        assert_eq!(further_acts(JobState::Suspended, false), []);
        assert_eq!(acts(JobState::Unknown, false), [JobAct::ForceStop]);
        assert_eq!(
            (acts(JobState::Running, true), further_acts(JobState::Running, true)),
            (vec![JobAct::Cancel], vec![])
        );
    }
}
