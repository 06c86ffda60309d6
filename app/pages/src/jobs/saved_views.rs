//! Views of the list of jobs that people keep: above the list, and on a page of their own.

use crate::{
    frame::{Place, Section},
    visit::{Visit, settle},
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{CheckField, Empty, Field, Notice, NoticeKind, Table},
};
use leptos::prelude::*;
use model::{
    JobListQuery, JobOwner, ProjectId, SavedViewId, UserId,
    authority::{JobEdit, JobView},
};
use store::SavedView;

/// A view, and who keeps it.
pub(super) type KeptView = (SavedView, String);

/// What the address asks of the list.
pub(super) fn asked(visit: &Visit) -> JobListQuery {
    JobListQuery::of(|name| visit.query(name), visit.queries("hide"))
}

/// The address that asks a path for the same.
pub(super) fn address(path: &str, query: &JobListQuery) -> String {
    let pairs = query.pairs();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    paths::with_query(path, &pairs)
}

/// Links to the views, and to keeping what is shown.
pub(super) fn views_bar(
    project: ProjectId,
    views: Vec<KeptView>,
    asked: &JobListQuery,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words().saved_views;
    let has_any = !views.is_empty();
    let is_kept = views.iter().any(|(view, _)| view.query == *asked);
    let links = views.into_iter().map(|(view, keeper)| {
        let current = (view.query == *asked).then_some("true");
        let href = address(&paths::jobs(project), &view.query);
        view! { <a class="view-link" href=href aria-current=current title=keeper>{view.name}</a> }
    });
    let links = links.collect_view();
    let save = (!is_kept && *asked != JobListQuery::default()).then(|| {
        let href = address(&paths::saved_views(project), asked);
        view! { <a href=href>{words.save_link} " …"</a> }
    });
    let manage = has_any.then(|| view! { <a href=paths::saved_views(project)>{words.manage}</a> });
    let is_shown = has_any || save.is_some();
    is_shown.then(|| view! { <nav class="views" aria-label=words.title>{links} {save} {manage}</nav> })
}

/// Keeps what the address asks for, and lists what is kept.
#[component]
pub(crate) fn SavedViewsPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<JobView>()?;
        let (words, locale, flash, project) = (visit.words(), visit.locale, Flash::take().await, here.project.id);
        // What was typed comes back without the address that it came from.
        let typed = flash.typed("query").and_then(|text| JobListQuery::parse(text).ok());
        let query = typed.unwrap_or_else(|| asked(&visit));
        let views = visit.state.store.saved_views(&scope).await?;
        let reader = Reader { user: here.member.user, may_share: here.member.has::<JobEdit>() };
        let deleted = (flash.what_was_done() == Some("deleted")).then_some(words.saved_views.deleted);
        let problems: Vec<String> =
            flash.problems_elsewhere(&["name"]).map(|problem| words.problem(&problem.code)).collect();
        let is_to_save = query != JobListQuery::default() || flash.is_filled();
        let save = is_to_save.then(|| save((project, &query), reader, flash, locale));
        let rows = views.into_iter().map(|kept| line(project, kept, is_to_save.then_some(&query), reader, locale));
        let rows: Vec<AnyView> = rows.collect();
        let list = match rows.is_empty() {
            true => view! { <Empty sentence=words.saved_views.none why=words.saved_views.none_why><a class="button" href=paths::jobs(project)>{words.jobs.title}</a></Empty> }.into_any(),
            false => {
                let named = words.saved_views;
                let columns = [words.common.name, named.keeps, named.visible, named.keeper, words.common.actions];
                view! { <section class="panel"><Table label=named.title columns rows=rows/></section> }.into_any()
            }
        };
        let place = Place { title: words.saved_views.title.into(), section: Section::Jobs, project: Some(project) };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::jobs(project)>{words.jobs.title}</a></nav>
                <h1>{words.saved_views.title}</h1>
                <p class="page-lead">{words.saved_views.intro}</p>
            </header>
            {deleted.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {save}
            {list}
        };
        visit.page(place, content).await
    })
}

/// Renames a view, shares it or not, or deletes it.
#[component]
pub(crate) fn SavedViewPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let id: SavedViewId = visit.param("view")?;
        let kept = visit.state.store.saved_view(&here.member.allow::<JobView>()?, id).await?;
        let (words, locale, flash, project) = (visit.words(), visit.locale, Flash::take().await, here.project.id);
        let (named, may_share) = (words.saved_views, here.member.has::<JobEdit>());
        let problems: Vec<String> =
            flash.problems_elsewhere(&["name"]).map(|problem| words.problem(&problem.code)).collect();
        let title = (named.edit_title)(&kept.name);
        let keeps = keeps(&kept.query, locale);
        // Who may not share it would take it from everybody else by renaming it.
        let is_own = kept.user_id == here.member.user;
        let rename = (is_own && (may_share || !kept.is_shared)).then(|| {
            let flash = flash.of_act("save");
            let share = share(may_share, kept.is_shared, flash.clone(), locale);
            view! {
                <form method="post" class="form" data-guard="">
                    <input type="hidden" name="revision" value=kept.revision.to_string()/>
                    <Field name="name" label=words.common.name value=kept.name.clone() hint=named.name_hint flash=flash.clone() locale/>
                    {share}
                    <div class="form-acts">
                        <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                        <a class="button" href=paths::saved_views(project)>{words.common.cancel}</a>
                    </div>
                </form>
            }
        });
        let may_delete = is_own || may_share;
        let delete = may_delete.then(|| {
            view! {
                <section class="panel danger">
                    <header class="panel-head"><h2>{named.delete}</h2></header>
                    <p>{named.delete_why}</p>
                    <form method="post" class="form">
                        <button class="button" data-kind="danger" name="act" value="delete">{named.delete}</button>
                    </form>
                </section>
            }
        });
        let place = Place { title: title.clone(), section: Section::Jobs, project: Some(project) };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(project)>{words.jobs.title}</a></li>
                        <li><a href=paths::saved_views(project)>{named.title}</a></li>
                    </ol>
                </nav>
                <h1>{title}</h1>
                <p class="page-lead">{keeps}</p>
            </header>
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {rename}
            {delete}
        };
        visit.page(place, content).await
    })
}

/// Whoever looks.
#[derive(Clone, Copy, Debug)]
struct Reader {
    user: UserId,
    may_share: bool,
}

/// The form that keeps what is asked for under a name.
fn save(
    (project, query): (ProjectId, &JobListQuery),
    reader: Reader,
    flash: Flash,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let named = words.saved_views;
    let share = share(reader.may_share, false, flash.clone(), locale);
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{named.save_title}</h2></header>
            <p>{named.keeps} ": " <strong>{keeps(query, locale)}</strong></p>
            <form method="post" class="form" data-guard="">
                <input type="hidden" name="query" value=query.to_string()/>
                <Field name="name" label=words.common.name value=String::new() hint=named.name_hint flash locale/>
                {share}
                <div class="form-acts">
                    <button class="button" data-kind="primary">{named.save}</button>
                    <a class="button" href=address(&paths::jobs(project), query)>{words.common.cancel}</a>
                </div>
            </form>
        </section>
    }
}

fn share(may_share: bool, is_shared: bool, flash: Flash, locale: Locale) -> Option<impl IntoView + use<>> {
    let label = locale.words().saved_views.share;
    may_share.then(|| view! { <CheckField name="is_shared" label=label ticked=is_shared flash=flash/> })
}

/// A view, with what may be done to it; `shown` is what it could show from now on.
fn line(
    project: ProjectId,
    (kept, keeper): KeptView,
    shown: Option<&JobListQuery>,
    reader: Reader,
    locale: Locale,
) -> AnyView {
    let named = locale.words().saved_views;
    let (href, page) = (address(&paths::jobs(project), &kept.query), paths::saved_view(project, kept.id));
    let is_own = kept.user_id == reader.user;
    let replace = shown.filter(|shown| is_own && **shown != kept.query && (reader.may_share || !kept.is_shared));
    let replace = replace.map(|shown| {
        view! {
            <form method="post" action=page.clone() class="row">
                <input type="hidden" name="revision" value=kept.revision.to_string()/>
                <input type="hidden" name="query" value=shown.to_string()/>
                <button class="button" data-kind="quiet" name="act" value="replace" title=(named.replace_why)(&kept.name)>{named.replace}</button>
            </form>
        }
    });
    let edit = (is_own || kept.is_shared && reader.may_share).then(|| view! { <a href=page>{named.edit}</a> });
    view! {
        <tr>
            <td class="clip"><a href=href><strong>{kept.name}</strong></a></td>
            <td>{keeps(&kept.query, locale)}</td>
            <td>{if kept.is_shared { named.shared } else { named.own }}</td>
            <td>{keeper}</td>
            <td><div class="row">{edit} {replace}</div></td>
        </tr>
    }
    .into_any()
}

/// What a view asks for, in words.
fn keeps(query: &JobListQuery, locale: Locale) -> String {
    let words = locale.words();
    let owner = query.owner.map(|owner| match owner {
        JobOwner::Me => words.job_labels.mine.to_owned(),
        JobOwner::User(_) => words.job_labels.one_owner.to_owned(),
    });
    let hidden: Vec<&str> = query.hidden.iter().map(|column| (words.saved_views.column)(*column)).collect();
    let hidden = (!hidden.is_empty()).then(|| format!("{}: {}", words.saved_views.hidden, hidden.join(", ")));
    let sort = (query.sort == model::JobSort::Newest).then(|| format!("{}: {}", words.jobs.sort, words.jobs.since));
    let parts = [
        query.text.as_ref().map(|text| format!("“{text}”")),
        query.state.map(|state| (words.jobs.state)(state).to_owned()),
        query.tag.as_ref().map(|tag| format!("{}: {tag}", words.job_labels.tags)),
        owner,
        sort,
        hidden,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { words.saved_views.everything.to_owned() } else { parts.join(" · ") }
}
