//! One jar: what it is, how it is used, and its end.

use super::{
    upload::{FIELDS, upload_version},
    versions::{classes, versions},
};
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{ConfirmField, Moment, Notice, NoticeKind},
    words::bytes,
};
use leptos::prelude::*;
use model::{
    ProjectFileId,
    authority::{FileEdit, FileView, JobEdit},
};
use store::{PageRequest, ProjectFile};

/// Versions that are shown at once.
const SHOWN: u32 = 20;

/// A jar: its newest version, those before, the form for the next one, and its end.
#[component]
pub(crate) fn FilePage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let id: ProjectFileId = visit.param("file")?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let scope = here.member.allow::<FileView>()?;
        let file = visit.state.store.project_file(&scope, id).await?;
        let leaf: u32 = visit.query("page").and_then(|text| text.parse().ok()).unwrap_or(1);
        let request = PageRequest { number: leaf.saturating_sub(1), size: SHOWN };
        let page = visit.state.store.jar_versions(&scope, id, request).await?;
        let name = file.name.to_string();
        let shown: Vec<&str> = FIELDS.into_iter().chain(["confirmation"]).collect();
        let elsewhere: Vec<String> =
            flash.problems_elsewhere(&shown).map(|problem| words.problem(&problem.code)).collect();
        let done = (flash.what_was_done() == Some("added")).then_some(words.files.added);
        let make_job = here.member.has::<JobEdit>().then(|| {
            let href = paths::new_jar_job(here.project.id, id);
            view! { <a class="button" href=href>{words.files.make_job}</a> }
        });
        let edits = here.member.has::<FileEdit>();
        let upload = edits.then(|| upload_version((here.project.id, id), flash.clone(), locale));
        let delete = edits.then(|| delete(&name, flash, locale));
        let place = Place {
            title: format!("{name} – {}", here.project.name),
            section: Section::Files,
            project: Some(here.project.id),
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::files(here.project.id)>{words.files.title}</a></nav>
                <h1>{name.clone()}</h1>
                <div class="page-acts">{make_job}</div>
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {newest(&file, locale)}
            {versions((here.project.id, id), page, request, locale)}
            {upload}
            {how(name, locale)}
            {delete}
        };
        visit.page(place, content).await
    })
}

/// What the newest version is.
fn newest(file: &ProjectFile, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().files;
    let (newest, kind) = (file.newest.clone(), (words.kinds)(file.kind));
    let main_class = classes(newest.main_class.as_slice(), words.programs_none);
    let programs = classes(&newest.programs, words.programs_none);
    view! {
        <dl class="key-value">
            <dt>{words.kind}</dt>
            <dd>{kind}</dd>
            <dt>{words.version}</dt>
            <dd>{newest.number}</dd>
            <dt>{words.size}</dt>
            <dd>{bytes(newest.size)}</dd>
            <dt>{words.hash}</dt>
            <dd><code>{newest.sha256.to_string()}</code></dd>
            <dt>{words.uploaded}</dt>
            <dd><Moment at=newest.created_at locale/></dd>
            <dt>{words.main_class}</dt>
            <dd>{main_class}</dd>
            <dt>{words.programs}</dt>
            <dd>{programs}</dd>
        </dl>
    }
}

/// The end of a jar.
fn delete(name: &str, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let (words, expected) = (locale.words().files, name.to_owned());
    view! {
        <section class="panel" data-kind="danger">
            <header class="panel-head"><h2>{words.delete}</h2></header>
            <form method="post" class="form">
                <p>{words.delete_why}</p>
                <ConfirmField expected flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="danger">{words.delete}</button>
                </div>
            </form>
        </section>
    }
}

/// How SQL uses a jar.
pub(super) fn how(name: String, locale: Locale) -> impl IntoView {
    let words = locale.words().files;
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.how}</h2></header>
            <div class="stack">
                <p>{words.how_jar}</p>
                <pre class="code" tabindex="0">{format!("ADD JAR '{name}';")}</pre>
                <p>{words.how_function}</p>
                <pre class="code" tabindex="0">
                    {format!("CREATE TEMPORARY FUNCTION my_function AS 'org.example.MyFunction' USING JAR '{name}';")}
                </pre>
                <p class="muted">{words.how_where}</p>
            </div>
        </section>
    }
}
