//! The start: leads to where one left off.

use super::visit::settle;
use app::{context::Refusal, paths};
use leptos::prelude::*;

/// Leads to the project that was open last, the only one, or the list.
#[component]
pub(super) fn HomePage() -> impl IntoView {
    settle(async |visit| {
        let (projects, last) = visit.projects().await?;
        let only = match projects.as_slice() {
            [only] => Some(only.project.id),
            _ => None,
        };
        let path = last.or(only).map_or_else(|| paths::PROJECTS.into(), paths::project);
        Err::<(), _>(Refusal::See(path))
    })
}
