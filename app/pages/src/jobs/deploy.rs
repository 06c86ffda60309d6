//! What would be submitted, and the choice of what it goes on from.

use super::{compare::compared, view::job_view};
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{JobId, authority::JobControl};
use store::{Run, Snapshot};

/// What it runs and the settings as they will be submitted, how they differ from what ran last, and from which state.
#[component]
pub(crate) fn DeployJobPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<JobControl>()?;
        let id: JobId = visit.param("job")?;
        let view = job_view(&visit.state, visit.actor()?, here.project.id, id).await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let text = compared(&visit.state.store, &here.member, &view, locale).await?;
        let settings = view.job.settings.flink_configuration();
        let settings: String = settings.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let asked = flash.typed("from").map(String::from).or_else(|| visit.query("from"));
        let choice = choice(view.run(), &view.snapshots, asked, locale);
        let problems: Vec<String> = flash.problems_elsewhere(&[]).map(|problem| words.problem(&problem.code)).collect();
        let barred = view.job.state.can(model::JobAct::Deploy).err().map(|code| words.problem(&code));
        let title = (words.jobs.deploy_title)(&view.job.name);
        let place = Place { title: title.clone(), section: Section::Jobs, project: Some(here.project.id) };
        let button = match &barred {
            Some(_) => view! {
                <button type="button" class="button" aria-disabled="true" aria-describedby="deploy-barred">{(words.jobs.acts)(model::JobAct::Deploy)}</button>
            }
            .into_any(),
            None => view! {
                <button class="button" data-kind="primary">{(words.jobs.acts)(model::JobAct::Deploy)}</button>
            }
            .into_any(),
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(here.project.id)>{words.jobs.title}</a></li>
                        <li><a href=paths::job(here.project.id, id)>{view.job.name.clone()}</a></li>
                    </ol>
                </nav>
                <h1>{title}</h1>
                <p class="page-lead">{words.jobs.deploy_intro}</p>
            </header>
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            <form method="post" class="form">
                {choice}
                <div class="form-acts">
                    {button}
                    <a class="button" href=paths::job(here.project.id, id)>{words.common.cancel}</a>
                    {barred.map(|reason| view! { <span class="reason" id="deploy-barred">{reason}</span> })}
                </div>
            </form>
            {text}
            <section class="panel">
                <header class="panel-head"><h2>{words.jobs.settings}</h2></header>
                <pre class="code" tabindex="0">{settings}</pre>
            </section>
        };
        visit.page(place, content).await
    })
}

/// The latest state if there is one, each snapshot, and empty state.
fn choice(run: Option<&Run>, snapshots: &[Snapshot], asked: Option<String>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let newest = snapshots.iter().map(|snapshot| snapshot.completed_at);
    let swept = run.and_then(|run| run.swept.as_ref()).filter(|swept| swept.path.is_some());
    let latest = newest.chain(swept.map(|swept| swept.completed_at)).max();
    let has_latest = latest.is_some() || run.is_some_and(|run| run.restored_from.is_some());
    let asked = asked.unwrap_or_else(|| if has_latest { "latest" } else { "empty" }.into());
    let of = latest.map(|at| (words.from_latest_of)(&locale.time(at)));
    let radio = |value: String, word: String, note: Option<String>, is_barred: bool| {
        let checked = asked == value && !is_barred;
        view! {
            <label class="check">
                <input type="radio" name="from" value=value checked=checked disabled=is_barred/>
                <span>{word} {note.map(|note| view! { " " <small class="muted">{note}</small> })}</span>
            </label>
        }
        .into_any()
    };
    let word = if has_latest { words.from_latest } else { words.from_latest_none };
    let mut choices = vec![radio("latest".into(), word.into(), of, !has_latest)];
    choices.extend(snapshots.iter().map(|snapshot| {
        let word = (words.from_snapshot)((words.snapshot_kind)(snapshot.kind), &locale.time(snapshot.completed_at));
        radio(snapshot.id.to_string(), word, Some(snapshot.path.clone()), false)
    }));
    choices.push(radio("empty".into(), words.from_empty.into(), Some(words.from_empty_why.into()), false));
    view! { <fieldset class="choices"><legend>{words.deploy_from}</legend>{choices}</fieldset> }
}
