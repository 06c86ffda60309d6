//! What a deploy would submit, and how it differs from what ran last.

use super::{submitted::program, view::JobView};
use app::{
    context::Refusal,
    locale::Locale,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    Artifact,
    authority::{Membership, ScriptView},
};
use store::{Run, Store};

/// The text or the program, with a sentence about the version that ran last. `again` is the run whose it is, if not that of
/// now.
pub(super) async fn compared(
    store: &Store,
    member: &Membership,
    view: &JobView,
    again: Option<&Run>,
    locale: Locale,
) -> Result<AnyView, Refusal> {
    let artifact = again.and_then(Run::artifact).unwrap_or_else(|| view.job.artifact.clone());
    let (script, version) = match &artifact {
        Artifact::Script { script, version } => (*script, *version),
        Artifact::Jar(jar) => return program(store, &member.allow()?, (view, jar), locale).await,
    };
    let (words, scope) = (locale.words().jobs, &member.allow::<ScriptView>()?);
    let found = match version {
        Some(version) => store.script_version(scope, version).await.map(|found| (found.text, found.number.to_string())),
        None => store.script(scope, script).await.map(|script| (script.text, "now".to_owned())),
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
        let base = paths::compare_versions(view.job.project_id, script, &ran.number.to_string(), &which);
        view! { <p>{(words.changed)(ran.number)} " " <a href=base>{words.compare}</a></p> }.into_any()
    });
    Ok(view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.submitted}</h2></header>
            <p class="muted">{words.submitted_why}</p>
            {note}
            <pre class="code" tabindex="0">{text}</pre>
        </section>
    }
    .into_any())
}
