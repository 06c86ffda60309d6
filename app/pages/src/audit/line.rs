//! The lines of the audit.

use super::{
    asked::Asked,
    diff::{Change, Diff},
    object::{self, Gone},
    reader::Reader,
};
use app::{
    line_cache::LineCache,
    locale::Locale,
    paths,
    ui::{self, Icon},
    words,
};
use chrono::SecondsFormat;
use leptos::prelude::*;
use model::ProjectId;
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

/// All that a line shows.
#[derive(Clone, Debug, Hash)]
struct Shown {
    row: AuditRow,
    /// The page of who did it, if the reader may open it.
    person: Option<String>,
    /// The page of what it was done to, if it is there and the reader may open it.
    object: Option<String>,
    /// The name of its project, where that is not what the page is about.
    project: Option<String>,
    /// The lines of this object alone, unless it is they that are shown.
    alone: Option<String>,
    sprite: String,
    locale: Locale,
}

impl Shown {
    fn of(row: AuditRow, around: &Around) -> Self {
        let reader = &around.reader;
        let elsewhere =
            row.project_id.filter(|project| around.project != Some(*project) && row.object_kind != "project");
        let is_one_of_many = !row.object_id.is_empty() && around.asked.id != row.object_id;
        Self {
            person: row.actor_id.filter(|_| reader.sees_users).map(paths::user),
            object: object::address(&row, reader, &around.gone),
            project: elsewhere.and_then(|project| reader.projects.get(&project)).cloned(),
            alone: is_one_of_many
                .then(|| around.asked.of_object(&row.object_kind, &row.object_id).address(&around.page)),
            sprite: around.sprite.clone(),
            locale: around.locale,
            row,
        }
    }
}

/// The table of lines.
#[component]
pub(super) fn Table(rows: Vec<AuditRow>, around: Around, lines: LineCache) -> impl IntoView {
    let words = around.locale.words().audit;
    let rows = rows.into_iter().map(|row| lines.line(Shown::of(row, &around), |shown| view! { <Line shown/> }));
    view! {
        <ui::Table
            label=words.title
            columns=[words.time, words.person, words.act, words.object, words.change, words.request]
            look="audit-lines"
            rows=rows.collect_view()
        />
    }
}

#[component]
fn Line(shown: Shown) -> impl IntoView {
    let locale = shown.locale;
    let words = locale.words();
    let row = &shown.row;
    let at = row.at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let change = Diff::of(row.before.as_ref(), row.after.as_ref(), words);
    let act = words::act(locale.language, &row.act).map_or_else(|| row.act.clone(), String::from);
    view! {
        <tr>
            <td><time class="mono" datetime=at>{locale.time(row.at)}</time></td>
            <td>{person(&shown)}</td>
            <td class="audit-act"><span title=row.act.clone()>{act}</span></td>
            <td>{object_of(&shown)}</td>
            <td>{change.map(|diff| view! { <Change diff words/> })}</td>
            <td class="clip" title=row.request_id.clone()><code>{row.request_id.clone()}</code></td>
        </tr>
    }
}

/// Who did it, under the name of that time.
fn person(shown: &Shown) -> AnyView {
    let name = shown.row.actor_name.clone();
    match (shown.row.actor_id, shown.person.clone()) {
        (None, _) => view! { <em>{shown.locale.words().audit.server}</em> }.into_any(),
        (Some(_), Some(href)) => view! { <a href=href>{name}</a> }.into_any(),
        (Some(_), None) => name.into_any(),
    }
}

/// What it was done to, under the name of that time.
fn object_of(shown: &Shown) -> impl IntoView + use<> {
    let (row, locale) = (&shown.row, shown.locale);
    let words = locale.words().audit;
    let kind =
        words::object_kind(locale.language, &row.object_kind).map_or_else(|| row.object_kind.clone(), String::from);
    let name = match (row.object_name.is_empty(), row.actor_id) {
        (false, _) => row.object_name.clone(),
        // What people do to their own account is written without its name.
        (true, Some(user)) if row.object_id == user.to_string() => row.actor_name.clone(),
        (true, _) => row.object_id.clone(),
    };
    let name = match shown.object.clone() {
        Some(address) => view! { <a href=address>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let project = shown.project.as_ref().map(|project| view! { <small>{(words.in_project)(project)}</small> });
    let sprite = shown.sprite.clone();
    let alone = shown.alone.clone().map(|href| {
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
