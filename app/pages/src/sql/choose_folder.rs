//! Choosing a folder: all of them where there are few; where there are many, those that were searched for.

use crate::visit::{Here, Visit};
use app::{context::Refusal, forms::Flash, words::Words};
use leptos::prelude::*;
use model::{FolderId, authority::ScriptView};

/// Folders that are offered at most.
const OFFERED: usize = 200;

/// The folders to choose from, and a search for others where there are more.
pub(super) struct FolderChoice {
    /// Ids and paths, the top first.
    pub(super) choices: Vec<(String, String)>,
    /// What was searched for, where there is something to search.
    search: Option<String>,
}

impl FolderChoice {
    /// What this page offers: among them the folder that is chosen now, and the one that was chosen before.
    pub(super) async fn read(visit: &Visit, here: &Here, chosen: &str, flash: &Flash) -> Result<Self, Refusal> {
        let scope = here.member.allow::<ScriptView>()?;
        let with: Vec<FolderId> =
            [Some(chosen), flash.typed("folder")].into_iter().flatten().filter_map(|text| text.parse().ok()).collect();
        let text = visit.query("find").unwrap_or_default();
        let offered = visit.state.store.folder_choices(&scope, &text, &with, OFFERED).await?;
        let paths = offered.folders.iter().map(|id| (id.to_string(), offered.paths.text(Some(*id))));
        let mut choices: Vec<(String, String)> = paths.collect();
        choices.sort_by(|a, b| a.1.cmp(&b.1));
        choices.insert(0, (String::new(), visit.words().sql.top.into()));
        let search = (offered.has_more || !text.is_empty()).then_some(text);
        Ok(Self { choices, search })
    }

    /// Leaves out one: a folder does not lie in itself.
    pub(super) fn without(mut self, folder: FolderId) -> Self {
        let own = folder.to_string();
        self.choices.retain(|(value, _)| *value != own);
        self
    }

    /// The search, above the form that it is for.
    pub(super) fn search(&self, chosen: &str, words: &'static Words) -> Option<AnyView> {
        let text = self.search.clone()?;
        let kept =
            (!chosen.is_empty()).then(|| view! { <input type="hidden" name="folder" value=chosen.to_string()/> });
        let form = view! {
            <form method="get" class="form narrow" role="search">
                {kept}
                <div class="field">
                    <label for="find">{words.sql.find_folder}</label>
                    <input id="find" type="search" name="find" value=text aria-describedby="find-hint"/>
                    <p class="field-hint" id="find-hint">{words.sql.more_folders}</p>
                </div>
                <div class="form-acts"><button class="button">{words.common.search}</button></div>
            </form>
        };
        Some(form.into_any())
    }
}
