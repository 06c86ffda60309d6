//! The steps of an act on the local engine: what was done, what is being done, what is to come.

use crate::{
    locale::Locale,
    words::{Reason, bytes, local_error, span},
};
use chrono::{DateTime, Utc};
use engine::local::{Progress, State, Step};
use leptos::prelude::*;
use store::{Operation, OperationState};

/// The order in which a start takes its steps.
const START: [(Step, &str); 7] = [
    (Step::Java, "java"),
    (Step::Jars, "jars"),
    (Step::Configuration, "configuration"),
    (Step::JobManager, "job_manager"),
    (Step::TaskManager, "task_manager"),
    (Step::Gateway, "gateway"),
    (Step::Planner, "planner"),
];

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Finished,
    Running,
    ToCome,
    Failed,
}

impl Look {
    fn as_str(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Running => "running",
            Self::ToCome => "pending",
            Self::Failed => "failed",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    name: String,
    look: Look,
    took_ms: Option<i64>,
    progress: Option<Progress>,
    error: Option<Reason>,
}

impl Line {
    fn new(name: &str, look: Look) -> Self {
        Self { name: name.into(), look, took_ms: None, progress: None, error: None }
    }
}

/// What the record and the engine's state say together.
fn lines(state: &State, operation: Option<&Operation>, now: DateTime<Utc>) -> Vec<Line> {
    let mut lines: Vec<Line> = operation.map(|operation| recorded(operation, now)).unwrap_or_default();
    let is_over = operation.is_some_and(|operation| !operation.state.is_active());
    match state {
        State::Provisioning(progress) => {
            let name = format!("fetch_{}", progress.part);
            if is_over {
                // Not a part of what was recorded: the engine does it by itself.
                lines.clear();
            }
            let line = at(&mut lines, &name);
            line.took_ms = Some(i64::try_from(progress.elapsed_ms).unwrap_or(i64::MAX));
            line.progress = Some(progress.clone());
        }
        State::Starting { step } => {
            if is_over {
                lines.clear();
            }
            for (each, name) in START {
                match each.cmp(step) {
                    std::cmp::Ordering::Less => {}
                    std::cmp::Ordering::Equal => _ = at(&mut lines, name),
                    std::cmp::Ordering::Greater => lines.push(Line::new(name, Look::ToCome)),
                }
            }
        }
        _ => {}
    }
    lines
}

/// The line of what is being done, added if the record is a moment behind.
fn at<'a>(lines: &'a mut Vec<Line>, name: &str) -> &'a mut Line {
    let found = lines.iter().rposition(|line| line.name == name && line.look == Look::Running);
    let index = found.unwrap_or_else(|| {
        lines.push(Line::new(name, Look::Running));
        lines.len() - 1
    });
    &mut lines[index]
}

fn recorded(operation: &Operation, now: DateTime<Utc>) -> Vec<Line> {
    let last = operation.steps.len().saturating_sub(1);
    let has_failed = !operation.state.is_active() && operation.state != OperationState::Succeeded;
    let steps = operation.steps.iter().enumerate().map(|(index, step)| {
        let error = step.outcome.as_ref().and_then(Reason::of);
        let look = match step.ended_at {
            None if operation.state.is_active() => Look::Running,
            None => Look::Failed,
            Some(_) if error.is_some() || (has_failed && index == last) => Look::Failed,
            Some(_) => Look::Finished,
        };
        let until = step.ended_at.or(operation.ended_at).unwrap_or(now);
        let took_ms = Some((until - step.started_at).num_milliseconds());
        Line { name: step.name.clone(), look, took_ms, progress: None, error }
    });
    steps.collect()
}

/// The steps, as a list.
#[component]
pub(super) fn EngineSteps(
    /// What the engine does.
    state: State,
    /// What was asked for last.
    operation: Option<Operation>,
    /// When this is looked at.
    now: DateTime<Utc>,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let items = lines(&state, operation.as_ref(), now).into_iter().map(|line| step(line, locale)).collect_view();
    view! { <ol class="steps">{items}</ol> }
}

fn step(line: Line, locale: Locale) -> impl IntoView {
    let words = locale.words().engine;
    let name = (words.step)(&line.name)
        .map_or_else(|| line.name.strip_prefix("fetch_").map_or_else(|| line.name.clone(), words.fetch), String::from);
    let current = (line.look == Look::Running).then_some("step");
    let time = line.took_ms.map(|ms| view! { <span class="step-time">{span(ms)}</span> });
    let error = line.error.map(|reason| view! { <small>{local_error(locale.language, &reason)}</small> });
    let progress = line.progress.map(|progress| {
        let count = |bytes: u64| self::bytes(i64::try_from(bytes).unwrap_or(i64::MAX));
        let (done, total) = (count(progress.bytes), count(progress.bytes_total));
        let text = (words.fetched)(progress.files, progress.files_total, &done, &total);
        let label = name.clone();
        view! {
            <small>
                <progress class="progress" max=progress.bytes_total.max(1).to_string() value=progress.bytes.to_string() aria-label=label></progress>
                {text}
            </small>
        }
    });
    view! { <li data-state=line.look.as_str() aria-current=current><span>{name.clone()}</span>{time}{progress}{error}</li> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use serde_json::json;
    use store::Step as Recorded;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn operation(state: OperationState, steps: &[(&str, Option<i64>)]) -> Operation {
        let steps = steps.iter().map(|(name, seconds)| Recorded {
            name: (*name).into(),
            started_at: noon(),
            ended_at: seconds.map(|seconds| noon() + TimeDelta::seconds(seconds)),
            outcome: None,
        });
        Operation {
            id: "0197a3c2-6f6e-7000-8000-000000000001".parse().unwrap(),
            project_id: None,
            kind: "session_cluster.start".into(),
            object_kind: "session_cluster".into(),
            object_id: "x".into(),
            parameters: json!({}),
            state,
            steps: steps.collect(),
            requested_by: None,
            request_id: "r".into(),
            requested_at: noon(),
            started_at: Some(noon()),
            ended_at: (!state.is_active()).then(|| noon() + TimeDelta::seconds(9)),
            deadline: None,
            cancel_requested: false,
            error: None,
            revision: 1,
        }
    }

    fn looks(lines: &[Line]) -> Vec<(&str, Look)> {
        lines.iter().map(|line| (line.name.as_str(), line.look)).collect()
    }

    #[test]
    fn a_start_shows_what_was_done_what_is_being_done_and_what_is_to_come() {
        let operation = operation(OperationState::Running, &[("java", Some(1)), ("gateway", None)]);
        let lines = lines(&State::Starting { step: Step::Gateway }, Some(&operation), noon() + TimeDelta::seconds(5));
        let expected = [("java", Look::Finished), ("gateway", Look::Running), ("planner", Look::ToCome)];
        assert_eq!(looks(&lines), expected);
        assert_eq!(lines[1].took_ms, Some(5000));
    }

    #[test]
    fn the_last_step_of_a_failed_act_is_where_it_failed() {
        let operation = operation(OperationState::Failed, &[("java", Some(1)), ("jars", Some(2))]);
        let lines = lines(&State::Stopped, Some(&operation), noon());
        assert_eq!(looks(&lines), [("java", Look::Finished), ("jars", Look::Failed)]);
    }

    #[test]
    fn what_the_engine_does_by_itself_is_not_mixed_with_an_act_that_is_over() {
        let operation = operation(OperationState::Succeeded, &[("java", Some(1))]);
        let lines = lines(&State::Starting { step: Step::Planner }, Some(&operation), noon());
        assert_eq!(looks(&lines), [("planner", Look::Running)]);
    }

    #[test]
    fn fetching_says_how_much_is_there() {
        let progress =
            Progress { part: "kafka".into(), files: 1, files_total: 2, bytes: 10, bytes_total: 30, elapsed_ms: 4000 };
        let lines = lines(&State::Provisioning(progress.clone()), None, noon());
        assert_eq!(looks(&lines), [("fetch_kafka", Look::Running)]);
        assert_eq!((lines[0].took_ms, lines[0].progress.clone()), (Some(4000), Some(progress)));
    }
}
