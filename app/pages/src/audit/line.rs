//! The lines of the audit.

use super::{
    asked::Asked,
    diff::{Change, Diff},
    object::{self, Gone},
    reader::Reader,
};
use app::{
    locale::Locale,
    paths,
    ui::{Icon, Table},
    words,
};
use chrono::SecondsFormat;
use leptos::prelude::*;
use model::ProjectId;
use std::sync::Arc;
use store::AuditRow;

/// What is around a line.
#[derive(Clone, Debug)]
pub(super) struct Around {
    /// The address of the page, without its filter.
    pub(super) page: String,
    pub(super) asked: Asked,
    pub(super) reader: Reader,
    pub(super) gone: Gone,
    /// The project that the page is about.
    pub(super) project: Option<ProjectId>,
    pub(super) locale: Locale,
    pub(super) sprite: String,
}

/// The table of lines.
#[component]
pub(super) fn Lines(rows: Vec<AuditRow>, around: Around) -> impl IntoView {
    let words = around.locale.words().audit;
    let around = Arc::new(around);
    let rows = rows.into_iter().map(|row| view! { <Line row around=around.clone()/> });
    view! {
        <Table
            label=words.title
            columns=[words.time, words.person, words.act, words.object, words.change, words.request]
            look="audit-lines"
            rows=rows.collect_view()
        />
    }
}

#[component]
fn Line(row: AuditRow, around: Arc<Around>) -> impl IntoView {
    let locale = around.locale;
    let words = locale.words();
    let at = row.at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let change = Diff::of(row.before.as_ref(), row.after.as_ref(), words);
    let act = words::act(locale.language, &row.act).map_or_else(|| row.act.clone(), String::from);
    let person = person(&row, &around);
    let object = object_of(&row, &around);
    let request = row.request_id.clone();
    view! {
        <tr>
            <td><time class="mono" datetime=at>{locale.time(row.at)}</time></td>
            <td>{person}</td>
            <td class="audit-act"><span title=row.act>{act}</span></td>
            <td>{object}</td>
            <td>{change.map(|diff| view! { <Change diff words/> })}</td>
            <td class="clip" title=request><code>{row.request_id}</code></td>
        </tr>
    }
}

/// Who did it, under the name of that time.
fn person(row: &AuditRow, around: &Around) -> AnyView {
    let name = row.actor_name.clone();
    match row.actor_id {
        None => view! { <em>{around.locale.words().audit.server}</em> }.into_any(),
        Some(user) if around.reader.sees_users => view! { <a href=paths::user(user)>{name}</a> }.into_any(),
        Some(_) => name.into_any(),
    }
}

/// What it was done to, under the name of that time.
fn object_of(row: &AuditRow, around: &Around) -> impl IntoView + use<> {
    let locale = around.locale;
    let words = locale.words().audit;
    let kind =
        words::object_kind(locale.language, &row.object_kind).map_or_else(|| row.object_kind.clone(), String::from);
    let name = match (row.object_name.is_empty(), row.actor_id) {
        (false, _) => row.object_name.clone(),
        // What people do to their own account is written without its name.
        (true, Some(user)) if row.object_id == user.to_string() => row.actor_name.clone(),
        (true, _) => row.object_id.clone(),
    };
    let name = match object::address(row, &around.reader, &around.gone) {
        Some(address) => view! { <a href=address>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let elsewhere = row.project_id.filter(|project| around.project != Some(*project) && row.object_kind != "project");
    let project = elsewhere.and_then(|project| around.reader.projects.get(&project)).map(|project| {
        view! { <small>{(words.in_project)(project)}</small> }
    });
    let alone = (!row.object_id.is_empty() && around.asked.id != row.object_id).then(|| {
        let href = around.asked.of_object(&row.object_kind, &row.object_id).address(&around.page);
        let sprite = around.sprite.clone();
        view! {
            <a class="audit-alone" href=href title=words.of_this_object>
                <Icon name="list-filter" sprite label=words.of_this_object/>
            </a>
        }
    });
    view! {
        <span class="audit-object">
            <span class="audit-kind">{kind}</span>
            " "
            {name}
            " "
            {alone}
        </span>
        {project}
    }
}
