//! The workspace: tree, editor, results.

use super::{
    found::FOUND,
    tree::{Files, FilesPanel, FilesView, OpenScript},
};
use crate::{
    frame::{Place, Section},
    visit::{Here, Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    islands::{ClusterChoice, SqlWorkspace, SqlWorkspaceStart, workspace_words},
    paths,
    queries::{label, view_of},
    ui::{Notice, NoticeKind},
    words::{Sql, Words},
};
use leptos::{context::Provider, prelude::*};
use model::{
    FolderId, ScriptId,
    authority::{JobEdit, Permission, ProjectView, QueryRun, QueryView, ScriptEdit, ScriptView},
    sql,
};
use std::collections::BTreeMap;
use store::Script;

/// Results that are shown again when a script is opened.
const RESULTS: i64 = 6;

/// A script in the workspace.
#[component]
pub(crate) fn SqlPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<ScriptView>()?;
        let script = visit.state.store.script(&scope, visit.param::<ScriptId>("script")?).await?;
        let flash = Flash::take().await;
        let files = files(&visit, &here, &script).await?;
        let may_edit = here.member.has::<ScriptEdit>();
        let shown = FilesView { project: here.project.id, open: OpenScript::of(&script), files, may_edit };
        let words = visit.words();
        let sprite = visit.state.asset("icons.svg");
        let place = Place {
            title: format!("{} – {}", script.name, here.project.name),
            section: Section::Sql,
            project: Some(here.project.id),
        };
        let start = start(&visit, &here, &script, &flash).await?;
        let json = serde_json::to_string(&start).map_err(|_| Refusal::Failed)?;
        let plain = plain(&here, &script, &flash, words);
        let content = view! {
            <h1 class="unseen">{script.name}</h1>
            <div class="workspace" data-workspace=json>
                <FilesPanel shown locale=visit.locale sprite/>
                <div
                    class="splitter"
                    role="separator"
                    tabindex="0"
                    aria-orientation="vertical"
                    aria-label=words.sql.scripts
                    aria-valuenow="20"
                    data-splits="files"
                ></div>
                <Provider value=start><SqlWorkspace/></Provider>
            </div>
            {plain}
        };
        visit.page(place, content).await
    })
}

/// What the left side lists: what was searched for, or the tree with the script's folder open, and that of the address.
async fn files(visit: &Visit, here: &Here, script: &Script) -> Result<Files, Refusal> {
    let (store, scope) = (&visit.state.store, here.member.allow::<ScriptView>()?);
    if let Some(text) = visit.query("q") {
        let found = store.search_scripts(&scope, &text, FOUND).await?;
        return Ok(Files::Found(text, found));
    }
    let mut open: Vec<FolderId> = script.folder_id.into_iter().collect();
    if let Some(folder) = visit.query("folder") {
        open.push(folder.parse().map_err(|_| Refusal::NotFound)?);
    }
    Ok(Files::Tree(store.script_tree(&scope, &open).await?))
}

/// Everything that the island starts with.
async fn start(visit: &Visit, here: &Here, script: &Script, flash: &Flash) -> Result<SqlWorkspaceStart, Refusal> {
    let store = &visit.state.store;
    let words = visit.words().sql;
    let granted = store.granted_clusters(&here.member.allow::<ProjectView>()?).await?;
    let granted = granted.into_iter().filter(|granted| granted.may_query);
    let clusters: Vec<ClusterChoice> =
        granted.map(|granted| ClusterChoice { id: granted.id.to_string(), name: granted.name }).collect();
    let can_run = here.member.has::<QueryRun>() && !clusters.is_empty();
    let recent = match here.member.allow::<QueryView>() {
        Ok(scope) => {
            let latest = store.own_queries_of(&scope, script.id, RESULTS).await?;
            latest.iter().map(|query| view_of(query, visit.locale)).collect()
        }
        Err(_) => Vec::new(),
    };
    let run_why_not = (!can_run).then(|| match here.member.has::<QueryRun>() {
        true => words.no_cluster_how.to_string(),
        false => (words.run_why_not)(QueryRun::NAME),
    });
    let can_edit = here.member.has::<ScriptEdit>();
    Ok(SqlWorkspaceStart {
        project: here.project.id.to_string(),
        script: script.id.to_string(),
        name: script.name.clone(),
        revision: script.revision,
        text: flash.typed("text").map_or_else(|| script.text.clone(), String::from),
        can_edit,
        can_run,
        run_why_not,
        versions: paths::versions(here.project.id, script.id),
        properties: can_edit.then(|| paths::script_properties(here.project.id, script.id)),
        new_job: here.member.has::<JobEdit>().then(|| paths::new_job(here.project.id, Some(script.id))),
        bundle: visit.state.asset("sql_editor.js"),
        editor: editor_options(words, can_edit),
        clusters,
        queries: recent,
        words: workspace_words(words),
    })
}

/// What the bundle's `mount` is given.
fn editor_options(words: &Sql, can_edit: bool) -> String {
    let phrases: BTreeMap<_, _> = words.phrases.iter().copied().collect();
    let options = serde_json::json!({
        "label": words.editor,
        "description": words.editor_leave,
        "placeholder": words.placeholder,
        "read_only": !can_edit,
        "phrases": phrases,
    });
    options.to_string()
}

/// What stands below without script: what was refused, and a button for each statement.
fn plain(here: &Here, script: &Script, flash: &Flash, words: &'static Words) -> impl IntoView + use<> {
    let may_run = here.member.has::<QueryRun>();
    let action = paths::script(here.project.id, script.id);
    let problems: Vec<String> = flash.problems_elsewhere(&[]).map(|problem| words.problem(&problem.code)).collect();
    let statements: Vec<String> = sql::split(&script.text)
        .statements
        .iter()
        .map(|statement| script.text[statement.range.clone()].to_string())
        .collect();
    let rows = statements.into_iter().enumerate().map(move |(index, statement)| {
        view! {
            <li>
                <form method="post" action=action.clone() class="row">
                    <code>{label(&statement)}</code>
                    " "
                    <input type="hidden" name="statement" value=index.to_string()/>
                    <button class="button" name="act" value="run" disabled=!may_run>{words.sql.run}</button>
                </form>
            </li>
        }
    });
    view! {
        {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
        <noscript>
            <section class="panel">
                <header class="panel-head"><h2>{words.sql.statements}</h2></header>
                <ol>{rows.collect_view()}</ol>
            </section>
        </noscript>
    }
}
