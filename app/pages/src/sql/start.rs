//! The SQL pages without a script: where one left off, a folder, or what was searched for.

use super::list::{folder_page, found_page};
use crate::{
    frame::{Place, Section},
    visit::{Here, Visit, settle},
};
use app::{context::Refusal, paths, ui::Empty};
use leptos::prelude::*;
use model::authority::{ScriptEdit, ScriptView};
use store::PageRequest;

/// Shows the folder of the address, or what it searches for; else leads to the script that was changed last, or offers to
/// make one.
#[component]
pub(crate) fn SqlStartPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<ScriptView>()?;
        if let Some(text) = visit.query("q") {
            return found_page(visit, here, text).await;
        }
        if let Some(folder) = visit.query("folder") {
            return folder_page(visit, here, &folder).await;
        }
        let store = &visit.state.store;
        if let Some(latest) = store.latest_script(&scope).await? {
            return Err(Refusal::See(paths::script(here.project.id, latest)));
        }
        let one = PageRequest { number: 0, size: 1 };
        match store.folder_content(&scope, None, one).await?.total {
            0 => nothing_yet(visit, here).await,
            _ => folder_page(visit, here, paths::TOP).await,
        }
    })
}

async fn nothing_yet(visit: Visit, here: Here) -> Result<AnyView, Refusal> {
    let words = visit.words();
    let may_edit = here.member.has::<ScriptEdit>();
    let new = paths::new_script(here.project.id, None);
    let place = Place { title: words.sql.title.into(), section: Section::Sql, project: Some(here.project.id) };
    let content = view! {
        <header class="page-head"><h1>{words.sql.title}</h1></header>
        <Empty sentence=words.sql.no_scripts why=words.sql.no_scripts_why>
            {may_edit.then(|| view! { <a class="button" data-kind="primary" href=new>{words.sql.new_script}</a> })}
        </Empty>
    };
    visit.page(place, content).await
}
