//! The form for a new template.

use super::fields::{Fields, Known, above};
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{forms::Flash, paths};
use leptos::prelude::*;
use model::authority::{JobEdit, JobView};

/// Makes a template.
#[component]
pub(crate) fn NewTemplatePage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<JobEdit>()?;
        let (words, locale, flash, project) = (visit.words(), visit.locale, Flash::take().await, here.project.id);
        let all = visit.state.store.templates(&here.member.allow::<JobView>()?).await?;
        let known = Known::new(&all, locale);
        let list = paths::templates(project);
        let place = Place { title: words.templates.new.into(), section: Section::Jobs, project: Some(project) };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(project)>{words.jobs.title}</a></li>
                        <li><a href=list.clone()>{words.templates.title}</a></li>
                    </ol>
                </nav>
                <h1>{words.templates.new}</h1>
                <p class="page-lead">{words.templates.new_intro}</p>
            </header>
            {above(&flash, locale)}
            <form method="post" class="form" data-guard="">
                <Fields known flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary">{words.templates.new}</button>
                    <a class="button" href=list>{words.common.cancel}</a>
                </div>
            </form>
        };
        visit.page(place, content).await
    })
}
