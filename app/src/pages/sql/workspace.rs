//! The workspace: tree, editor, results.

use super::tree::{Tree, TreeView};
use crate::{
    context::Refusal,
    forms::Flash,
    islands::{ClusterChoice, OpenScript, SqlWorkspace, SqlWorkspaceWords},
    pages::{
        frame::{Place, Section},
        visit::{Here, Visit, settle},
    },
    paths,
    queries::{label, view_of},
    ui::{Empty, Notice, NoticeKind},
    words::{Sql, Words},
};
use leptos::prelude::*;
use model::{
    FolderId, QuerySort, ScriptId,
    authority::{Permission, ProjectView, QueryRun, QueryView, ScriptEdit, ScriptView},
    sql,
};
use store::{PageRequest, QueryFilter, Script, ScriptEntry};

/// Results that are shown again when a script is opened.
const RESULTS: usize = 6;

/// Scripts that a search lists at most.
const FOUND: i64 = 200;

/// Without a script: leads to the one that was changed last, or offers to make one.
#[component]
pub(in crate::pages) fn SqlStartPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<ScriptView>()?;
        let tree = visit.state.store.script_tree(&scope).await?;
        if let Some(latest) = tree.scripts.iter().max_by_key(|script| script.changed_at) {
            return Err(Refusal::See(paths::script(here.project.id, latest.id)));
        }
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
    })
}

/// A script in the workspace.
#[component]
pub(in crate::pages) fn SqlPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<ScriptView>()?;
        let script = visit.state.store.script(&scope, visit.param::<ScriptId>("script")?).await?;
        let flash = Flash::take().await;
        let search = visit.query("q");
        let mut tree = visit.state.store.script_tree(&scope).await?;
        if let Some(text) = &search {
            tree.scripts = visit.state.store.search_scripts(&scope, text, FOUND).await?;
            tree.folders.retain(|folder| holds_any(folder.id, &tree.scripts));
        }
        let shown = TreeView {
            project: here.project.id,
            tree,
            open: Some(script.id),
            search,
            may_edit: here.member.has::<ScriptEdit>(),
        };
        let words = visit.words();
        let sprite = visit.state.asset("icons.svg");
        let place = Place {
            title: format!("{} – {}", script.name, here.project.name),
            section: Section::Sql,
            project: Some(here.project.id),
        };
        let workspace = workspace(&visit, &here, &script, &flash).await?;
        let plain = plain(&here, &script, &flash, words);
        let content = view! {
            <h1 class="unseen">{script.name}</h1>
            <div class="workspace">
                <Tree shown words sprite/>
                <div
                    class="splitter"
                    role="separator"
                    tabindex="0"
                    aria-orientation="vertical"
                    aria-label=words.sql.scripts
                    aria-valuenow="20"
                    data-splits="files"
                ></div>
                {workspace}
            </div>
            {plain}
        };
        visit.page(place, content).await
    })
}

/// A folder is listed with what was found in it; folders above it stay with it.
fn holds_any(folder: FolderId, found: &[ScriptEntry]) -> bool {
    found.iter().any(|script| script.folder_id == Some(folder))
}

/// The island with everything it starts with.
async fn workspace(visit: &Visit, here: &Here, script: &Script, flash: &Flash) -> Result<AnyView, Refusal> {
    let store = &visit.state.store;
    let words = visit.words().sql;
    let granted = store.granted_clusters(&here.member.allow::<ProjectView>()?).await?;
    let granted = granted.into_iter().filter(|granted| granted.may_query);
    let clusters: Vec<ClusterChoice> =
        granted.map(|granted| ClusterChoice { id: granted.id, name: granted.name }).collect();
    let can_run = here.member.has::<QueryRun>() && !clusters.is_empty();
    let filter = QueryFilter { mine: true, ..QueryFilter::default() };
    let recent = match here.member.allow::<QueryView>() {
        Ok(scope) => {
            let latest = store.queries(&scope, &filter, QuerySort::Newest, PageRequest::default()).await?.rows;
            let mut views = Vec::new();
            for summary in latest.into_iter().filter(|summary| summary.script_id == Some(script.id)).take(RESULTS) {
                views.push(view_of(&store.query(&scope, summary.id).await?, visit.locale));
            }
            views
        }
        Err(_) => Vec::new(),
    };
    let open = OpenScript { id: script.id, name: script.name.clone(), revision: script.revision };
    let text = flash.typed("text").map_or_else(|| script.text.clone(), String::from);
    let cluster = clusters.first().map(|cluster| cluster.id);
    let why_not = (!can_run).then(|| match here.member.has::<QueryRun>() {
        true => words.no_cluster_how.to_string(),
        false => (words.run_why_not)(QueryRun::NAME),
    });
    let can_edit = here.member.has::<ScriptEdit>();
    Ok(view! {
        <SqlWorkspace
            project=here.project.id
            script=Some(open)
            text=text
            can_edit=can_edit
            can_run=can_run
            bundle=visit.state.asset("sql_editor.js")
            clusters=clusters
            cluster=cluster
            queries=recent
            words=island_words(words, why_not)
        />
    }
    .into_any())
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
                <form method="post" action=action.clone() class="form-inline">
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

fn island_words(words: &'static Sql, run_why_not: Option<String>) -> SqlWorkspaceWords {
    SqlWorkspaceWords {
        editor: words.editor.into(),
        editor_leave: words.editor_leave.into(),
        placeholder: words.placeholder.into(),
        run: words.run.into(),
        run_why_not,
        save: words.save.into(),
        saved: words.saved.into(),
        saving: words.saving.into(),
        unsaved: words.unsaved.into(),
        not_saved: words.not_saved.into(),
        cluster: words.cluster.into(),
        no_cluster: words.no_cluster.into(),
        unreachable: words.unreachable.into(),
        signed_out: words.signed_out.into(),
        stale: words.stale.into(),
        stale_mine: words.stale_mine.into(),
        stale_theirs: words.stale_theirs.into(),
        theirs: words.theirs.into(),
        nothing_to_run: words.nothing_to_run.into(),
        results: words.results.into(),
        results_none: words.results_none.into(),
        results_none_why: words.results_none_why.into(),
        stop: words.stop.into(),
        pause: words.pause.into(),
        resume: words.resume.into(),
        keep_newest: words.keep_newest.into(),
        rows: words.rows.into(),
        rows_per_second: words.rows_per_second.into(),
        dropped: words.dropped.into(),
        no_rows_yet: words.no_rows_yet.into(),
        no_rows: words.no_rows.into(),
        close_result: words.close_result.into(),
        go_to_error: words.go_to_error.into(),
        details: words.details.into(),
        job: words.job.into(),
        row_number: words.row_number.into(),
        change: words.change.into(),
        phrases: words.phrases.iter().map(|(english, phrase)| ((*english).into(), (*phrase).into())).collect(),
    }
}
