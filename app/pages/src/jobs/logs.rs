//! The logs of the cluster that a job runs on.

use super::{inside::inside, tabs::Tab};
use crate::{log_text::log_text, visit::settle};
use app::{
    context::{Actor, AppState, LogChoice, LogEnd, Refusal},
    locale::Locale,
    paths,
    refusal::plain_refusal,
    ui::Empty,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use model::{JobId, ProjectId};

/// How much of a log is shown.
const SHOWN: usize = 256 * 1024;
/// How much of one can be taken away.
const DOWNLOADED: usize = 8 * 1024 * 1024;

/// Which processes there are, which logs they write, and the end of one.
#[component]
pub(crate) fn JobLogsPage() -> impl IntoView {
    settle(async |visit| {
        let (inside, locale) = (inside(&visit).await?, visit.locale);
        let here = visit.project().await?;
        let Some(run) = &inside.run else { return inside.kept(&visit, Tab::Logs, None).await };
        let control = &visit.state.control;
        if !control.may_read_logs(&visit.actor()?.standing, &here.member, run).await? {
            return inside.kept(&visit, Tab::Logs, Some(not_for_you(locale))).await;
        }
        let choice = LogChoice { process: visit.query("process"), file: visit.query("file") };
        let (find, job) = (visit.query("find"), visit.param("job")?);
        let end = control.log_of(run, &choice, SHOWN).await;
        let body = end.map(|end| log((here.project.id, job), end, find.unwrap_or_default(), locale));
        inside.page(&visit, Tab::Logs, Some(body)).await
    })
}

fn not_for_you(locale: Locale) -> AnyView {
    let words = locale.words().job_logs;
    view! { <Empty sentence=words.not_for_you why=words.not_for_you_why/> }.into_any()
}

fn log((project, job): (ProjectId, JobId), end: LogEnd, find: String, locale: Locale) -> AnyView {
    let words = locale.words().job_logs;
    let shown = match find.is_empty() {
        true => end.text.clone(),
        false => found(&end.text, &find),
    };
    let counted = (!find.is_empty()).then(|| (words.found)(shown.lines().count(), end.text.lines().count()));
    let download = paths::with_query(
        &paths::job_log_file(project, job),
        &[("process", end.process.as_str()), ("file", end.file.as_str())],
    );
    let (processes, files) = (options(&end.processes, &end.process), options(&end.files, &end.file));
    let text = match shown.is_empty() && !find.is_empty() {
        true => view! { <p class="muted">{words.nothing_found}</p> }.into_any(),
        false => log_text(&shown, words.log, locale),
    };
    view! {
        <section class="panel">
            <form class="table-tools" method="get">
                <select name="process" aria-label=words.process>{processes}</select>
                <select name="file" aria-label=words.file>{files}</select>
                <input class="search" type="search" name="find" value=find placeholder=words.find aria-label=words.find/>
                <button class="button">{words.show}</button>
                <div class="table-acts">
                    <span class="muted">{counted}</span>
                    <a class="button" data-kind="quiet" href=download download="">{words.download}</a>
                </div>
            </form>
            <div class="stack job-log">
                {text}
                <p class="muted">{words.why}</p>
            </div>
        </section>
    }
    .into_any()
}

fn options(names: &[String], chosen: &str) -> impl IntoView + use<> {
    let options = names.iter().map(|name| {
        let is_chosen = name == chosen;
        view! { <option value=name.clone() selected=is_chosen>{name.clone()}</option> }
    });
    options.collect_view()
}

/// The lines that hold a text, in whatever case.
fn found(text: &str, find: &str) -> String {
    let find = find.to_lowercase();
    let lines = text.split_inclusive('\n').filter(|line| line.to_lowercase().contains(&find));
    lines.collect()
}

type Parameters = Query<Vec<(String, String)>>;

/// The end of a log as a file.
pub(crate) async fn job_log_file(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path((project, job)): Path<(ProjectId, JobId)>,
    headers: HeaderMap,
    Query(parameters): Parameters,
) -> Response {
    let given = |name: &str| parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let choice = LogChoice { process: given("process"), file: given("file") };
    match end_of(&state, &actor, (project, job), &choice).await {
        Ok(end) => {
            let name = plain(&format!("{}-{}", end.process, end.file));
            let disposition = format!("attachment; filename=\"{name}.txt\"");
            let kind = "text/plain; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], end.text).into_response()
        }
        Err(refusal) => plain_refusal(&refusal, actor.chosen(), &headers, &actor.request),
    }
}

async fn end_of(
    state: &AppState,
    actor: &Actor,
    (project, job): (ProjectId, JobId),
    choice: &LogChoice,
) -> Result<LogEnd, Refusal> {
    let (_, member) = actor.project(&state.store, project).await?;
    let run = super::inside::newest_submitted(&state.store, &member.allow()?, job).await?.ok_or(Refusal::NotFound)?;
    if !state.control.may_read_logs(&actor.standing, &member, &run).await? {
        return Err(Refusal::NotFound);
    }
    // Why there is none is said by the page.
    state.control.log_of(&run, choice, DOWNLOADED).await.map_err(|_| Refusal::See(paths::job_logs(project, job)))
}

/// A name that needs no quoting.
fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-._".contains(letter) { letter } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_hold_a_text_are_found_in_whatever_case() {
        let text = "INFO a\nWARN Checkpoint 7\nINFO checkpoint 8";
        assert_eq!(found(text, "CHECKpoint"), "WARN Checkpoint 7\nINFO checkpoint 8");
        assert_eq!(found(text, "x"), "");
    }

    #[test]
    fn a_log_comes_with_the_others_a_search_and_a_way_to_take_it_away() {
        let ids = (
            "01890000-0000-7000-8000-000000000001".parse().unwrap(),
            "01890000-0000-7000-8000-000000000002".parse().unwrap(),
        );
        let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        let end = LogEnd {
            processes: names(["jobmanager", "tm-1"]),
            process: "tm-1".into(),
            files: names(["tm.log", "<out>"]),
            file: "tm.log".into(),
            text: "INFO <a>\nWARN b\n".into(),
        };
        let html = log(ids, end.clone(), String::new(), Locale::default()).to_html();
        for said in ["selected>tm-1", "INFO &lt;a&gt;", "process=tm%2D1&amp;file=tm%2Elog", "&lt;out&gt;"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        let html = log(ids, end, "warn".into(), Locale::default()).to_html();
        assert!(html.contains("1 of 2 lines") && !html.contains("INFO"), "{html}");
        assert_eq!(plain("a/b \"c\".log"), "a_b__c_.log");
    }
}
