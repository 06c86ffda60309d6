//! What inherits from a template.

use app::{locale::Locale, paths};
use leptos::prelude::*;
use model::ProjectId;
use store::TemplateUses;

/// The templates and the jobs, by name.
pub(super) fn used_by(project: ProjectId, uses: TemplateUses, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().templates;
    let is_unused = uses.templates.is_empty() && uses.job_count == 0;
    let more = uses.job_count - i64::try_from(uses.jobs.len()).unwrap_or_default();
    let more = (more > 0).then(|| view! { <li class="muted">{(words.used_by_more)(more)}</li> });
    let templates = (!uses.templates.is_empty()).then(|| {
        let count = uses.templates.len();
        let links = uses.templates.into_iter().map(|(id, name)| {
            view! { <li><a href=paths::template(project, id)>{name}</a></li> }
        });
        view! { <p>{(words.used_by_templates)(count)}</p> <ul>{links.collect_view()}</ul> }
    });
    let jobs = (uses.job_count > 0).then(|| {
        let links =
            uses.jobs.into_iter().map(|(id, name)| view! { <li><a href=paths::job(project, id)>{name}</a></li> });
        view! { <p>{(words.used_by_jobs)(uses.job_count)}</p> <ul>{links.collect_view()} {more}</ul> }
    });
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.used_by}</h2></header>
            <div class="stack">
                {is_unused.then(|| view! { <p class="muted">{words.used_by_none}</p> })}
                {templates}
                {jobs}
            </div>
        </section>
    }
}
