//! The audit as a page.

use super::{
    asked::Asked,
    line::{Around, Table},
    object::Gone,
    reader::Reader,
    sheet_file::MOST_LINES,
    source::Source,
    tools::Tools,
};
use crate::{
    frame::{Place, Section},
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    locale::Locale,
    ui::{Empty, Icon},
};
use leptos::prelude::*;
use model::authority::{AuditView, ProjectManage};
use store::AuditRow;

/// Lines on a page.
const ROWS: usize = 50;

/// The audit of the installation.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    settle(async |visit| {
        let source = Source::Installation(visit.actor()?.standing.allow::<AuditView>()?);
        let words = visit.words().audit;
        let place = Place { title: words.title.into(), section: Section::Audit, project: None };
        show(&visit, source, place, words.intro).await
    })
}

/// The audit of a project, for its owners.
#[component]
pub(crate) fn ProjectAuditPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let source = Source::Project(here.member.allow::<ProjectManage>()?);
        let words = visit.words().audit;
        let place = Place {
            title: format!("{} – {}", words.title, here.project.name),
            section: Section::ProjectAudit,
            project: Some(here.project.id),
        };
        show(&visit, source, place, words.project_intro).await
    })
}

async fn show(visit: &Visit, source: Source, place: Place, intro: &'static str) -> Result<AnyView, Refusal> {
    let (words, locale, store) = (visit.words(), visit.locale, &visit.state.store);
    let asked = Asked::read(|name| visit.query(name));
    let understood = asked.understand(store, locale).await?;
    let mut rows = match understood.is_clear() {
        // One more than is shown tells whether there are older ones.
        true => source.read(store, &understood.filter, ROWS as i64 + 1).await?,
        false => Vec::new(),
    };
    let has_older = rows.len() > ROWS;
    rows.truncate(ROWS);
    let sprite = visit.state.asset("icons.svg");
    let zone = match visit.preferences.zone_unknown {
        true => words.common.times_in_utc.to_string(),
        false => (words.common.times_in)(locale.zone.name()),
    };
    let leaf = leaf(&source, &asked, rows.last().filter(|_| has_older), locale);
    let body = match (rows.is_empty(), understood.is_clear()) {
        (true, true) => view! { <Empty sentence=words.audit.none why=words.audit.none_why/> }.into_any(),
        (true, false) => view! { <Empty sentence=words.audit.unclear why=words.audit.unclear_why/> }.into_any(),
        (false, _) => {
            let around = Around {
                page: source.page(),
                asked: asked.clone(),
                reader: Reader::of(visit).await?,
                gone: Gone::of(&rows),
                project: place.project,
                locale,
                sprite: sprite.clone(),
            };
            let lines = visit.state.lines.clone();
            view! { <Table rows around lines/> }.into_any()
        }
    };
    let sheet = asked.newest().address(&source.sheet());
    let sheet_why = (words.audit.sheet_why)(MOST_LINES);
    let page = source.page();
    let icon = sprite.clone();
    let content = view! {
        <header class="page-head">
            <h1>{words.audit.title}</h1>
            <div class="page-acts">
                <a class="button" href=sheet title=sheet_why download="">
                    <Icon name="download" sprite=icon/>
                    {words.audit.sheet}
                </a>
            </div>
            <p class="page-lead">{intro} " " {zone}</p>
        </header>
        <div class="panel">
            <Tools page asked understood locale sprite/>
            {body}
            {leaf}
        </div>
    };
    visit.page(place, content).await
}

/// Links to the newest and to older lines.
fn leaf(source: &Source, asked: &Asked, last: Option<&AuditRow>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let page = source.page();
    let newest = (!asked.older.is_empty()).then(|| {
        let href = asked.newest().address(&page);
        view! { <a class="button" href=href>{words.audit.newest}</a> }
    });
    let older = last.map(|last| {
        let href = asked.older_than(last.id).address(&page);
        view! { <a class="button" rel="next" href=href>{words.audit.older}</a> }
    });
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=words.common.pages>
                <span></span>
                {newest}
                {older}
            </nav>
        }
    })
}
