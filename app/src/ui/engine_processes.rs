//! The processes of the local engine and what holds for them.

use super::{Columns, Moment, State, StateShape, Table};
use crate::{locale::Locale, words::bytes};
use chrono::DateTime;
use engine::local::{Confinement, EngineStatus, ProcessStatus, Role};
use leptos::prelude::*;

/// A line for each process.
#[component]
pub(super) fn EngineProcesses(
    /// The processes.
    processes: Vec<ProcessStatus>,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().engine;
    let rows = processes.into_iter().map(|process| {
        let (shape, word) = match process.pid {
            Some(_) => (StateShape::Running, words.runs),
            None => (StateShape::Stopped, words.runs_not),
        };
        let since = process.since_ms.and_then(|ms| DateTime::from_timestamp_millis(i64::try_from(ms).ok()?));
        let resident = process.resident_bytes.map(|count| bytes(i64::try_from(count).unwrap_or(i64::MAX)));
        view! {
            <tr>
                <th scope="row">{(words.log_of)(process.role)}</th>
                <td><State shape word/></td>
                <td class="num">{process.pid}</td>
                <td class="num">{resident}</td>
                <td>{since.map(|at| view! { <Moment at locale/> })}</td>
                <td class="num">{process.restarts}</td>
            </tr>
        }
    });
    view! {
        <Table
            label=words.processes
            columns=Columns::default()
                .text(words.process)
                .text(locale.words().common.state)
                .number(words.pid)
                .number(words.memory)
                .text(words.since)
                .number(words.restarts)
            rows=rows.collect_view()
        />
    }
}

/// Versions, ports, memory and confinement.
#[component]
pub(super) fn EngineFacts(
    /// The engine.
    status: EngineStatus,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().engine;
    let memory = status.memory;
    let memory = [
        (words.heap)(Role::JobManager, memory.jobmanager_heap),
        (words.task_memory)(memory.task_heap, memory.managed, memory.network),
        (words.heap)(Role::Gateway, memory.gateway_heap),
    ];
    let memory = memory.map(|line| view! { <div>{line}</div> }).collect_view();
    let ports = status.ports.map(|ports| {
        let text = (words.ports_of)(ports.rest, ports.rpc, ports.gateway);
        view! { <dt>{words.ports}</dt><dd>{text}</dd> }
    });
    let confinement = confinement(status.confinement.as_ref(), &status.unconfined_reasons, locale);
    let confinement = confinement.into_iter().map(|line| view! { <div>{line}</div> }).collect_view();
    let home = status.home.map(|home| {
        view! { <dt>{words.home}</dt><dd><code>{home.display().to_string()}</code></dd> }
    });
    view! {
        <dl class="key-value">
            {status.java.map(|java| view! { <dt>{words.java}</dt><dd>{java}</dd> })}
            {ports}
            <dt>{words.memory_given}</dt>
            <dd>{memory}</dd>
            <dt>{words.confinement}</dt>
            <dd>{confinement}</dd>
            {home}
        </dl>
    }
}

/// What holds, in sentences: what was enforced once it runs, before that what is missing on this host.
fn confinement(found: Option<&Confinement>, reasons: &[&'static str], locale: Locale) -> Vec<String> {
    let words = locale.words().engine;
    let mut lines: Vec<String> = Vec::new();
    match found {
        Some(found) => {
            if !found.is_confined() {
                lines.push(words.confined_not.into());
            } else if found.landlock_abi.is_some() {
                let sentence = if found.fully_enforced { words.confined_fully } else { words.confined_partly };
                lines.push(sentence.into());
            }
            if found.second_user {
                lines.push((words.confined_user)(found.uid));
            }
        }
        None if reasons.is_empty() => lines.push(words.confined_unseen.into()),
        None => lines.push(words.confined_not.into()),
    }
    if found.is_none_or(|found| !found.is_confined()) {
        lines.extend(reasons.iter().map(|reason| (words.unconfined_why)(reason).unwrap_or(reason).to_owned()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(found: Option<Confinement>, reasons: &[&'static str]) -> Vec<String> {
        confinement(found.as_ref(), reasons, Locale::default())
    }

    #[test]
    fn that_processes_are_not_confined_is_said_with_the_reasons() {
        let words = Locale::default().words().engine;
        let none = Confinement { landlock_abi: None, fully_enforced: false, uid: 0, second_user: false };
        for found in [None, Some(none)] {
            let lines = said(found, &["no_landlock", "not_root"]);
            assert_eq!(lines.len(), 3);
            assert_eq!(lines[0], words.confined_not);
        }
    }

    #[test]
    fn full_confinement_and_another_account_are_both_said() {
        let found = Confinement { landlock_abi: Some(6), fully_enforced: true, uid: 990, second_user: true };
        let words = Locale::default().words().engine;
        assert_eq!(said(Some(found), &[]), [words.confined_fully.to_owned(), (words.confined_user)(990)]);
    }
}
