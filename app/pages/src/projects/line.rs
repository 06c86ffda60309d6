//! The line of a project in the list, on the page and in `/live`.

use app::{locale::Locale, paths, ui::Moment};
use leptos::prelude::*;
use model::Topic;
use store::ProjectSummary;

/// One project, as a member sees it.
#[component]
pub(crate) fn ProjectLine(
    /// The project, and what the reader is in it.
    summary: ProjectSummary,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words();
    let project = summary.project;
    let state = if project.archived_at.is_some() { words.projects.archived } else { words.projects.active };
    view! {
        <tr data-live=Topic::Project(project.id).to_string() data-rev=project.revision.to_string()>
            <td>
                <a href=paths::project(project.id)>{project.name}</a>
                {(!project.description.is_empty()).then(|| view! { <br/><small>{project.description}</small> })}
            </td>
            <td>{summary.role.map(words.projects.role)}</td>
            <td>{state}</td>
            <td><Moment at=project.created_at locale/></td>
        </tr>
    }
}
