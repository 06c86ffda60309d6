//! The checkpoints of a job, as its cluster tells of them.

use super::{
    inside::{dash, inside, moment},
    tabs::Tab,
    tasks::size,
};
use crate::visit::settle;
use app::{
    locale::Locale,
    ui::{Columns, Empty, State, StateShape, Table},
    words::span,
};
use engine::rest::{Checkpoint, CheckpointCounts, CheckpointStatus, Checkpoints, RestoredCheckpoint};
use leptos::prelude::*;

/// How many there were, what the job began with, and the last ones.
#[component]
pub(crate) fn JobCheckpointsPage() -> impl IntoView {
    settle(async |visit| {
        let (inside, locale) = (inside(&visit).await?, visit.locale);
        let body = match &inside.run {
            Some(run) => {
                let checkpoints = visit.state.control.checkpoints_of(run).await;
                Some(checkpoints.map(|checkpoints| match checkpoints {
                    Some(checkpoints) => all(checkpoints, locale),
                    None => none(locale),
                }))
            }
            None => None,
        };
        inside.page(&visit, Tab::Checkpoints, body).await
    })
}

fn none(locale: Locale) -> AnyView {
    let words = locale.words().job_inside;
    view! { <Empty sentence=words.no_checkpoints why=words.no_checkpoints_why/> }.into_any()
}

fn all(checkpoints: Checkpoints, locale: Locale) -> AnyView {
    let words = locale.words().job_inside;
    let counts = counts(checkpoints.counts, locale);
    let restored = checkpoints.latest.restored.map(|restored| began_with(restored, locale));
    let is_empty = checkpoints.history.is_empty();
    let rows = checkpoints.history.into_iter().map(|checkpoint| row(checkpoint, locale)).collect_view();
    let recent = match is_empty {
        true => view! { <p class="muted">{words.none_yet}</p> }.into_any(),
        false => {
            let columns = Columns::default()
                .text(words.number)
                .text(locale.words().jobs.kind)
                .text(locale.words().common.state)
                .text(words.triggered)
                .number(words.duration)
                .number(words.state_size)
                .text(words.failure);
            view! { <Table label=words.recent columns rows/> }.into_any()
        }
    };
    view! {
        {counts}
        {restored}
        <section class="panel">
            <header class="panel-head"><h2>{words.recent}</h2></header>
            {recent}
        </section>
    }
    .into_any()
}

fn counts(counts: CheckpointCounts, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_inside;
    let tiles = [
        (words.completed, counts.completed),
        (words.failed, counts.failed),
        (words.in_progress, counts.in_progress),
        (words.restored, counts.restored),
    ];
    let tiles = tiles.map(|(word, count)| {
        let zero = (count == 0).then_some("");
        view! {
            <div class="tile" data-zero=zero>
                <span class="tile-name">{word}</span>
                <span class="tile-figure">{count}</span>
            </div>
        }
    });
    view! { <div class="tiles">{tiles.collect_view()}</div> }
}

fn began_with(restored: RestoredCheckpoint, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let RestoredCheckpoint { id, restore_timestamp, is_savepoint, external_path } = restored;
    let what = format!("{} {}", (words.job_inside.kind)(is_savepoint), (words.job_inside.number_of)(id));
    let path = external_path.map_or_else(dash, |path| view! { <code>{path}</code> }.into_any());
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.job_inside.restored_from}</h2></header>
            <dl class="key-value">
                <dt>{words.jobs.kind}</dt>
                <dd>{what}</dd>
                <dt>{words.job_inside.at}</dt>
                <dd>{moment(restore_timestamp, locale)}</dd>
                <dt>{words.jobs.path}</dt>
                <dd>{path}</dd>
            </dl>
        </section>
    }
}

fn row(checkpoint: Checkpoint, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_inside;
    let (shape, word) = (shape(checkpoint.status), (words.checkpoint_status)(checkpoint.status));
    let done = (words.acknowledged)(checkpoint.num_acknowledged_subtasks, checkpoint.num_subtasks);
    let took = checkpoint.end_to_end_duration.and_then(|ms| i64::try_from(ms).ok());
    let why = checkpoint.failure_message.map(|why| view! { <span title=why.clone()>{why.clone()}</span> });
    view! {
        <tr>
            <th scope="row">{(words.number_of)(checkpoint.id)}</th>
            <td title=checkpoint.external_path>{(words.kind)(checkpoint.is_savepoint)}</td>
            <td title=done><State shape word/></td>
            <td>{moment(checkpoint.trigger_timestamp, locale)}</td>
            <td class="num">{took.map_or_else(dash, |ms| span(ms).into_any())}</td>
            <td class="num">{checkpoint.state_size.map_or_else(dash, |count| size(count).into_any())}</td>
            <td class="clip">{why}</td>
        </tr>
    }
}

/// How the state of a checkpoint looks.
fn shape(status: CheckpointStatus) -> StateShape {
    match status {
        CheckpointStatus::InProgress => StateShape::Changing,
        CheckpointStatus::Completed => StateShape::Finished,
        CheckpointStatus::Failed => StateShape::Failed,
        CheckpointStatus::Unknown => StateShape::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::rest::LatestCheckpoints;

    #[test]
    fn counts_the_restored_one_and_the_last_ones_are_shown() {
        let failed = Checkpoint {
            id: 8,
            status: CheckpointStatus::Failed,
            failure_message: Some("Asynchronous task failed.".into()),
            ..Checkpoint::default()
        };
        let done = Checkpoint {
            id: 7,
            status: CheckpointStatus::Completed,
            is_savepoint: true,
            end_to_end_duration: Some(1_500),
            state_size: Some(4096),
            trigger_timestamp: Some(1_800_000_000_000),
            ..Checkpoint::default()
        };
        let restored = RestoredCheckpoint {
            id: 3,
            restore_timestamp: None,
            is_savepoint: false,
            external_path: Some("file:/state/chk-3".into()),
        };
        let html = all(
            Checkpoints {
                counts: CheckpointCounts { completed: 41, ..CheckpointCounts::default() },
                latest: LatestCheckpoints { restored: Some(restored), ..LatestCheckpoints::default() },
                history: vec![failed, done],
                ..Checkpoints::default()
            },
            Locale::default(),
        )
        .to_html();
        for said in
            ["41", "Checkpoint #3", "file:/state/chk-3", "#8", "Asynchronous task failed.", "Savepoint", "4 KiB"]
        {
            assert!(html.contains(said), "{said}: {html}");
        }
    }

    #[test]
    fn a_job_without_any_says_so() {
        let html = all(Checkpoints::default(), Locale::default()).to_html();
        assert!(html.contains("There is none yet.") && !html.contains("<table"), "{html}");
        assert!(none(Locale::default()).to_html().contains("takes no checkpoints"));
    }
}
