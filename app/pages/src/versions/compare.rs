//! Two versions beside each other; the address says which.

use super::{
    choose::{Side, choose},
    diff::Diff,
    script::Versioned,
    sides::Sides,
};
use crate::visit::{Visit, settle};
use app::{context::Refusal, paths};
use leptos::prelude::*;

/// Compares any two; without a choice, the newest version with the script as it stands.
#[component]
pub(crate) fn CompareVersionsPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let of = Versioned::read(&visit, &here).await?;
        let Some(newest) = of.newest.first() else {
            return Err(Refusal::See(paths::versions(of.project, of.id)));
        };
        let from = asked(&visit, "from", Side::Version(newest.number))?;
        let to = asked(&visit, "to", if of.script.is_some() { Side::Now } else { Side::Version(newest.number) })?;
        let (words, locale) = (visit.words(), visit.locale);
        let diff = Diff::of(&text(&visit, &of, from).await?, &text(&visit, &of, to).await?);
        let (left, right) = (from.word(locale), to.word(locale));
        let swap = paths::compare_versions(of.project, of.id, &to.address(), &from.address());
        let place = of.place(&format!("{left} → {right}"));
        let content = view! {
            <header class="page-head">
                {of.crumbs(true, words)}
                <h1>{words.versions.compare_title}</h1>
                <div class="page-acts"><a class="button" href=swap>{words.versions.swap}</a></div>
            </header>
            <div class="panel">{choose(&of, from, to, locale)}</div>
            <Sides diff left right locale/>
        };
        visit.page(place, content).await
    })
}

fn asked(visit: &Visit, name: &str, otherwise: Side) -> Result<Side, Refusal> {
    match visit.query(name) {
        Some(text) => Side::parse(&text).ok_or(Refusal::NotFound),
        None => Ok(otherwise),
    }
}

/// What a side says.
async fn text(visit: &Visit, of: &Versioned, side: Side) -> Result<String, Refusal> {
    match side {
        Side::Now => of.script.as_ref().map(|script| script.text.clone()).ok_or(Refusal::NotFound),
        Side::Version(number) => Ok(visit.state.store.numbered_version(&of.scope, of.id, number).await?.text),
    }
}
