//! The tree of folders and scripts on the left: links, so that it works without script.

use crate::{paths, ui::Icon, words::Words};
use leptos::prelude::*;
use model::{FolderId, ProjectId, ScriptId};
use store::{Folder, ScriptTree};

/// Everything the tree needs.
#[derive(Clone, Debug)]
pub(super) struct TreeView {
    pub(super) project: ProjectId,
    pub(super) tree: ScriptTree,
    pub(super) open: Option<ScriptId>,
    /// What was searched for; then only what was found is listed.
    pub(super) search: Option<String>,
    pub(super) may_edit: bool,
}

/// The left side of the workspace.
#[component]
pub(super) fn Tree(shown: TreeView, words: &'static Words, sprite: String) -> impl IntoView {
    let TreeView { project, tree, open, search, may_edit } = shown;
    let empty = tree.scripts.is_empty() && tree.folders.is_empty();
    let branch = Branch { project, tree: &tree, open, words, sprite: &sprite, may_edit, found: search.is_some() };
    let items = branch.children(None);
    let acts = may_edit.then(|| {
        view! {
            <div class="panel-acts">
                <a class="button" data-kind="quiet" data-icon="" href=paths::new_script(project, None) aria-label=words.sql.new_script title=words.sql.new_script>
                    <Icon name="file-plus" sprite=sprite.clone()/>
                </a>
                <a class="button" data-kind="quiet" data-icon="" href=paths::new_folder(project, None) aria-label=words.sql.new_folder title=words.sql.new_folder>
                    <Icon name="folder-plus" sprite=sprite.clone()/>
                </a>
            </div>
        }
    });
    view! {
        <aside class="workspace-files" aria-label=words.sql.scripts>
            <header class="panel-head">
                <h2>{words.sql.scripts}</h2>
                {acts}
            </header>
            <form class="search" method="get" role="search">
                <input type="search" name="q" value=search placeholder=words.sql.search_scripts aria-label=words.sql.search_scripts/>
            </form>
            {empty.then(|| view! { <p class="muted">{words.sql.no_scripts}</p> })}
            <ul class="tree">{items}</ul>
        </aside>
    }
}

#[derive(Clone, Copy)]
struct Branch<'a> {
    project: ProjectId,
    tree: &'a ScriptTree,
    open: Option<ScriptId>,
    words: &'static Words,
    sprite: &'a str,
    may_edit: bool,
    /// All folders are unfolded: what was found stands in them.
    found: bool,
}

impl Branch<'_> {
    fn children(self, parent: Option<FolderId>) -> Vec<AnyView> {
        let folders = self.tree.folders.iter().filter(|folder| folder.parent_id == parent);
        let scripts = self.tree.scripts.iter().filter(|script| script.folder_id == parent);
        let mut items: Vec<AnyView> = folders.map(|folder| self.folder(folder)).collect();
        items.extend(scripts.map(|script| {
            let current = (Some(script.id) == self.open).then_some("page");
            view! {
                <li>
                    <a href=paths::script(self.project, script.id) aria-current=current>
                        <Icon name="file-code" sprite=self.sprite.to_string()/>
                        <span>{script.name.clone()}</span>
                    </a>
                </li>
            }
            .into_any()
        }));
        items
    }

    fn folder(self, folder: &Folder) -> AnyView {
        let unfolded = self.found || self.holds_open(folder.id);
        let edit = self.may_edit.then(|| {
            let label = format!("{}: {}", self.words.sql.properties, folder.name);
            view! {
                <a class="tree-act" href=paths::folder(self.project, folder.id) aria-label=label>
                    <Icon name="ellipsis" sprite=self.sprite.to_string()/>
                </a>
            }
        });
        view! {
            <li>
                <details open=unfolded id=format!("folder-{}", folder.id)>
                    <summary>
                        <Icon name="folder" sprite=self.sprite.to_string()/>
                        <span>{folder.name.clone()}</span>
                        {edit}
                    </summary>
                    <ul>{self.children(Some(folder.id))}</ul>
                </details>
            </li>
        }
        .into_any()
    }

    /// True when the script that is open is in the folder, however deep.
    fn holds_open(self, folder: FolderId) -> bool {
        let open = self.tree.scripts.iter().find(|script| Some(script.id) == self.open);
        let mut parent = open.and_then(|script| script.folder_id);
        while let Some(id) = parent {
            if id == folder {
                return true;
            }
            parent = self.tree.folders.iter().find(|other| other.id == id).and_then(|other| other.parent_id);
        }
        false
    }
}
