//! The script that a deploy would submit, and how it differs from what ran last.

use super::view::JobView;
use app::{
    context::Refusal,
    locale::Locale,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;
use model::authority::{Scope, ScriptView};
use store::{Run, Store};

/// The text, with a sentence about the version that ran last. `again` is the run whose version it is, if not that of now.
pub(super) async fn compared(
    store: &Store,
    scope: &Scope<ScriptView>,
    view: &JobView,
    again: Option<&Run>,
    locale: Locale,
) -> Result<AnyView, Refusal> {
    let words = locale.words().jobs;
    let job = &view.job;
    let version = again.map_or(job.version_id, |run| run.version_id);
    let found = match version {
        Some(version) => store.script_version(scope, version).await.map(|found| (found.text, found.number.to_string())),
        None => store.script(scope, job.script_id).await.map(|script| (script.text, "now".to_owned())),
    };
    let (text, which) = match found {
        Ok(found) => found,
        Err(store::Error::Missing) => {
            return Ok(view! { <Notice kind=NoticeKind::Bad>{words.script_gone}</Notice> }.into_any());
        }
        Err(error) => return Err(error.into()),
    };
    let ran = match view.run().and_then(|run| run.version_id) {
        Some(ran) => store.script_version(scope, ran).await.ok(),
        None => None,
    };
    let note = ran.map(|ran| {
        if ran.text == text {
            return view! { <p class="muted">{(words.unchanged)(ran.number)}</p> }.into_any();
        }
        let base = paths::compare_versions(job.project_id, job.script_id, &ran.number.to_string(), &which);
        view! { <p>{(words.changed)(ran.number)} " " <a href=base>{words.compare}</a></p> }.into_any()
    });
    Ok(view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.submitted}</h2></header>
            {note}
            <pre class="code" tabindex="0">{text}</pre>
        </section>
    }
    .into_any())
}
