//! The sides of a job, each at an address of its own.

use app::{locale::Locale, paths};
use leptos::prelude::*;
use model::{JobId, ProjectId};

/// A side of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    /// What it does, and what was done to it.
    Overview,
    /// Its parts.
    Tasks,
    /// Its checkpoints.
    Checkpoints,
    /// What went wrong in it.
    Exceptions,
    /// Its numbers in the last hour.
    Metrics,
    /// What its cluster logs.
    Logs,
}

impl Tab {
    const ALL: [Self; 6] =
        [Self::Overview, Self::Tasks, Self::Metrics, Self::Checkpoints, Self::Exceptions, Self::Logs];

    fn address(self, project: ProjectId, job: JobId) -> String {
        match self {
            Self::Overview => paths::job(project, job),
            Self::Tasks => paths::job_tasks(project, job),
            Self::Checkpoints => paths::job_checkpoints(project, job),
            Self::Exceptions => paths::job_exceptions(project, job),
            Self::Metrics => paths::job_metrics(project, job),
            Self::Logs => paths::job_logs(project, job),
        }
    }

    /// What it is called.
    pub(super) fn word(self, locale: Locale) -> &'static str {
        let words = locale.words().job_inside;
        match self {
            Self::Overview => words.overview,
            Self::Tasks => words.tasks,
            Self::Checkpoints => words.checkpoints,
            Self::Exceptions => words.exceptions,
            Self::Metrics => words.metrics,
            Self::Logs => words.logs,
        }
    }
}

/// Links to all sides of a job.
#[component]
pub(super) fn Tabs(
    /// Whose job it is.
    project: ProjectId,
    /// The job.
    job: JobId,
    /// The side that is shown.
    current: Tab,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let links = Tab::ALL.map(|tab| {
        let is_current = (tab == current).then_some("page");
        view! { <a href=tab.address(project, job) aria-current=is_current>{tab.word(locale)}</a> }
    });
    view! { <nav class="tabs" aria-label=locale.words().job_inside.tabs>{links.collect_view()}</nav> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_side_is_the_one_that_is_shown() {
        let (project, job) = (
            "01890000-0000-7000-8000-000000000001".parse().unwrap(),
            "01890000-0000-7000-8000-000000000002".parse().unwrap(),
        );
        let locale = Locale::default();
        let html = view! { <Tabs project job current=Tab::Exceptions locale/> }.to_html();
        assert_eq!(html.matches("<a ").count(), 6, "{html}");
        assert_eq!(html.matches("aria-current").count(), 1, "{html}");
        let (_, shown) = html.split_once("/exceptions\"").unwrap();
        assert!(shown.starts_with(" aria-current=\"page\""), "{html}");
    }
}
