//! The jars of a project, and the form for another one.

use super::{
    one::how,
    upload::{FIELDS, upload},
};
use crate::{
    frame::{Place, Section},
    live::roll,
    visit::{Here, Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Columns, Empty, LiveBar, LiveList, Moment, Notice, NoticeKind, Table},
    words::bytes,
};
use leptos::prelude::*;
use model::{
    ProjectId, Topic,
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
            flash.problems_elsewhere(&FIELDS).map(|problem| words.problem(&problem.code)).collect();
        let example = files.first().map(|file| file.name.to_string());
        let upload = match here.member.allow::<FileEdit>() {
            Ok(_) => upload(here.project.id, flash, locale).into_any(),
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
        let hash = file.newest.sha256.to_string();
        let short: String = hash.chars().take(12).collect();
        let by = people.get(&file.newest.created_by).cloned().unwrap_or_else(|| words.common.unknown.into());
        view! {
            <tr>
                <th scope="row"><a href=paths::file(project, file.id)>{file.name.to_string()}</a></th>
                <td>{(words.files.kinds)(file.kind)}</td>
                <td class="num">{file.newest.number}</td>
                <td class="num">{bytes(file.newest.size)}</td>
                <td><code title=hash>{short}</code></td>
                <td>{by}</td>
                <td><Moment at=file.newest.created_at locale/></td>
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
                .number(words.files.version)
                .number(words.files.size)
                .text(words.files.hash)
                .text(words.files.by)
                .text(words.files.uploaded)
            rows=rows
        />
    }
}
