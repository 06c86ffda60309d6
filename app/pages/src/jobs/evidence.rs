//! What is kept of a run that did not end well.

use super::tabs::{Tab, Tabs};
use crate::{
    frame::{Place, Section},
    log_text::log_text,
    visit::settle,
};
use app::{
    context::{Actor, AppState, Refusal},
    locale::Locale,
    paths,
    refusal::plain_refusal,
    ui::{Empty, Moment, Notice, NoticeKind},
    words::job_error,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use model::{JobId, ProjectId, RunId, authority::JobView};
use store::{ContentHash, Evidence, KeptException, Store};

const JOBMANAGER: &str = "jobmanager";
const TASKMANAGER: &str = "taskmanager";

/// The exception of a run, and the ends of the logs of its cluster.
#[component]
pub(crate) fn EvidencePage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<JobView>()?;
        let (project, id, run): (_, JobId, RunId) = (here.project.id, visit.param("job")?, visit.param("run")?);
        let (store, locale, words) = (&visit.state.store, visit.locale, visit.words());
        let job = store.job(&scope, id).await?;
        let (run, kept) = store.evidence(&scope, id, run).await?;
        let number = run.number.unwrap_or_default();
        let title = (words.inbox.evidence_of)(number);
        let logs = match visit.state.control.may_read_logs(&visit.actor()?.standing, &here.member, &run).await? {
            true => logs(store, (project, id, run.id), &kept, locale).await?,
            false => {
                let words = words.job_logs;
                view! { <Empty sentence=words.not_for_you why=words.not_for_you_why/> }.into_any()
            }
        };
        let why = run.failure.as_ref().and_then(|failure| job_error(locale.language, failure));
        let unread = kept.unread.as_ref().map(|reason| {
            let reason = job_error(locale.language, reason);
            view! { <Notice kind=NoticeKind::Warn>{words.inbox.cluster_silent} " " {reason}</Notice> }
        });
        let exception = match kept.exception {
            Some(exception) => thrown(exception, locale).into_any(),
            None => view! { <p class="muted">{words.inbox.no_exception}</p> }.into_any(),
        };
        let place = Place {
            title: format!("{title} – {} – {}", job.name, here.project.name),
            section: Section::Jobs,
            project: Some(project),
        };
        let at = kept.collected_at;
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(project)>{words.jobs.title}</a></li>
                        <li><a href=paths::job(project, id)>{job.name.clone()}</a></li>
                    </ol>
                </nav>
                <h1>{format!("{} – {title}", job.name)}</h1>
                <p class="page-lead">{words.inbox.collected} " " <Moment at locale/> " · " {words.inbox.kept_for}</p>
            </header>
            <Tabs project job=id current=Tab::Overview locale/>
            <div class="stack">
                {why.map(|why| view! { <Notice kind=NoticeKind::Bad>{why}</Notice> })}
                {unread}
                <section class="panel">
                    <header class="panel-head"><h2>{words.job_inside.root}</h2></header>
                    <div class="stack">{exception}</div>
                </section>
                {logs}
            </div>
        };
        visit.page(place, content).await
    })
}

fn thrown(exception: KeptException, locale: Locale) -> impl IntoView {
    let words = locale.words().job_inside;
    let message = match exception.message.is_empty() {
        true => words.no_message.to_owned(),
        false => exception.message,
    };
    let at = exception.at.map(|at| view! { <dt>{words.at}</dt> <dd><Moment at locale/></dd> });
    let task = exception.task.map(|task| view! { <dt>{words.task}</dt> <dd>{task}</dd> });
    view! {
        <p><strong>{message}</strong></p>
        <dl class="key-value">
            {at}
            {task}
            <dt>{words.class}</dt>
            <dd><code>{exception.class}</code></dd>
        </dl>
        <details class="trace">
            <summary>{words.trace}</summary>
            <pre class="code" tabindex="0" role="region" aria-label=words.trace>{exception.trace}</pre>
        </details>
    }
}

type Ids = (ProjectId, JobId, RunId);

async fn logs(store: &Store, ids: Ids, kept: &Evidence, locale: Locale) -> Result<AnyView, Refusal> {
    let words = locale.words().inbox;
    let of_taskmanager = match &kept.taskmanager {
        Some(name) => format!("{} {name}", words.taskmanager_log),
        None => words.taskmanager_log.to_owned(),
    };
    let wanted = [
        (JOBMANAGER, words.jobmanager_log, words.jobmanager_log.to_owned(), &kept.jobmanager_log),
        (TASKMANAGER, words.taskmanager_log, of_taskmanager, &kept.taskmanager_log),
    ];
    let mut panels = Vec::new();
    for (process, label, title, hash) in wanted {
        let text = match hash {
            Some(hash) => read(store, hash).await?,
            None => None,
        };
        let body = match &text {
            Some(text) => log_text(text, label, locale),
            None => view! { <p class="muted">{words.no_log}</p> }.into_any(),
        };
        let download = text.is_some().then(|| {
            let href = paths::with_query(&paths::evidence_log(ids.0, ids.1, ids.2), &[("process", process)]);
            let (download, label) = (locale.words().job_logs.download, title.clone());
            view! { <a class="button" data-kind="quiet" href=href download="" aria-label=format!("{download}: {label}")>{download}</a> }
        });
        panels.push(view! {
            <section class="panel">
                <header class="panel-head">
                    <h2>{title}</h2>
                    <div class="panel-acts">{download}</div>
                </header>
                <div class="stack job-log">{body}</div>
            </section>
        });
    }
    Ok(view! {
        {panels}
        <p class="muted">{words.log_end}</p>
    }
    .into_any())
}

/// A log that was kept; `None` when its content is gone.
async fn read(store: &Store, hash: &ContentHash) -> Result<Option<String>, Refusal> {
    match store.files().get(hash).await {
        Ok(content) => Ok(Some(String::from_utf8_lossy(&content).into_owned())),
        Err(store::Error::Missing) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A log that was kept, as a file.
pub(crate) async fn evidence_log(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(ids): Path<Ids>,
    headers: HeaderMap,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Response {
    let is_taskmanager = parameters.iter().any(|(name, value)| name == "process" && value == TASKMANAGER);
    match log_of(&state, &actor, ids, is_taskmanager).await {
        Ok(text) => {
            let process = if is_taskmanager { TASKMANAGER } else { JOBMANAGER };
            let disposition = format!("attachment; filename=\"{process}-{}.txt\"", ids.2);
            let kind = "text/plain; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response()
        }
        Err(refusal) => plain_refusal(&refusal, actor.chosen(), &headers, &actor.request),
    }
}

async fn log_of(
    state: &AppState,
    actor: &Actor,
    (project, job, run): Ids,
    is_taskmanager: bool,
) -> Result<String, Refusal> {
    let (_, member) = actor.project(&state.store, project).await?;
    let (run, kept) = state.store.evidence(&member.allow::<JobView>()?, job, run).await?;
    if !state.control.may_read_logs(&actor.standing, &member, &run).await? {
        return Err(Refusal::NotFound);
    }
    let hash = if is_taskmanager { kept.taskmanager_log } else { kept.jobmanager_log };
    let text = read(&state.store, &hash.ok_or(Refusal::NotFound)?).await?;
    text.ok_or(Refusal::NotFound)
}
