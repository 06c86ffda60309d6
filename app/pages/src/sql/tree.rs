//! The tree of folders and scripts on the left: links, so that it works without script.
//!
//! What nobody opened is not there: its folder is a link that opens it.

use super::found::Found;
use app::{locale::Locale, paths, ui::Icon, words::Words};
use leptos::prelude::*;
use model::{FolderId, ProjectId, ScriptId};
use store::{Folder, FoundScripts, Script, ScriptEntry, ScriptTree};

/// Everything the left side needs.
#[derive(Clone, Debug)]
pub(super) struct FilesView {
    pub(super) project: ProjectId,
    /// The script that is open.
    pub(super) open: OpenScript,
    pub(super) files: Files,
    pub(super) may_edit: bool,
}

/// Where the script that is open lies.
#[derive(Clone, Debug)]
pub(super) struct OpenScript {
    id: ScriptId,
    folder: Option<FolderId>,
    name: String,
}

impl OpenScript {
    pub(super) fn of(script: &Script) -> Self {
        Self { id: script.id, folder: script.folder_id, name: script.name.clone() }
    }
}

/// What is listed.
#[derive(Clone, Debug)]
pub(super) enum Files {
    /// As much of the tree as is open.
    Tree(ScriptTree),
    /// What was searched for, and what was found.
    Found(String, FoundScripts),
}

/// The left side of the workspace.
#[component]
pub(super) fn FilesPanel(shown: FilesView, locale: Locale, sprite: String) -> impl IntoView {
    let FilesView { project, open, files, may_edit } = shown;
    let words = locale.words();
    let link = |href, icon, label| quiet(href, icon, label, &sprite);
    let acts = may_edit.then(|| {
        let script = link(paths::new_script(project, None), "file-plus", words.sql.new_script);
        (script, link(paths::new_folder(project, None), "folder-plus", words.sql.new_folder))
    });
    let all = link(paths::scripts(project, None, 1), "list", words.sql.all_scripts);
    let (search, list) = match files {
        Files::Tree(tree) => {
            let branch = Branch { project, tree: &tree, open: &open, words, sprite: &sprite, may_edit };
            (None, view! { <ul class="tree">{branch.children(None)}</ul> }.into_any())
        }
        Files::Found(text, found) => {
            let leave = paths::script(project, open.id);
            let list =
                view! { <Found project text=text.clone() found open=open.id leave locale sprite=sprite.clone()/> };
            (Some(text), list.into_any())
        }
    };
    view! {
        <aside class="workspace-files" aria-label=words.sql.scripts>
            <header class="panel-head">
                <h2>{words.sql.scripts}</h2>
                <div class="panel-acts">{all}{acts}</div>
            </header>
            <form class="search" method="get" role="search">
                <Icon name="search" sprite=sprite.clone()/>
                <input type="search" name="q" value=search placeholder=words.sql.search_scripts aria-label=words.sql.search_scripts/>
            </form>
            {list}
        </aside>
    }
}

/// A button that is an icon.
fn quiet(href: String, icon: &'static str, label: &'static str, sprite: &str) -> impl IntoView + use<> {
    view! {
        <a class="button" data-kind="quiet" data-icon="" href=href aria-label=label title=label>
            <Icon name=icon sprite=sprite.to_string()/>
        </a>
    }
}

#[derive(Clone, Copy)]
struct Branch<'a> {
    project: ProjectId,
    tree: &'a ScriptTree,
    open: &'a OpenScript,
    words: &'static Words,
    sprite: &'a str,
    may_edit: bool,
}

impl Branch<'_> {
    /// What lies in a folder that is read. What is open is there, even where it is far down the names.
    fn children(self, parent: Option<FolderId>) -> Vec<AnyView> {
        let Some(content) = self.tree.content(parent) else { return Vec::new() };
        let way = self.tree.open.folders().filter(|folder| folder.parent_id == parent);
        let far: Vec<&Folder> = way.filter(|folder| content.folders.iter().all(|near| near.id != folder.id)).collect();
        let is_far = self.open.folder == parent && content.scripts.iter().all(|near| near.id != self.open.id);
        let more = content.total - content.shown() - far.len() as i64 - i64::from(is_far);
        let folders = content.folders.iter().chain(far).map(|folder| self.folder(folder));
        let scripts = content.scripts.iter().map(|script: &ScriptEntry| self.script(script.id, &script.name));
        let mut items: Vec<AnyView> = folders.chain(scripts).collect();
        items.extend(is_far.then(|| self.script(self.open.id, &self.open.name)));
        items.extend((more > 0).then(|| self.more(parent, more)));
        items
    }

    fn script(self, script: ScriptId, name: &str) -> AnyView {
        let current = (script == self.open.id).then_some("page");
        view! {
            <li>
                <a href=paths::script(self.project, script) aria-current=current>
                    <Icon name="file-code" sprite=self.sprite.to_string()/>
                    <span>{name.to_string()}</span>
                </a>
            </li>
        }
        .into_any()
    }

    /// A folder that is read can be unfolded; one that is not leads to this page with it open.
    fn folder(self, folder: &Folder) -> AnyView {
        let icon = view! { <Icon name="folder" sprite=self.sprite.to_string()/> };
        let name = view! { <span>{folder.name.clone()}</span> };
        if self.tree.content(Some(folder.id)).is_none() {
            let href = paths::script_and_folder(self.project, self.open.id, folder.id);
            let link = view! { <a class="tree-folder" href=href aria-expanded="false">{icon}{name}</a> };
            return view! { <li class="tree-closed">{link}{self.properties(folder)}</li> }.into_any();
        }
        let unfolded = self.tree.open.get(folder.id).is_some();
        view! {
            <li>
                <details open=unfolded id=format!("folder-{}", folder.id)>
                    <summary>{icon}{name}{self.properties(folder)}</summary>
                    <ul>{self.children(Some(folder.id))}</ul>
                </details>
            </li>
        }
        .into_any()
    }

    fn properties(self, folder: &Folder) -> Option<AnyView> {
        self.may_edit.then(|| {
            let label = format!("{}: {}", self.words.sql.properties, folder.name);
            let icon = view! { <Icon name="ellipsis" sprite=self.sprite.to_string()/> };
            let href = paths::folder(self.project, folder.id);
            view! { <a class="tree-act" href=href aria-label=label>{icon}</a> }.into_any()
        })
    }

    fn more(self, folder: Option<FolderId>, count: i64) -> AnyView {
        let href = paths::scripts(self.project, folder, 1);
        view! { <li><a class="tree-more" href=href>{(self.words.sql.more_entries)(count)}</a></li> }.into_any()
    }
}
