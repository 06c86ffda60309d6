//! A project opens with its SQL.

use crate::visit::settle;
use app::{context::Refusal, paths};
use leptos::prelude::*;

/// Leads to the SQL workspace.
#[component]
pub(crate) fn ProjectPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        Err::<(), _>(Refusal::See(paths::sql(here.project.id)))
    })
}
