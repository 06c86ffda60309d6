//! What lies in a folder, fifty entries at a time, and what a search found, without the editor beside it.

use super::found::{FOUND, Found};
use crate::{
    frame::{Place, Section},
    visit::{Here, Visit},
};
use app::{
    context::Refusal,
    locale::Locale,
    paths,
    ui::{Empty, Icon, Moment, Pager, Table},
};
use leptos::prelude::*;
use model::{
    FolderId, ProjectId,
    authority::{ScriptEdit, ScriptView},
};
use store::{FolderContent, FolderPaths, PageRequest};

/// Scripts that were searched for.
pub(super) async fn found_page(visit: Visit, here: Here, text: String) -> Result<AnyView, Refusal> {
    let (words, locale, project) = (visit.words(), visit.locale, here.project.id);
    let found = visit.state.store.search_scripts(&here.member.allow::<ScriptView>()?, &text, FOUND).await?;
    let (sprite, leave) = (visit.state.asset("icons.svg"), paths::scripts(project, None, 1));
    let place = Place {
        title: format!("{} – {}", words.sql.scripts, here.project.name),
        section: Section::Sql,
        project: Some(project),
    };
    let content = view! {
        <header class="page-head"><h1>{words.sql.scripts}</h1></header>
        <div class="panel">
            <Search text=text.clone() locale sprite=sprite.clone()/>
            <Found project text found leave locale sprite/>
        </div>
    };
    visit.page(place, content).await
}

/// A folder, or the top: `folder` is what the address says.
pub(super) async fn folder_page(visit: Visit, here: Here, folder: &str) -> Result<AnyView, Refusal> {
    let scope = here.member.allow::<ScriptView>()?;
    let (words, locale, project) = (visit.words(), visit.locale, here.project.id);
    let folder: Option<FolderId> = match folder {
        paths::TOP => None,
        id => Some(id.parse().map_err(|_| Refusal::NotFound)?),
    };
    let paths = match folder {
        Some(id) => visit.state.store.folder(&scope, id).await?.1,
        None => FolderPaths::default(),
    };
    let number = visit.query("page").and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).max(1);
    let request = PageRequest { number: number - 1, ..PageRequest::default() };
    let content = visit.state.store.folder_content(&scope, folder, request).await?;
    let title = folder.and_then(|id| paths.get(id)).map_or(words.sql.scripts.to_string(), |own| own.name.clone());
    let place =
        Place { title: format!("{title} – {}", here.project.name), section: Section::Sql, project: Some(project) };
    let sprite = visit.state.asset("icons.svg");
    let rows = match content.total {
        0 => view! { <Empty sentence=words.sql.folder_empty why=words.sql.folder_empty_why/> }.into_any(),
        _ => view! { <Entries project content=content.clone() locale sprite=sprite.clone()/> }.into_any(),
    };
    let content = view! {
        <header class="page-head">
            {crumbs(project, folder, &paths, words.sql.scripts)}
            <h1>{title}</h1>
            {here.member.has::<ScriptEdit>().then(|| acts(project, folder, locale))}
        </header>
        <div class="panel">
            <Search text=String::new() locale sprite/>
            {rows}
            {leaf(project, folder, request, &content, locale)}
        </div>
    };
    visit.page(place, content).await
}

/// The folders that this one lies in, the top first.
fn crumbs(project: ProjectId, folder: Option<FolderId>, paths: &FolderPaths, top: &'static str) -> Option<AnyView> {
    let (_, above) = paths.path(folder).split_last().map(|(own, above)| (*own, above.to_vec()))?;
    let folders = above.into_iter().map(|folder| (Some(folder.id), folder.name.clone()));
    let links = [(None, top.to_string())].into_iter().chain(folders).map(|(id, name)| {
        view! { <li><a href=paths::scripts(project, id, 1)>{name}</a></li> }
    });
    Some(view! { <nav class="crumbs"><ol>{links.collect_view()}</ol></nav> }.into_any())
}

/// What one may do here.
fn acts(project: ProjectId, folder: Option<FolderId>, locale: Locale) -> impl IntoView {
    let words = locale.words().sql;
    let own = folder.map(|id| view! { <a class="button" href=paths::folder(project, id)>{words.properties}</a> });
    view! {
        <div class="page-acts">
            {own}
            <a class="button" href=paths::new_folder(project, folder)>{words.new_folder}</a>
            <a class="button" data-kind="primary" href=paths::new_script(project, folder)>{words.new_script}</a>
        </div>
    }
}

#[component]
fn Search(text: String, locale: Locale, sprite: String) -> impl IntoView {
    let words = locale.words();
    let label = words.sql.search_scripts;
    view! {
        <form method="get" class="table-tools" role="search">
            <label class="search">
                <Icon name="search" sprite/>
                <input type="search" name="q" value=text data-size="dense" placeholder=label aria-label=label/>
            </label>
            <button class="button" data-size="dense">{words.common.search}</button>
        </form>
    }
}

#[component]
fn Entries(project: ProjectId, content: FolderContent, locale: Locale, sprite: String) -> impl IntoView {
    let words = locale.words();
    let line = move |icon: &'static str, href: String, name: String| {
        view! { <a class="entry" href=href><Icon name=icon sprite=sprite.clone()/><span>{name}</span></a> }
    };
    let folders = content.folders.into_iter().map(|folder| {
        let link = line("folder", paths::scripts(project, Some(folder.id), 1), folder.name);
        view! { <tr><th scope="row">{link}</th><td></td></tr> }.into_any()
    });
    let folders: Vec<_> = folders.collect();
    let scripts = content.scripts.into_iter().map(|script| {
        let link = line("file-code", paths::script(project, script.id), script.name);
        view! { <tr><th scope="row">{link}</th><td><Moment at=script.changed_at locale/></td></tr> }.into_any()
    });
    let rows: Vec<_> = folders.into_iter().chain(scripts).collect();
    view! {
        <Table label=words.sql.scripts columns=[words.common.name, words.common.changed] rows=rows/>
    }
}

fn leaf(
    project: ProjectId,
    folder: Option<FolderId>,
    request: PageRequest,
    content: &FolderContent,
    locale: Locale,
) -> impl IntoView + use<> {
    let all = u64::try_from(content.total).unwrap_or_default();
    let before = u64::from(request.number) * u64::from(request.size);
    let shown = content.shown().unsigned_abs();
    let (from, to) = if shown == 0 { (0, 0) } else { (before + 1, before + shown) };
    let page = request.number + 1;
    let previous = (page > 1).then(|| paths::scripts(project, folder, page - 1));
    let next = (before + shown < all && shown > 0).then(|| paths::scripts(project, folder, page + 1));
    view! { <Pager from to all previous next locale/> }
}
