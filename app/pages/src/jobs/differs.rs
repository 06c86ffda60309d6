//! That state was made by other operators than those that would take it up: what differs, and what can be done about it.

use app::{
    locale::Locale,
    paths,
    ui::{Notice, NoticeKind, Table},
};
use leptos::prelude::*;
use model::{JobId, ProjectId, flink::ChangedOperator};
use store::{DeployFrom, JobOrder, Operation};

/// The operators, and the choice; nothing when the operation did not end for that.
pub(super) fn differs(
    (project, job): (ProjectId, JobId),
    operation: &Operation,
    operates: bool,
    locale: Locale,
) -> Option<AnyView> {
    let words = locale.words().jobs;
    let error = operation.error.as_ref().filter(|error| error["code"] == "state_differs")?;
    let changes: Vec<ChangedOperator> = serde_json::from_value(error["params"]["changes"].clone()).ok()?;
    let order = JobOrder::of(operation)?;
    let action = match order {
        JobOrder::RollBack { run, .. } => paths::roll_back_job(project, job, run),
        JobOrder::Upgrade(_) => paths::upgrade_job(project, job),
        _ => paths::deploy_job(project, job),
    };
    let from = match order.start()?.from {
        DeployFrom::Empty => "empty".to_owned(),
        DeployFrom::Latest => "latest".to_owned(),
        DeployFrom::Snapshot(snapshot) => snapshot.to_string(),
    };
    let side = move |operator: Option<String>| match operator {
        Some(operator) => view! { <code>{operator}</code> }.into_any(),
        None => view! { <span class="muted">{words.operator_none}</span> }.into_any(),
    };
    let rows = changes.into_iter().map(|change| {
        view! { <tr><td>{side(change.before)}</td><td>{side(change.after)}</td></tr> }
    });
    let rows = rows.collect_view();
    let acts = operates.then(|| {
        view! {
            <form method="post" action=action class="stack">
                <input type="hidden" name="accepts_changes" value="on"/>
                <label class="check">
                    <input type="checkbox" name="drops_unclaimed"/>
                    <span>{words.drops_unclaimed} " " <small class="muted">{words.drops_unclaimed_why}</small></span>
                </label>
                <div class="row">
                    <button class="button" data-kind="danger" name="from" value=from>{words.restore_anyway}</button>
                    <button class="button" name="from" value="empty">{words.start_empty}</button>
                </div>
            </form>
        }
    });
    Some(
        view! {
            <Notice kind=NoticeKind::Warn>
                <Table label=words.operator_before columns=[words.operator_before, words.operator_after] rows/>
                {acts}
            </Notice>
        }
        .into_any(),
    )
}
