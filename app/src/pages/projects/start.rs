//! A project opens with its SQL.

use crate::{context::Refusal, pages::visit::settle, paths};
use leptos::prelude::*;

/// Leads to the SQL workspace.
#[component]
pub(in crate::pages) fn ProjectPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        Err::<(), _>(Refusal::See(paths::sql(here.project.id)))
    })
}
