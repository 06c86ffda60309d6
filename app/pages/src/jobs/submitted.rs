//! The program that a deploy would submit, and how it differs from what ran last.

use super::view::JobView;
use app::{
    context::Refusal,
    locale::Locale,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    JarArguments, JarProgram,
    authority::{FileView, Scope},
};
use store::{JarVersion, Store};

/// The jar, its version, the class and the arguments, with a sentence about the version that ran last.
pub(super) async fn program(
    store: &Store,
    scope: &Scope<FileView>,
    (view, program): (&JobView, &JarProgram),
    locale: Locale,
) -> Result<AnyView, Refusal> {
    let words = locale.words().jobs;
    let version = match runnable(store, scope, program).await {
        Ok(version) => version,
        Err(store::Error::Missing) => {
            return Ok(view! { <Notice kind=NoticeKind::Bad>{words.jar_gone}</Notice> }.into_any());
        }
        Err(error) => return Err(error.into()),
    };
    let ran = match view.run().and_then(|run| run.jar_version_id) {
        Some(ran) => store.jar_version(scope, ran).await.ok(),
        None => None,
    };
    let note = ran.map(|ran| match ran.id == version.id {
        true => (words.jar_unchanged)(ran.number),
        false => (words.jar_changed)(ran.number, version.number),
    });
    let file = paths::file(view.job.project_id, program.jar);
    let name = view.summary.jar_name.clone().unwrap_or_else(|| words.jar_gone.into());
    Ok(view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.jar_submitted}</h2></header>
            {note.map(|note| view! { <p class="muted">{note}</p> })}
            <dl class="key-value">
                <dt>{words.jar}</dt>
                <dd><a href=file>{name}</a></dd>
                <dt>{words.version}</dt>
                <dd>{(words.version_number)(version.number, &version.note)}</dd>
                {called(program, version.main_class.as_ref().map(ToString::to_string), locale)}
            </dl>
        </section>
    }
    .into_any())
}

/// The version that a deploy would run now.
pub(super) async fn runnable(
    store: &Store,
    scope: &Scope<FileView>,
    program: &JarProgram,
) -> store::Result<JarVersion> {
    match program.version {
        Some(version) => store.jar_version(scope, version).await,
        None => Ok(store.project_file(scope, program.jar).await?.newest),
    }
}

/// The class that is run and its arguments, each on a line of its own.
pub(super) fn called(program: &JarProgram, main_class: Option<String>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let class = match (&program.entry_class, main_class) {
        (Some(class), _) => view! { <code>{class.to_string()}</code> }.into_any(),
        (None, Some(class)) => (words.entry_class_of)(&class).into_any(),
        (None, None) => view! { <span class="muted">{words.entry_class_none}</span> }.into_any(),
    };
    view! {
        <dt>{words.entry_class}</dt>
        <dd>{class}</dd>
        <dt>{words.arguments}</dt>
        <dd>{arguments(&program.arguments, words.arguments_none)}</dd>
    }
}

fn arguments(arguments: &JarArguments, none: &'static str) -> AnyView {
    match arguments.as_slice() {
        [] => view! { <span class="muted">{none}</span> }.into_any(),
        lines => {
            let lines = lines.iter().map(|line| view! { <div><code>{line.clone()}</code></div> });
            lines.collect_view().into_any()
        }
    }
}
