//! One jar: what it is, how it is used, and its end.

use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{ConfirmField, Moment, Notice, NoticeKind},
    words::bytes,
};
use leptos::prelude::*;
use model::{
    ProjectFileId,
    authority::{FileEdit, FileView},
};

/// A jar.
#[component]
pub(crate) fn FilePage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let id: ProjectFileId = visit.param("file")?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let files = visit.state.store.project_files(&here.member.allow::<FileView>()?).await?;
        let file = files.into_iter().find(|file| file.id == id).ok_or(Refusal::NotFound)?;
        let name = file.name.to_string();
        let elsewhere: Vec<String> =
            flash.problems_elsewhere(&["confirmation"]).map(|problem| words.problem(&problem.code)).collect();
        let delete = here.member.has::<FileEdit>().then(|| {
            let expected = name.clone();
            view! {
                <section class="panel" data-kind="danger">
                    <header class="panel-head"><h2>{words.files.delete}</h2></header>
                    <form method="post" class="form">
                        <p>{words.files.delete_why}</p>
                        <ConfirmField expected flash locale/>
                        <div class="form-acts">
                            <button class="button" data-kind="danger">{words.files.delete}</button>
                        </div>
                    </form>
                </section>
            }
        });
        let place = Place {
            title: format!("{name} – {}", here.project.name),
            section: Section::Files,
            project: Some(here.project.id),
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::files(here.project.id)>{words.files.title}</a></nav>
                <h1>{name.clone()}</h1>
            </header>
            {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            <dl class="key-value">
                <dt>{words.files.kind}</dt>
                <dd>{(words.files.kinds)(file.kind)}</dd>
                <dt>{words.files.size}</dt>
                <dd>{bytes(file.size)}</dd>
                <dt>{words.files.hash}</dt>
                <dd><code>{file.sha256.to_string()}</code></dd>
                <dt>{words.files.uploaded}</dt>
                <dd><Moment at=file.uploaded_at locale/></dd>
            </dl>
            {how(name, locale)}
            {delete}
        };
        visit.page(place, content).await
    })
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
