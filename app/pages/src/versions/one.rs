//! What a script said in a version.

use super::{script::Versioned, text::SqlText};
use crate::visit::settle;
use app::{
    paths,
    ui::{Moment, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::authority::ScriptEdit;

/// A version's text, to be read.
#[component]
pub(crate) fn VersionPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let of = Versioned::read(&visit, &here).await?;
        let (words, locale, store) = (visit.words(), visit.locale, &visit.state.store);
        let version = store.numbered_version(&of.scope, of.id, visit.param("version")?).await?;
        let author = store.version_author(&of.scope, &version).await?;
        let number = version.number;
        let title = (words.versions.version)(number);
        let before = (number > 1).then(|| {
            let href = paths::compare_versions(of.project, of.id, &(number - 1).to_string(), &number.to_string());
            view! { <a class="button" href=href>{(words.versions.with_before)(number - 1)}</a> }
        });
        let is_there = of.script.is_some();
        let now = is_there.then(|| {
            let href = paths::compare_versions(of.project, of.id, &number.to_string(), paths::NOW);
            view! { <a class="button" href=href>{words.versions.with_now}</a> }
        });
        let restore = (is_there && here.member.has::<ScriptEdit>()).then(|| {
            let href = paths::restore_version(of.project, of.id, number);
            view! { <a class="button" href=href>{words.versions.restore_it}</a> }
        });
        let note = (!version.note.is_empty()).then(|| {
            view! {
                <dt>{words.versions.note}</dt>
                <dd class="versions-note">{version.note.clone()}</dd>
            }
        });
        let text = match version.text.is_empty() {
            true => view! { <Notice kind=NoticeKind::Info>{words.versions.empty_text}</Notice> }.into_any(),
            false => view! { <SqlText label=title.clone() text=version.text/> }.into_any(),
        };
        let gone = (!is_there).then(|| view! { <Notice kind=NoticeKind::Info>{words.versions.script_gone}</Notice> });
        let place = of.place(&title);
        let content = view! {
            <header class="page-head">
                {of.crumbs(true, words)}
                <h1>{title}</h1>
                <div class="page-acts">{before}{now}{restore}</div>
            </header>
            {gone}
            <dl class="key-value">
                {note}
                <dt>{words.versions.author}</dt>
                <dd>{author}</dd>
                <dt>{words.versions.when}</dt>
                <dd><Moment at=version.created_at locale/></dd>
            </dl>
            {text}
        };
        visit.page(place, content).await
    })
}
