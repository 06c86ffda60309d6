//! One snapshot of a job, and its end.

use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Moment, Notice, NoticeKind},
    words::bytes,
};
use leptos::prelude::*;
use model::{
    JobId, SnapshotId,
    authority::{JobControl, JobView, Permission},
};

/// What it is, where it lies, and the button that deletes it.
#[component]
pub(crate) fn SnapshotPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<JobView>()?;
        let (id, snapshot): (JobId, SnapshotId) = (visit.param("job")?, visit.param("snapshot")?);
        let store = &visit.state.store;
        let job = store.job(&scope, id).await?;
        let snapshot = store.snapshot(&scope, id, snapshot).await?;
        let run = store.run_of_job(&scope, id, snapshot.run_id).await?;
        let latest = store.latest_state(&scope, id).await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let problems: Vec<String> = flash.problems_elsewhere(&[]).map(|problem| words.problem(&problem.code)).collect();
        let newest = latest.is_some_and(|latest| latest.path == snapshot.path).then(|| {
            view! { <Notice kind=NoticeKind::Info>{words.jobs.snapshot_newest}</Notice> }
        });
        let title = (words.jobs.snapshot_title)(&job.name);
        let place = Place { title: title.clone(), section: Section::Jobs, project: Some(here.project.id) };
        let (kind, at, path) =
            ((words.jobs.snapshot_kind)(snapshot.kind), snapshot.completed_at, snapshot.path.clone());
        let number = run.number.map(words.jobs.run_number).unwrap_or_default();
        let size = snapshot.size.map(bytes);
        let delete = delete(here.member.has::<JobControl>(), locale);
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(here.project.id)>{words.jobs.title}</a></li>
                        <li><a href=paths::job(here.project.id, id)>{job.name}</a></li>
                    </ol>
                </nav>
                <h1>{title}</h1>
            </header>
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {newest}
            <section class="panel">
                <dl class="key-value">
                    <dt>{words.jobs.kind}</dt>
                    <dd>{kind}</dd>
                    <dt>{words.jobs.taken}</dt>
                    <dd><Moment at locale/></dd>
                    <dt>{words.jobs.run}</dt>
                    <dd>{number}</dd>
                    <dt>{words.jobs.path}</dt>
                    <dd><code>{path}</code></dd>
                    {size.map(|size| view! { <dt>{words.files.size}</dt> <dd>{size}</dd> })}
                </dl>
            </section>
            {delete}
        };
        visit.page(place, content).await
    })
}

fn delete(operates: bool, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let button = match operates {
        true => view! { <button class="button" data-kind="danger">{words.jobs.snapshot_delete}</button> }.into_any(),
        false => view! {
            <button type="button" class="button" data-kind="danger" aria-disabled="true" aria-describedby="delete-barred">{words.jobs.snapshot_delete}</button>
            <span class="reason" id="delete-barred">{(words.common.needs_permission)(JobControl::NAME)}</span>
        }
        .into_any(),
    };
    view! {
        <section class="panel danger">
            <header class="panel-head"><h2>{words.jobs.snapshot_delete}</h2></header>
            <p>{words.jobs.snapshot_delete_why}</p>
            <form method="post" class="form"><div class="form-acts">{button}</div></form>
        </section>
    }
}
