//! The templates of a project.

use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Columns, Empty, Moment, Notice, NoticeKind, Table},
};
use leptos::prelude::*;
use model::{
    ProjectId, TemplateId,
    authority::{JobEdit, JobView},
};
use std::collections::HashMap;
use store::Template;

/// The templates, by name, with how many jobs have each.
#[component]
pub(crate) fn TemplatesPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<JobView>()?;
        let (words, locale, flash, project) = (visit.words(), visit.locale, Flash::take().await, here.project.id);
        let templates = visit.state.store.templates(&scope).await?;
        let counts = visit.state.store.template_job_counts(&scope).await?;
        let (may_edit, is_empty) = (here.member.has::<JobEdit>(), templates.is_empty());
        let deleted = (flash.what_was_done() == Some("deleted")).then_some(words.templates.deleted);
        let new = move || view! { <a class="button" data-kind="primary" href=paths::new_template(project)>{words.templates.new}</a> };
        let list = match is_empty {
            true => {
                view! { <Empty sentence=words.templates.none why=words.templates.none_why>{may_edit.then(new)}</Empty> }
                    .into_any()
            }
            false => view! { <section class="panel">{table(project, templates, &counts, locale)}</section> }.into_any(),
        };
        let place = Place {
            title: format!("{} – {}", words.templates.title, here.project.name),
            section: Section::Jobs,
            project: Some(project),
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::jobs(project)>{words.jobs.title}</a></nav>
                <h1>{words.templates.title}</h1>
                <div class="page-acts">{(may_edit && !is_empty).then(new)}</div>
                <p class="page-lead">{words.templates.intro}</p>
            </header>
            {deleted.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {list}
        };
        visit.page(place, content).await
    })
}

fn table(
    project: ProjectId,
    templates: Vec<Template>,
    counts: &HashMap<TemplateId, i64>,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let names: HashMap<TemplateId, String> =
        templates.iter().map(|template| (template.id, template.name.clone())).collect();
    let rows = templates.into_iter().map(|template| {
        let parent = template.parent_id.and_then(|id| Some((id, names.get(&id)?.clone())));
        let parent = parent.map(|(id, name)| view! { <a href=paths::template(project, id)>{name}</a> });
        view! {
            <tr>
                <th scope="row" class="clip"><a href=paths::template(project, template.id)>{template.name}</a></th>
                <td>{parent}</td>
                <td class="clip">{template.description}</td>
                <td class="num">{counts.get(&template.id).copied().unwrap_or_default()}</td>
                <td><Moment at=template.changed_at locale/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = Columns::from([words.common.name, words.templates.parent, words.common.description]);
    let columns = columns.number(words.templates.jobs).text(words.common.changed);
    view! { <Table label=words.templates.title columns=columns rows=rows/> }
}
