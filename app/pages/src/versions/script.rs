//! The script whose versions are looked at; it may be gone.

use crate::{
    frame::{Place, Section},
    visit::{Here, Visit},
};
use app::{context::Refusal, paths, words::Words};
use leptos::prelude::*;
use model::{
    ProjectId, ScriptId,
    authority::{Scope, ScriptView},
};
use store::{PageRequest, Script, ScriptVersionLine};

/// How many versions can be chosen from; older ones are reached by their address.
const CHOICES: u32 = 200;

/// What every page about versions begins with.
pub(super) struct Versioned {
    pub(super) project: ProjectId,
    pub(super) id: ScriptId,
    /// `None` when it is deleted; its versions are there.
    pub(super) script: Option<Script>,
    /// The newest ones, the newest first.
    pub(super) newest: Vec<ScriptVersionLine>,
    pub(super) scope: Scope<ScriptView>,
    title: String,
}

impl Versioned {
    /// The script of the address. One that is deleted and has no version does not exist.
    pub(super) async fn read(visit: &Visit, here: &Here) -> Result<Self, Refusal> {
        let (store, scope) = (&visit.state.store, here.member.allow::<ScriptView>()?);
        let id: ScriptId = visit.param("script")?;
        let script = match store.script(&scope, id).await {
            Ok(script) => Some(script),
            Err(store::Error::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        let newest = store.script_versions(&scope, id, PageRequest { number: 0, size: CHOICES }).await?.rows;
        if script.is_none() && newest.is_empty() {
            return Err(Refusal::NotFound);
        }
        let title = script.as_ref().map_or_else(|| here.project.name.clone(), |script| script.name.clone());
        Ok(Self { project: here.project.id, id, script, newest, scope, title })
    }

    /// The place of a page about it.
    pub(super) fn place(&self, title: &str) -> Place {
        Place { title: format!("{title} – {}", self.title), section: Section::Sql, project: Some(self.project) }
    }

    /// The way to it, and below the list to the list.
    pub(super) fn crumbs(&self, below_list: bool, words: &'static Words) -> impl IntoView + use<> {
        let (href, name) = match &self.script {
            Some(script) => (paths::script(self.project, self.id), script.name.clone()),
            None => (paths::sql(self.project), words.sql.title.into()),
        };
        let list = below_list.then(|| {
            view! { <li><a href=paths::versions(self.project, self.id)>{words.versions.title}</a></li> }
        });
        view! {
            <nav class="crumbs">
                <ol>
                    <li><a href=href>{name}</a></li>
                    {list}
                </ol>
            </nav>
        }
    }
}
