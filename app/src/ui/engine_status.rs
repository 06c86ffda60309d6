//! The local engine as its page shows it, and `/live` after every change. It takes all it needs as props.

use super::{
    EngineRights, Moment, Notice, NoticeKind, SlotsBar, State as StateMark, StateShape,
    engine_acts::EngineActs,
    engine_processes::{EngineFacts, EngineProcesses},
    engine_steps::EngineSteps,
};
use crate::{
    locale::Locale,
    words::{Reason, local_error, span},
};
use chrono::{DateTime, Utc};
use engine::local::{EngineStatus as Status, State};
use leptos::prelude::*;
use model::{SessionClusterId, Topic};
use store::{Operation, OperationState};

/// The engine of this host, seen by somebody at some moment.
#[derive(Clone, Debug)]
pub struct EngineView {
    /// The session cluster that it is.
    pub cluster: SessionClusterId,
    /// When it was looked at. Nothing counts its changes, so this is its revision too.
    pub at: DateTime<Utc>,
    /// What it is and does.
    pub status: Status,
    /// What was asked for last, for those who may know.
    pub operation: Option<Operation>,
    /// What the reader may do.
    pub rights: EngineRights,
}

impl EngineView {
    /// Goes up with time.
    pub fn revision(&self) -> i64 {
        self.at.timestamp_millis()
    }
}

/// How the state of an engine looks.
pub fn engine_shape(state: &State) -> StateShape {
    match state {
        State::NotProvisioned | State::Stopped => StateShape::Stopped,
        State::Provisioning(_) | State::Starting { .. } | State::Stopping => StateShape::Changing,
        State::Running => StateShape::Running,
        State::Degraded => StateShape::Attention,
        State::Failed(_) => StateShape::Failed,
    }
}

/// How the state of an operation looks.
pub fn operation_shape(state: OperationState) -> StateShape {
    match state {
        OperationState::Requested | OperationState::Running => StateShape::Changing,
        OperationState::Succeeded => StateShape::Finished,
        OperationState::Failed => StateShape::Failed,
        OperationState::Cancelled => StateShape::Stopped,
        OperationState::Abandoned => StateShape::Unknown,
    }
}

/// State, acts, slots, the last act with its steps, processes and facts.
#[component]
pub fn EngineStatus(
    /// What is shown.
    view: EngineView,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words();
    let revision = view.revision().to_string();
    let EngineView { cluster, at, status, operation, rights } = view;
    let topic = Topic::Engine(cluster).to_string();
    let (shape, word) = (engine_shape(&status.state), (words.engine.state)(&status.state));
    let means = (words.engine.state_means)(&status.state);
    let failure = match &status.state {
        State::Failed(failure) => Some(local_error(words.language, &Reason::from(failure))),
        _ => None,
    };
    let has_processes = status.processes.iter().any(|process| process.pid.is_some());
    let insider = rights != EngineRights::Glance;
    let details = insider.then(|| {
        let (processes, status) = (status.processes.clone(), status.clone());
        view! {
            <EngineProcesses processes locale/>
            <EngineFacts status locale/>
        }
    });
    let last = last_act(&status.state, operation.clone(), at, locale);
    let (state, restart_needed) = (status.state.clone(), status.restart_needed);
    view! {
        <section class="panel engine" data-live=topic data-rev=revision aria-label=words.engine.title>
            <header class="panel-head">
                <h2>{words.engine.title}</h2>
                <StateMark shape word/>
                <div class="panel-acts"><EngineActs cluster state has_processes operation rights locale/></div>
            </header>
            <div class="stack">
                <p class="muted">{means}</p>
                {failure.map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> })}
                {restart_needed
                    .then(|| {
                        view! {
                            <Notice kind=NoticeKind::Warn>
                                <strong>{words.engine.restart_needed}</strong>
                                " "
                                {words.engine.restart_needed_why}
                            </Notice>
                        }
                    })}
                <div class="tiles">{tiles(&status, locale)}</div>
                {last}
                {details}
            </div>
        </section>
    }
}

fn tiles(status: &Status, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let (slots, flink) = (status.slots, status.flink.clone().unwrap_or_else(|| "–".into()));
    let since = status.processes.iter().filter_map(|process| process.since_ms).min();
    let since = since.and_then(|ms| DateTime::from_timestamp_millis(i64::try_from(ms).ok()?));
    view! {
        <div class="tile">
            <span class="tile-name">{words.clusters.slots}</span>
            <span class="tile-figure">{slots.total}</span>
            <span class="tile-note"><SlotsBar total=slots.total free=slots.free locale/></span>
        </div>
        <div class="tile">
            <span class="tile-name">{words.clusters.flink}</span>
            <span class="tile-figure">{flink}</span>
        </div>
        {since
            .map(|at| {
                view! {
                    <div class="tile">
                        <span class="tile-name">{words.engine.since}</span>
                        <span class="tile-figure"><small><Moment at locale/></small></span>
                    </div>
                }
            })}
    }
}

/// What was asked for last: with its steps while it is under way or when it went wrong, else folded.
fn last_act(state: &State, operation: Option<Operation>, now: DateTime<Utc>, locale: Locale) -> AnyView {
    let words = locale.words();
    let is_moving = matches!(state, State::Provisioning(_) | State::Starting { .. });
    let Some(operation) = operation else {
        let state = state.clone();
        return is_moving.then(|| view! { <EngineSteps state operation=None now locale/> }).into_any();
    };
    let act = (words.engine.act)(&operation.kind).map_or_else(|| operation.kind.clone(), String::from);
    let set = operation.parameters.get("set").and_then(|set| set.as_str()).map(|set| format!(" {set}"));
    let title = format!("{act}{}", set.unwrap_or_default());
    let shape = operation_shape(operation.state);
    let word = (words.engine.act_state)(operation.state);
    let span = span((operation.ended_at.unwrap_or(now) - operation.requested_at).num_milliseconds());
    let time = match operation.ended_at {
        Some(_) => (words.engine.took)(&span),
        None => (words.engine.since_then)(&span),
    };
    let error = operation.error.as_ref().and_then(Reason::of);
    let error = error.map(|reason| view! { <p>{local_error(words.language, &reason)}</p> });
    let unfolded = is_moving || operation.state != OperationState::Succeeded;
    let (requested_at, state) = (operation.requested_at, state.clone());
    view! {
        <details id="engine-act" open=unfolded>
            <summary>
                {words.engine.last_act} ": " <strong>{title}</strong> " " <StateMark shape word/> " " {time} " · "
                <Moment at=requested_at locale/>
            </summary>
            {error}
            <EngineSteps state operation=Some(operation) now locale/>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::local::{Memory, ProcessStatus, Role, Slots};
    use std::collections::BTreeSet;

    fn shown(rights: EngineRights, locale: Locale) -> String {
        let status = Status {
            state: State::Running,
            wanted: true,
            processes: vec![ProcessStatus {
                role: Role::JobManager,
                pid: Some(4711),
                since_ms: Some(1_800_000_000_000),
                resident_bytes: Some(1024),
                restarts: 0,
            }],
            flink: Some("1.20.3".into()),
            java: None,
            ports: None,
            slots: Slots { total: 4, free: 1 },
            memory: Memory::for_total(0),
            home: None,
            sets: BTreeSet::new(),
            restart_needed: false,
            confinement: None,
            unconfined_reasons: vec![],
        };
        let cluster = "0197a3c2-6f6e-7000-8000-000000000001".parse().unwrap();
        let at = DateTime::from_timestamp(1_800_000_009, 0).unwrap();
        let view = EngineView { cluster, at, status, operation: None, rights };
        let owner = Owner::new_root(None);
        let html = owner.with(|| view! { <EngineStatus view locale/> }.to_html());
        owner.unset_with_forced_cleanup();
        html
    }

    #[test]
    fn it_is_rendered_outside_of_any_request_with_its_topic_and_revision() {
        let html = shown(EngineRights::Act, Locale::default());
        assert!(html.contains("data-live=\"engine.0197a3c2-6f6e-7000-8000-000000000001\""), "{html}");
        assert!(html.contains("data-rev=\"1800000009000\"") && html.contains("3 of 4 in use"), "{html}");
        assert!(html.contains("value=\"stop\""), "{html}");
    }

    #[test]
    fn members_see_neither_processes_nor_buttons() {
        let html = shown(EngineRights::Glance, Locale::default());
        assert!(!html.contains("4711") && !html.contains("<button") && html.contains("1.20.3"), "{html}");
    }

    #[test]
    fn auditors_see_why_they_may_not_press() {
        let html = shown(EngineRights::Look, Locale::default());
        assert!(html.contains("4711") && html.contains("aria-disabled") && !html.contains("value=\"stop\""), "{html}");
    }
}
