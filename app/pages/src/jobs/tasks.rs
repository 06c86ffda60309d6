//! The parts of a job, as its cluster tells of them.

use super::{
    graph::{graph, rate, times},
    inside::{dash, inside},
    tabs::Tab,
};
use crate::visit::settle;
use app::{
    context::{Task, TaskGraph},
    locale::Locale,
    ui::{Columns, Empty, State, StateShape, Table},
    words::{bytes, span},
};
use leptos::prelude::*;

/// The job's tasks, from its sources to its sinks: as a graph, and as a table that says the same.
#[component]
pub(crate) fn JobTasksPage() -> impl IntoView {
    settle(async |visit| {
        let (inside, locale) = (inside(&visit).await?, visit.locale);
        let body = match &inside.run {
            Some(run) => Some(visit.state.control.tasks_of(run).await.map(|graph| all(graph, locale))),
            None => None,
        };
        inside.page(&visit, Tab::Tasks, body).await
    })
}

fn all(tasks: TaskGraph, locale: Locale) -> AnyView {
    let words = locale.words().job_inside;
    if tasks.tasks.is_empty() {
        return view! { <Empty sentence=words.no_tasks why=words.no_tasks_why/> }.into_any();
    }
    let picture = graph(&tasks, locale).map(|picture| {
        view! {
            <section class="panel">
                <header class="panel-head">
                    <h2>{words.graph}</h2>
                    <div class="panel-acts">
                        <a class="button" data-kind="quiet" href="?">{locale.words().common.refresh}</a>
                    </div>
                </header>
                {picture}
            </section>
        }
    });
    view! {
        {picture}
        {table(tasks, locale)}
    }
    .into_any()
}

fn table(TaskGraph { tasks, edges }: TaskGraph, locale: Locale) -> impl IntoView {
    let words = locale.words().job_inside;
    let columns = Columns::default()
        .text(words.task)
        .text(locale.words().common.state)
        .number(locale.words().jobs.parallelism)
        .number(words.rate_in)
        .number(words.rate_out)
        .number(words.skew_column)
        .text(words.reads_from)
        .number(words.records_in)
        .number(words.records_out)
        .number(words.bytes_in)
        .number(words.bytes_out)
        .number(words.busy)
        .number(words.backpressured)
        .number(words.duration);
    let inputs = |place: usize| {
        let read = edges.iter().filter(|edge| edge.to == place);
        let named = read.filter_map(|edge| Some(format!("{} ({})", tasks.get(edge.from)?.name, edge.ship)));
        named.collect::<Vec<_>>().join("; ")
    };
    let rows: Vec<_> = tasks.iter().enumerate().map(|(nth, task)| row(task.clone(), inputs(nth), locale)).collect();
    view! {
        <Table label=words.tasks columns rows/>
        <p class="muted">{words.shares_why}</p>
    }
}

fn row(task: Task, inputs: String, locale: Locale) -> impl IntoView + use<> {
    let word = (locale.words().job_inside.status)(&task.status).map_or_else(|| task.status.clone(), String::from);
    let shape = shape(&task.status);
    let through = task.throughput;
    view! {
        <tr>
            <th scope="row" class="clip" title=task.name.clone()>{task.name.clone()}</th>
            <td><State shape word/></td>
            <td class="num">{task.parallelism}</td>
            <td class="num">{rate(task.records_in)}</td>
            <td class="num">{rate(task.records_out)}</td>
            <td class="num">{task.skew.map_or_else(dash, |skew| times(skew).into_any())}</td>
            <td class="clip" title=inputs.clone()>{inputs.clone()}</td>
            <td class="num">{through.read_records}</td>
            <td class="num">{through.write_records}</td>
            <td class="num">{size(through.read_bytes)}</td>
            <td class="num">{size(through.write_bytes)}</td>
            <td class="num">{share(task.busy).map_or_else(dash, IntoAny::into_any)}</td>
            <td class="num">{share(task.backpressured).map_or_else(dash, IntoAny::into_any)}</td>
            <td class="num">{task.duration.map_or_else(dash, |ms| span(ms).into_any())}</td>
        </tr>
    }
}

/// How the state of a task looks.
pub(super) fn shape(status: &str) -> StateShape {
    match status {
        "RUNNING" => StateShape::Running,
        "CREATED" | "SCHEDULED" | "DEPLOYING" | "INITIALIZING" | "CANCELING" | "RECONCILING" => StateShape::Changing,
        "FINISHED" => StateShape::Finished,
        "CANCELED" => StateShape::Stopped,
        "FAILED" => StateShape::Failed,
        _ => StateShape::Unknown,
    }
}

/// A share as people read it.
pub(super) fn share(share: Option<f64>) -> Option<String> {
    Some(format!("{:.0} %", share? * 100.0))
}

/// Bytes as Flink counts them.
pub(super) fn size(count: u64) -> String {
    bytes(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::context::TaskEdge;
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
            records_in: Some(12_345.0),
            records_out: Some(0.0),
            skew: Some(1.25),
        };
        let second = Task { name: "Sink".into(), ..task.clone() };
        let edges = vec![TaskEdge { from: 0, to: 1, ship: "REBALANCE".into() }];
        let html = all(TaskGraph { tasks: vec![task, second], edges }, Locale::default()).to_html();
        assert!(html.contains("(REBALANCE)") && html.contains("12.3 k/s") && html.contains("×1.2"), "{html}");
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
