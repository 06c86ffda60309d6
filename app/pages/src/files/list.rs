//! The jars of a project, and the form for another one.

use super::one::how;
use crate::{
    frame::{Place, Section},
    live::roll,
    visit::{Here, Visit, settle},
};
use app::{
    context::Refusal,
    forms::{Flash, MOST_JAR_BYTES},
    locale::Locale,
    paths,
    ui::{ChoiceField, Columns, Empty, Field, LiveBar, LiveList, Moment, Notice, NoticeKind, Table},
    words::bytes,
};
use leptos::prelude::*;
use model::{
    ProjectFileKind, ProjectId, Topic,
    authority::{FileEdit, FileView, Permission, ProjectView},
};
use std::collections::HashMap;
use store::ProjectFile;

/// The jars.
#[component]
pub(crate) fn FilesPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let topic = Topic::Files(here.project.id);
        let roll = roll(topic, &visit.state, visit.actor()?).await?;
        let files = visit.state.store.project_files(&here.member.allow::<FileView>()?).await?;
        let people = people(&visit, &here).await?;
        let done = match flash.what_was_done() {
            Some("added") => Some(words.files.added),
            Some("deleted") => Some(words.files.gone),
            _ => None,
        };
        let elsewhere: Vec<String> =
            flash.problems_elsewhere(&["name", "kind", "file"]).map(|problem| words.problem(&problem.code)).collect();
        let example = files.first().map(|file| file.name.to_string());
        let upload = match here.member.allow::<FileEdit>() {
            Ok(_) => upload(flash, locale).into_any(),
            Err(_) => {
                let needs = (words.common.needs_permission)(FileEdit::NAME);
                view! { <Notice kind=NoticeKind::Info>{needs}</Notice> }.into_any()
            }
        };
        let list = match files.is_empty() {
            true => view! { <Empty sentence=words.files.none why=words.files.none_why/> }.into_any(),
            false => table(here.project.id, files, &people, locale).into_any(),
        };
        let place = Place {
            title: format!("{} – {}", words.files.title, here.project.name),
            section: Section::Files,
            project: Some(here.project.id),
        };
        let content = view! {
            <header class="page-head">
                <h1>{words.files.title}</h1>
                <p class="page-lead">{words.files.intro}</p>
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            <LiveList topic roll class="live-list">
                <LiveBar locale/>
                {list}
            </LiveList>
            {upload}
            {how(example.unwrap_or_else(|| "name.jar".into()), locale)}
        };
        visit.page(place, content).await
    })
}

/// Members by id; whoever left has no name any more.
async fn people(visit: &Visit, here: &Here) -> Result<HashMap<model::UserId, String>, Refusal> {
    let members = visit.state.store.members(&here.member.allow::<ProjectView>()?).await?;
    Ok(members.into_iter().map(|member| (member.user, member.display_name)).collect())
}

fn table(
    project: ProjectId,
    files: Vec<ProjectFile>,
    people: &HashMap<model::UserId, String>,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let rows = files.into_iter().map(|file| {
        let hash = file.sha256.to_string();
        let short: String = hash.chars().take(12).collect();
        let by = people.get(&file.uploaded_by).cloned().unwrap_or_else(|| words.common.unknown.into());
        view! {
            <tr>
                <th scope="row"><a href=paths::file(project, file.id)>{file.name.to_string()}</a></th>
                <td>{(words.files.kinds)(file.kind)}</td>
                <td class="num">{bytes(file.size)}</td>
                <td><code title=hash>{short}</code></td>
                <td>{by}</td>
                <td><Moment at=file.uploaded_at locale/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Table
            label=words.files.title
            columns=Columns::default()
                .text(words.common.name)
                .text(words.files.kind)
                .number(words.files.size)
                .text(words.files.hash)
                .text(words.files.by)
                .text(words.files.uploaded)
            rows=rows
        />
    }
}

/// The file comes last: what it is must be known before it streams in.
fn upload(flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let kinds = ProjectFileKind::ALL.iter();
    let kinds: Vec<_> = kinds.map(|kind| (kind.as_str().to_owned(), (words.files.kinds)(*kind).to_owned())).collect();
    let problem = flash.problem("file").map(|problem| words.problem(&problem.code));
    let described = if problem.is_some() { "file-error file-hint" } else { "file-hint" };
    let hint = (words.files.file_hint)(&bytes(i64::try_from(MOST_JAR_BYTES).unwrap_or(i64::MAX)));
    let invalid = problem.is_some().then_some("true");
    view! {
        <section class="panel" id="upload">
            <header class="panel-head"><h2>{words.files.upload}</h2></header>
            <form method="post" enctype="multipart/form-data" class="form">
                <ChoiceField name="kind" label=words.files.kind value="udf" choices=kinds flash=flash.clone() locale/>
                <Field name="name" label=words.files.stored_as value="" flash locale hint=words.files.stored_as_hint optional=true/>
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
                    {problem.map(|sentence| view! { <p class="field-error" id="file-error" role="alert">{sentence}</p> })}
                </div>
                <div class="form-acts">
                    <button class="button" data-kind="primary">{words.files.upload}</button>
                </div>
            </form>
        </section>
    }
}
