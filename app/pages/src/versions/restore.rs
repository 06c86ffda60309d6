//! What restoring a version would change, and the button.

use super::{diff::Diff, script::Versioned, sides::Sides};
use crate::visit::settle;
use app::{
    context::Refusal,
    forms::Flash,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;
use model::authority::ScriptEdit;

/// Asks before a version is restored.
#[component]
pub(crate) fn RestoreVersionPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<ScriptEdit>()?;
        let of = Versioned::read(&visit, &here).await?;
        let script = of.script.clone().ok_or(Refusal::NotFound)?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let version = visit.state.store.numbered_version(&of.scope, of.id, visit.param("version")?).await?;
        let title = (words.versions.restore)(version.number);
        let problems: Vec<String> = flash.problems_elsewhere(&[]).map(|problem| words.problem(&problem.code)).collect();
        let diff = Diff::of(&script.text, &version.text);
        let back = paths::version(of.project, of.id, version.number);
        let act = match diff.stretches.is_empty() {
            true => view! { <Notice kind=NoticeKind::Info>{words.versions.restore_same}</Notice> }.into_any(),
            false => {
                let (left, right) = (words.versions.now.to_owned(), (words.versions.version)(version.number));
                view! {
                    <form method="post" class="form">
                        <p>{words.versions.restore_why}</p>
                        <input type="hidden" name="revision" value=script.revision.to_string()/>
                        <div class="form-acts">
                            <button class="button" data-kind="primary">{title.clone()}</button>
                            <a class="button" href=back>{words.common.cancel}</a>
                        </div>
                    </form>
                    <Sides diff left right locale/>
                }
                .into_any()
            }
        };
        let place = of.place(&title);
        let content = view! {
            <header class="page-head">
                {of.crumbs(true, words)}
                <h1>{title}</h1>
            </header>
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {act}
        };
        visit.page(place, content).await
    })
}
