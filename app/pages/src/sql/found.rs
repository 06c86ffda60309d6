//! What a search found, with the folders it lies in.

use app::{locale::Locale, paths, ui::Icon};
use leptos::prelude::*;
use model::{ProjectId, ScriptId};
use store::FoundScripts;

/// Scripts that a search lists at most.
pub(super) const FOUND: usize = 50;

/// The scripts, and what one should know of the search.
#[component]
pub(super) fn Found(
    project: ProjectId,
    /// What was searched for; it stays when one of them is opened.
    text: String,
    found: FoundScripts,
    /// The script that is open.
    #[prop(optional)]
    open: Option<ScriptId>,
    /// Where one gets without the search.
    leave: String,
    locale: Locale,
    sprite: String,
) -> impl IntoView {
    let words = locale.words();
    let none = found.scripts.is_empty().then_some(words.common.no_results);
    let more = found.has_more.then(|| (words.sql.found_more)(found.scripts.len()));
    let texts = found.texts.map(|count| (words.sql.found_in_texts)(count));
    let items = found.scripts.iter().map(|script| {
        let current = (Some(script.id) == open).then_some("page");
        let folder = script.folder_id.map(|id| found.paths.text(Some(id)));
        view! {
            <li>
                <a href=paths::script_found(project, script.id, &text) aria-current=current>
                    <Icon name="file-code" sprite=sprite.clone()/>
                    <span>{script.name.clone()}" "{folder.map(|path| view! { <small>{path}</small> })}</span>
                </a>
            </li>
        }
    });
    view! {
        <ul class="tree" data-found="">{items.collect_view()}</ul>
        <p class="tree-note" role="status">{none}{more}</p>
        {texts.map(|sentence| view! { <p class="tree-note">{sentence}</p> })}
        <p class="tree-note"><a href=leave>{words.common.clear}</a></p>
    }
}
