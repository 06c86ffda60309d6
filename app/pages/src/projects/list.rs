//! The projects one belongs to, and for administrators and auditors those that exist.

use super::line::ProjectLine;
use crate::{
    frame::{Place, Section},
    live::roll,
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Empty, LiveBar, LiveList, Moment, Notice, NoticeKind, Table},
};
use leptos::prelude::*;
use model::{
    Topic,
    authority::{ProjectCreate, ProjectEnter, ProjectList},
};
use store::{PageRequest, ProjectFilter, ProjectSummary};

/// All projects.
#[component]
pub(crate) fn ProjectsPage() -> impl IntoView {
    settle(async |visit| {
        let (words, locale) = (visit.words(), visit.locale);
        let actor = visit.actor()?.clone();
        let flash = Flash::take().await;
        let roll = roll(Topic::Projects, &visit.state, &actor).await?;
        let (own, _) = visit.projects().await?;
        let foreign = foreign(&visit).await?;
        let may_create = actor.standing.has::<ProjectCreate>();
        let new = move |shown: bool| {
            (shown && may_create).then(|| {
                view! { <a class="button" data-kind="primary" href=paths::NEW_PROJECT>{words.projects.new}</a> }
            })
        };
        let place = Place { title: words.projects.title.into(), section: Section::Projects, project: None };
        let content = view! {
            <header class="page-head">
                <h1>{words.projects.title}</h1>
                <div class="page-acts">{new(!own.is_empty())}</div>
            </header>
            {(flash.what_was_done() == Some("deleted"))
                .then(|| view! { <Notice kind=NoticeKind::Ok>{words.projects.gone}</Notice> })}
            <LiveList topic=Topic::Projects roll class="live-list">
                <LiveBar locale/>
                {if own.is_empty() {
                    view! { <Empty sentence=words.projects.none why=words.projects.none_why>{new(true)}</Empty> }.into_any()
                } else {
                    view! { <Own projects=own locale/> }.into_any()
                }}
                {foreign}
            </LiveList>
        };
        visit.page(place, content).await
    })
}

#[component]
fn Own(projects: Vec<ProjectSummary>, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let lines = projects.into_iter().map(|summary| view! { <ProjectLine summary locale/> });
    view! {
        <div class="panel">
            <Table
                label=words.projects.title
                columns=[words.common.name, words.projects.your_role, words.common.state, words.common.created]
                rows=lines.collect_view()
            />
        </div>
    }
}

/// What an administrator sees of projects that are not theirs: that they are there.
async fn foreign(visit: &Visit) -> Result<Option<AnyView>, Refusal> {
    let (actor, words, locale) = (visit.actor()?, visit.words(), visit.locale);
    let Ok(granted) = actor.standing.allow::<ProjectList>() else {
        return Ok(None);
    };
    let filter = ProjectFilter { search: visit.query("q"), ..ProjectFilter::default() };
    let page = visit.state.store.projects(&granted, &filter, PageRequest { number: 0, size: 200 }).await?;
    let may_enter = actor.standing.has::<ProjectEnter>();
    let rows: Vec<_> = page.rows.into_iter().filter(|summary| summary.role.is_none()).collect();
    if rows.is_empty() && filter.search.is_none() {
        return Ok(None);
    }
    let rows = rows.into_iter().map(|summary| {
        let project = summary.project;
        view! {
            <tr>
                <td>{project.name}</td>
                <td><Moment at=project.created_at locale/></td>
                <td>
                    {may_enter
                        .then(|| {
                            view! {
                                <form method="post" action="/projects/enter">
                                    <input type="hidden" name="project" value=project.id.to_string()/>
                                    <button class="button" title=words.projects.enter_why>{words.projects.enter}</button>
                                </form>
                            }
                        })}
                </td>
            </tr>
        }
    });
    let view = view! {
        <section class="panel">
            <header class="panel-head">
                <h2>{words.projects.foreign}</h2>
                <p>{words.projects.foreign_why}</p>
            </header>
            <form method="get" class="table-tools" role="search">
                <input type="search" name="q" value=filter.search.unwrap_or_default() aria-label=words.common.search placeholder=words.common.search/>
                <button class="button">{words.common.filter}</button>
            </form>
            <Table
                label=words.projects.foreign
                columns=[words.common.name, words.common.created, words.common.actions]
                rows=rows.collect_view()
            />
        </section>
    };
    Ok(Some(view.into_any()))
}
