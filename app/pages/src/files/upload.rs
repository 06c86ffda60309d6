//! The form for a jar, and for the next version of one. Without script it is an ordinary form.

use app::{
    forms::{Flash, MOST_JAR_BYTES},
    locale::Locale,
    paths,
    ui::{ChoiceField, Field},
    words::bytes,
};
use leptos::prelude::*;
use model::{ProjectFileId, ProjectFileKind, ProjectId};

/// Fields that show their own problems.
pub(super) const FIELDS: [&str; 4] = ["name", "kind", "note", "file"];

/// For a jar.
pub(super) fn upload(project: ProjectId, flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words().files;
    let kinds = ProjectFileKind::ALL.iter();
    let kinds: Vec<_> = kinds.map(|kind| (kind.as_str().to_owned(), (words.kinds)(*kind).to_owned())).collect();
    view! {
        <section class="panel" id="upload">
            <header class="panel-head"><h2>{words.upload}</h2></header>
            <form
                method="post"
                enctype="multipart/form-data"
                class="form"
                data-upload=paths::uploads(project)
                data-interrupted=words.interrupted
            >
                <ChoiceField name="kind" label=words.kind value="program" choices=kinds flash=flash.clone() locale/>
                <Field name="name" label=words.stored_as value="" flash=flash.clone() locale hint=words.stored_as_hint optional=true/>
                {content(flash, locale)}
                <div class="form-acts">
                    <button class="button" data-kind="primary">{words.upload}</button>
                </div>
            </form>
        </section>
    }
}

/// For the next version of a jar.
pub(super) fn upload_version(
    (project, file): (ProjectId, ProjectFileId),
    flash: Flash,
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().files;
    view! {
        <section class="panel" id="upload">
            <header class="panel-head"><h2>{words.upload_version}</h2></header>
            <form
                method="post"
                enctype="multipart/form-data"
                class="form"
                action=paths::file_versions(project, file)
                data-upload=paths::uploads(project)
                data-interrupted=words.interrupted
            >
                {content(flash, locale)}
                <div class="form-acts">
                    <button class="button" data-kind="primary">{words.upload_version}</button>
                </div>
            </form>
        </section>
    }
}

/// The file comes last: what it is must be known before it streams in.
fn content(flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let problem = flash.problem("file").map(|problem| words.problem(&problem.code));
    let described = if problem.is_some() { "file-error file-hint" } else { "file-hint" };
    let hint = (words.files.file_hint)(&bytes(i64::try_from(MOST_JAR_BYTES).unwrap_or(i64::MAX)));
    let invalid = problem.is_some().then_some("true");
    view! {
        <Field name="note" label=words.files.note value="" flash locale hint=words.files.note_hint optional=true/>
        <div class="field">
            <label for="file">{words.files.file}</label>
            <input
                id="file"
                name="file"
                type="file"
                accept=".jar,application/java-archive"
                required=true
                aria-invalid=invalid
                aria-describedby=described
            />
            <p class="field-hint" id="file-hint">{hint}</p>
            // The page script shows here how far it is.
            <p class="upload" role="status" hidden=true>
                <progress class="progress" max="1" aria-label=words.files.uploading></progress> " " <span></span>
            </p>
            {problem.map(|sentence| view! { <p class="field-error" id="file-error" role="alert">{sentence}</p> })}
        </div>
    }
}
