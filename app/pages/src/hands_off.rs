//! Leaving a job, a cluster or everything alone for a while.

use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{ChoiceField, Field, Moment, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    JobId, SessionClusterId,
    authority::{ClusterManage, ClusterView, JobControl},
};
use store::{HandsOff, HandsOffScope};

/// How many hours somebody can choose; none is until somebody ends it.
const HOURS: [Option<i64>; 5] = [Some(1), Some(4), Some(24), Some(168), None];

/// Of a job.
#[component]
pub(crate) fn JobHandsOffPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<JobControl>()?;
        let (scope, id) = (here.member.allow()?, visit.param::<JobId>("job")?);
        let job = visit.state.store.job(&scope, id).await?;
        let held = visit.state.store.hands_off_job(&scope, id, job.cluster_id).await?;
        let (words, flash) = (visit.words().hands_off, Flash::take().await);
        let project = Some(here.project.id);
        let place = Place { title: format!("{} – {}", words.title, job.name), section: Section::Jobs, project };
        let crumbs = vec![
            (paths::jobs(here.project.id), visit.words().jobs.title.to_owned()),
            (paths::job(here.project.id, id), job.name),
        ];
        let content = sheet(crumbs, words.of_job, (held, HandsOffScope::Job(id)), (flash, visit.locale));
        visit.page(place, content).await
    })
}

/// Of a cluster.
#[component]
pub(crate) fn ClusterHandsOffPage() -> impl IntoView {
    settle(async |visit| {
        let standing = visit.actor()?.standing;
        standing.allow::<ClusterManage>()?;
        let (granted, id) = (standing.allow::<ClusterView>()?, visit.param::<SessionClusterId>("cluster")?);
        let cluster = visit.state.store.session_cluster(&granted, id).await?;
        let held = visit.state.store.hands_off_cluster(&granted, id).await?;
        let (words, flash) = (visit.words().hands_off, Flash::take().await);
        let place =
            Place { title: format!("{} – {}", words.title, cluster.name), section: Section::Clusters, project: None };
        let crumbs = vec![
            (paths::CLUSTERS.to_owned(), visit.words().clusters.title.to_owned()),
            (paths::cluster(id), cluster.name),
        ];
        let content = sheet(crumbs, words.of_cluster, (held, HandsOffScope::SessionCluster(id)), (flash, visit.locale));
        visit.page(place, content).await
    })
}

/// Of all there is.
#[component]
pub(crate) fn HandsOffPage() -> impl IntoView {
    settle(async |visit| {
        visit.actor()?.standing.allow::<ClusterManage>()?;
        let held = visit.state.store.hands_off_all().await?.into_iter().collect();
        let (words, flash) = (visit.words().hands_off, Flash::take().await);
        let place = Place { title: words.title.into(), section: Section::Clusters, project: None };
        let crumbs = vec![(paths::CLUSTERS.to_owned(), visit.words().clusters.title.to_owned())];
        let content = sheet(crumbs, words.of_all, (held, HandsOffScope::Installation), (flash, visit.locale));
        visit.page(place, content).await
    })
}

fn sheet(
    crumbs: Vec<(String, String)>,
    what: &'static str,
    (held, own): (Vec<HandsOff>, HandsOffScope),
    (flash, locale): (Flash, Locale),
) -> impl IntoView {
    let words = locale.words();
    let crumbs = crumbs.into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect_view();
    let is_held = held.iter().any(|held| held.what == own);
    let reason = held.iter().find(|held| held.what == own).map(|held| held.reason.clone()).unwrap_or_default();
    let problems: Vec<String> =
        flash.problems_elsewhere(&["reason", "hours"]).map(|problem| words.problem(&problem.code)).collect();
    let choices: Vec<(String, String)> = HOURS
        .iter()
        .map(|hours| (hours.map_or_else(|| "0".into(), |hours| hours.to_string()), (words.hands_off.hours)(*hours)))
        .collect();
    let end = is_held.then(|| {
        view! { <button class="button" name="act" value="end" formnovalidate=true>{words.hands_off.end}</button> }
    });
    let begin = if is_held { words.hands_off.change } else { words.hands_off.begin };
    view! {
        <header class="page-head">
            <nav class="crumbs"><ol>{crumbs}</ol></nav>
            <h1>{words.hands_off.title}</h1>
            <p class="page-lead">{what}</p>
        </header>
        {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
        {notices(held, locale)}
        <form method="post" class="form" data-guard="">
            <Field
                name="reason"
                label=words.hands_off.reason
                value=reason
                flash=flash.clone()
                locale
                hint=words.hands_off.reason_hint
            />
            <ChoiceField name="hours" label=words.hands_off.how_long value="4".to_owned() choices flash locale/>
            <div class="form-acts">
                <button class="button" data-kind="primary" name="act" value="begin">{begin}</button>
                {end}
            </div>
        </form>
    }
}

/// That something is left alone, and why; nothing where nothing is.
pub(crate) fn notices(held: Vec<HandsOff>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().hands_off;
    let one = |held: HandsOff| {
        let head = match held.what {
            HandsOffScope::Job(_) => words.job_too,
            HandsOffScope::SessionCluster(_) => words.cluster_too,
            HandsOffScope::Installation => words.all_too,
        };
        let until = match held.until {
            Some(until) => view! { {words.until} " " <Moment at=until locale/> }.into_any(),
            None => words.until_ended.into_any(),
        };
        view! {
            <Notice kind=NoticeKind::Warn>
                <p><strong>{head}</strong> " – " {held.reason}</p>
                <p class="muted">
                    {words.since} " " <Moment at=held.since locale/> ", " {until} ", " {words.set_by} " " {held.set_by}
                </p>
            </Notice>
        }
    };
    held.into_iter().map(one).collect_view()
}

/// What the form did last, for the page it leads to.
pub(crate) fn done(flash: &Flash, locale: Locale) -> Option<&'static str> {
    (flash.what_was_done()? == "hands_on").then_some(locale.words().hands_off.ended)
}
