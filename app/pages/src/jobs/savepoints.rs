//! Savepoints that are taken of a job by themselves.

use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    paths,
    ui::{Field, FieldKind, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    JobId, RuntimeMode,
    authority::{JobControl, JobView},
};

/// How often, and how many are kept.
#[component]
pub(crate) fn JobSavepointsPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<JobControl>()?;
        let id: JobId = visit.param("job")?;
        let job = visit.state.store.job(&here.member.allow::<JobView>()?, id).await?;
        let (locale, flash, project) = (visit.locale, Flash::take().await, here.project.id);
        let (words, common, jobs) = (visit.words().job_savepoints, visit.words().common, visit.words().jobs);
        let problems: Vec<String> = flash
            .problems_elsewhere(&["minutes", "kept"])
            .map(|problem| visit.words().problem(&problem.code))
            .collect();
        let now = job.periodic_savepoints();
        let minutes = now.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        let kept = now.kept.to_string();
        let place =
            Place {
                title: format!("{} – {}", words.title, job.name), section: Section::Jobs, project: Some(project)
            };
        let page = paths::job(project, id);
        let is_batch = job.settings.mode == RuntimeMode::Batch;
        let form = view! {
            <form method="post" class="form" data-guard="">
                <Field
                    name="minutes"
                    label=words.minutes
                    value=minutes
                    kind=FieldKind::Number
                    hint=words.minutes_hint
                    optional=true
                    flash=flash.clone()
                    locale
                />
                <Field
                    name="kept"
                    label=words.kept
                    value=kept
                    kind=FieldKind::Number
                    hint=words.kept_hint
                    flash
                    locale
                />
                <div class="form-acts">
                    <button class="button" data-kind="primary">{common.save}</button>
                    <a class="button" href=page.clone()>{common.cancel}</a>
                </div>
            </form>
        };
        // One that was a streaming job before may still have a schedule, which can be ended.
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(project)>{jobs.title}</a></li>
                        <li><a href=page.clone()>{job.name}</a></li>
                    </ol>
                </nav>
                <h1>{words.title}</h1>
                <p class="page-lead">{words.intro}</p>
            </header>
            {problems.into_iter().map(|it| view! { <Notice kind=NoticeKind::Bad>{it}</Notice> }).collect_view()}
            {is_batch.then(|| view! { <Notice kind=NoticeKind::Info>{words.not_of_batch}</Notice> })}
            {(!is_batch || now.minutes.is_some()).then_some(form)}
        };
        visit.page(place, content).await
    })
}
