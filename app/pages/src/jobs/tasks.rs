//! The parts of a job, as its cluster tells of them.

use super::{
    inside::{dash, inside},
    tabs::Tab,
};
use crate::visit::settle;
use app::{
    context::Task,
    locale::Locale,
    ui::{Columns, Empty, State, StateShape, Table},
    words::{bytes, span},
};
use leptos::prelude::*;

/// A table of the job's tasks, from its sources to its sinks.
#[component]
pub(crate) fn JobTasksPage() -> impl IntoView {
    settle(async |visit| {
        let (inside, locale) = (inside(&visit).await?, visit.locale);
        let body = match &inside.run {
            Some(run) => Some(visit.state.control.tasks_of(run).await.map(|tasks| table(tasks, locale))),
            None => None,
        };
        inside.page(&visit, Tab::Tasks, body).await
    })
}

fn table(tasks: Vec<Task>, locale: Locale) -> AnyView {
    let words = locale.words().job_inside;
    if tasks.is_empty() {
        return view! { <Empty sentence=words.no_tasks why=words.no_tasks_why/> }.into_any();
    }
    let columns = Columns::default()
        .text(words.task)
        .text(locale.words().common.state)
        .number(locale.words().jobs.parallelism)
        .number(words.records_in)
        .number(words.records_out)
        .number(words.bytes_in)
        .number(words.bytes_out)
        .number(words.busy)
        .number(words.backpressured)
        .number(words.duration);
    let rows = tasks.into_iter().map(|task| row(task, locale)).collect_view();
    view! {
        <Table label=words.tasks columns rows/>
        <p class="muted">{words.shares_why}</p>
    }
    .into_any()
}

fn row(task: Task, locale: Locale) -> impl IntoView + use<> {
    let word = (locale.words().job_inside.status)(&task.status).map_or_else(|| task.status.clone(), String::from);
    let shape = shape(&task.status);
    let through = task.throughput;
    view! {
        <tr>
            <th scope="row" class="clip" title=task.name.clone()>{task.name.clone()}</th>
            <td><State shape word/></td>
            <td class="num">{task.parallelism}</td>
            <td class="num">{through.read_records}</td>
            <td class="num">{through.write_records}</td>
            <td class="num">{size(through.read_bytes)}</td>
            <td class="num">{size(through.write_bytes)}</td>
            <td class="num">{share(task.busy)}</td>
            <td class="num">{share(task.backpressured)}</td>
            <td class="num">{task.duration.map_or_else(dash, |ms| span(ms).into_any())}</td>
        </tr>
    }
}

/// How the state of a task looks.
fn shape(status: &str) -> StateShape {
    match status {
        "RUNNING" => StateShape::Running,
        "CREATED" | "SCHEDULED" | "DEPLOYING" | "INITIALIZING" | "CANCELING" | "RECONCILING" => StateShape::Changing,
        "FINISHED" => StateShape::Finished,
        "CANCELED" => StateShape::Stopped,
        "FAILED" => StateShape::Failed,
        _ => StateShape::Unknown,
    }
}

fn share(share: Option<f64>) -> AnyView {
    share.map_or_else(dash, |share| format!("{:.0} %", share * 100.0).into_any())
}

/// Bytes as Flink counts them.
pub(super) fn size(count: u64) -> String {
    bytes(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::rest::Throughput;

    #[test]
    fn a_task_is_a_row_and_what_is_not_known_is_a_dash() {
        let task = Task {
            name: "Source: orders[1] <x>".into(),
            status: "RUNNING".into(),
            parallelism: 2,
            throughput: Throughput { read_records: 7, write_bytes: 2048, ..Throughput::default() },
            duration: Some(61_000),
            busy: Some(0.256),
            backpressured: None,
        };
        let html = table(vec![task], Locale::default()).to_html();
        assert!(
            html.contains("title=\"Source: orders[1] &lt;x&gt;\"") || html.contains("title=\"Source: orders[1] <x>\"")
        );
        assert!(!html.contains("<x></th>"), "{html}");
        for said in ["Running", ">7<", "2 KiB", "26 %", "1 min 1 s", "–"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }

    #[test]
    fn every_state_with_a_shape_has_a_word() {
        let words = Locale::default().words().job_inside;
        for status in
            ["CREATED", "SCHEDULED", "DEPLOYING", "INITIALIZING", "RUNNING", "FINISHED", "CANCELING", "FAILED"]
        {
            assert!((words.status)(status).is_some() && shape(status) != StateShape::Unknown, "{status}");
        }
        assert_eq!(((words.status)("NEW_IN_FLINK_9"), shape("NEW_IN_FLINK_9")), (None, StateShape::Unknown));
    }
}
