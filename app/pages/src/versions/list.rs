//! The versions of a script, and the form for another one.

use super::{
    choose::{Side, choose},
    script::Versioned,
};
use crate::{
    live::roll,
    visit::{Here, Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Empty, Field, LiveBar, LiveList, Moment, Notice, NoticeKind, Pager, Table},
};
use leptos::prelude::*;
use model::{
    Topic,
    authority::{Permission, ScriptEdit},
};
use store::{Page, PageRequest, ScriptVersionLine};

/// The versions, the newest first.
#[component]
pub(crate) fn VersionsPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let of = Versioned::read(&visit, &here).await?;
        let topic = Topic::ScriptVersions(of.project, of.id);
        let roll = roll(topic, &visit.state, visit.actor()?).await?;
        let number = visit.query("page").and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).max(1);
        let request = PageRequest { number: number - 1, ..PageRequest::default() };
        let page = visit.state.store.script_versions(&of.scope, of.id, request).await?;
        let done = match flash.what_was_done() {
            Some("saved") => Some((words.versions.saved)(flash.handed().unwrap_or_default())),
            Some("restored") => Some(words.versions.restored.into()),
            _ => None,
        };
        let elsewhere: Vec<String> =
            flash.problems_elsewhere(&["note"]).map(|problem| words.problem(&problem.code)).collect();
        let save = save(&visit, &here, &of, flash).await?;
        let list = match page.total {
            0 => view! { <Empty sentence=words.versions.none why=words.versions.none_why/> }.into_any(),
            _ => table(&of, page, request, locale).into_any(),
        };
        let place = of.place(words.versions.title);
        let content = view! {
            <header class="page-head">
                {of.crumbs(false, words)}
                <h1>{words.versions.title}</h1>
                <p class="page-lead">{words.versions.intro}</p>
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {save}
            <LiveList topic roll class="panel">
                <LiveBar locale/>
                {list}
            </LiveList>
        };
        visit.page(place, content).await
    })
}

/// The form, or why there is none.
async fn save(visit: &Visit, here: &Here, of: &Versioned, flash: Flash) -> Result<AnyView, Refusal> {
    let (words, locale) = (visit.words(), visit.locale);
    let Some(script) = &of.script else {
        return Ok(view! { <Notice kind=NoticeKind::Info>{words.versions.script_gone}</Notice> }.into_any());
    };
    if !here.member.has::<ScriptEdit>() {
        let needs = (words.common.needs_permission)(ScriptEdit::NAME);
        return Ok(view! { <Notice kind=NoticeKind::Info>{needs}</Notice> }.into_any());
    }
    let newest = match of.newest.first() {
        Some(line) => Some(visit.state.store.script_version(&of.scope, line.id).await?),
        None => None,
    };
    let same = newest.filter(|newest| newest.text == script.text);
    let state = same.map_or_else(|| words.versions.save_why.to_owned(), |same| (words.versions.unchanged)(same.number));
    let form = view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.versions.save}</h2></header>
            <form method="post" class="form">
                <p class="muted">{state}</p>
                <Field
                    name="note"
                    label=words.versions.note
                    value=""
                    flash
                    locale
                    hint=words.versions.note_hint
                    optional=true
                />
                <div class="form-acts">
                    <button class="button" data-kind="primary">{words.versions.save}</button>
                </div>
            </form>
        </section>
    };
    Ok(form.into_any())
}

fn table(of: &Versioned, page: Page<ScriptVersionLine>, request: PageRequest, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().versions;
    let (project, script, is_there) = (of.project, of.id, of.script.is_some());
    let newest = of.newest.first().map_or(1, |line| line.number);
    // What one most often wants to know.
    let (from, to) = match is_there {
        true => (Side::Version(newest), Side::Now),
        false => (Side::Version((newest - 1).max(1)), Side::Version(newest)),
    };
    let (shown, before) = (page.rows.len() as u64, u64::from(request.number) * u64::from(request.size));
    let all = u64::try_from(page.total).unwrap_or_default();
    let rows = page.rows.into_iter().map(|line| {
        let compare = |from: &str, to: &str| paths::compare_versions(project, script, from, to);
        let number = line.number.to_string();
        let since = (line.number > 1).then(|| {
            let href = compare(&(line.number - 1).to_string(), &number);
            view! { <a href=href>{(words.with_before)(line.number - 1)}</a> }
        });
        let until = is_there.then(|| view! { <a href=compare(&number, paths::NOW)>{words.with_now}</a> });
        view! {
            <tr>
                <th scope="row"><a href=paths::version(project, script, line.number)>{(words.version)(line.number)}</a></th>
                <td class="versions-note">{line.note}</td>
                <td>{line.created_by}</td>
                <td><Moment at=line.created_at locale/></td>
                <td class="versions-changes">{since}{until}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let leaf = |page: u32| paths::with_query(&paths::versions(project, script), &[("page", &page.to_string())]);
    let previous = (request.number > 0).then(|| leaf(request.number));
    let next = (before + shown < all && shown > 0).then(|| leaf(request.number + 2));
    let first = if shown == 0 { 0 } else { before + 1 };
    view! {
        {choose(of, from, to, locale)}
        <Table
            label=words.title
            columns=[words.number, words.note, words.author, words.when, words.changes]
            rows=rows
        />
        <Pager from=first to=before + shown all previous next locale/>
    }
}
