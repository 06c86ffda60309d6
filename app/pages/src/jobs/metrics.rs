//! The numbers of a job in the last hour, as they were recorded.

use super::{
    chart::{chart, window},
    inside::{inside, newest_submitted},
    tabs::Tab,
};
use crate::visit::settle;
use app::{
    context::{Actor, AppState, Refusal},
    locale::Locale,
    ui::{Columns, Empty, Table},
    words::measured,
};
use chrono::{DateTime, Timelike, Utc};
use leptos::prelude::*;
use model::{
    JobId, JobMetric, ProjectId, Topic,
    authority::{JobView, Scope},
};
use store::{JobSample, Run, Store};

const THROUGHPUT: [JobMetric; 4] =
    [JobMetric::RecordsIn, JobMetric::RecordsOut, JobMetric::Pending, JobMetric::WatermarkLag];
const LOAD: [JobMetric; 4] = [JobMetric::Busy, JobMetric::Backpressured, JobMetric::Cpu, JobMetric::Heap];
const SAFETY: [JobMetric; 4] =
    [JobMetric::CheckpointAge, JobMetric::CheckpointDuration, JobMetric::CheckpointSize, JobMetric::Restarts];

/// The charts, and a table of the same.
#[component]
pub(crate) fn JobMetricsPage() -> impl IntoView {
    settle(async |visit| {
        let (inside, locale) = (inside(&visit).await?, visit.locale);
        let here = visit.project().await?;
        let body = match &inside.run {
            Some(run) => {
                visit.state.control.look_at(run);
                let id = visit.param("job")?;
                let view = numbers(&visit.state.store, &here.member.allow()?, id, Some(run)).await?;
                let table = table(&view.samples, locale);
                Some(view! { <JobMetricsNow view locale/> {table} }.into_any())
            }
            None => None,
        };
        inside.kept(&visit, Tab::Metrics, body).await
    })
}

/// The numbers of a job, seen by somebody.
#[derive(Clone, Debug)]
pub(crate) struct MetricsView {
    project: ProjectId,
    job: JobId,
    /// Oldest first.
    samples: Vec<JobSample>,
    /// When it was looked.
    at: DateTime<Utc>,
}

impl MetricsView {
    /// Goes up with every time that its cluster is asked.
    pub(crate) fn revision(&self) -> i64 {
        self.samples.last().map_or(0, |last| last.at.timestamp_millis())
    }
}

/// The numbers of a job's newest run; while somebody looks, they are asked for more often.
///
/// # Errors
/// [`Refusal::NotFound`] for one of another project, or that the person may not see.
pub(crate) async fn metrics_view(
    state: &AppState,
    actor: &Actor,
    project: ProjectId,
    job: JobId,
) -> Result<MetricsView, Refusal> {
    let (_, member) = actor.project(&state.store, project).await?;
    let scope = member.allow::<JobView>()?;
    let run = newest_submitted(&state.store, &scope, job).await?;
    if let Some(run) = &run {
        state.control.look_at(run);
    }
    numbers(&state.store, &scope, job, run.as_ref()).await
}

async fn numbers(store: &Store, scope: &Scope<JobView>, job: JobId, run: Option<&Run>) -> Result<MetricsView, Refusal> {
    let samples = match run {
        Some(run) => store.metrics(scope, run.id).await?,
        None => Vec::new(),
    };
    Ok(MetricsView { project: scope.project(), job, samples, at: store.now() })
}

/// The charts: on the page, and in `/live` after every time that its cluster was asked.
#[component]
pub(crate) fn JobMetricsNow(
    /// What is shown.
    view: MetricsView,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().job_metrics;
    let (topic, revision) = (Topic::JobMetrics(view.project, view.job).to_string(), view.revision().to_string());
    let body = match view.samples.is_empty() {
        true => view! { <Empty sentence=words.empty why=words.empty_why/> }.into_any(),
        false => {
            let groups = [(words.throughput, THROUGHPUT), (words.load, LOAD), (words.safety, SAFETY)];
            let groups = groups.map(|(name, metrics)| {
                let charts = metrics.map(|metric| chart(metric, &view.samples, view.at, locale));
                view! {
                    <section class="stack" aria-label=name>
                        <h2>{name}</h2>
                        <div class="charts">{charts.collect_view()}</div>
                    </section>
                }
            });
            let minutes = window(&view.samples, view.at).length / 60_000;
            view! {
                <p class="muted">{(words.shown)(minutes, locale.zone.name())} " · " {words.pace}</p>
                {groups.collect_view()}
            }
            .into_any()
        }
    };
    view! { <div class="stack job-metrics" data-live=topic data-rev=revision>{body}</div> }
}

/// The last numbers of each minute: what the charts say, for who cannot see them, and to be copied.
fn table(samples: &[JobSample], locale: Locale) -> Option<impl IntoView + use<>> {
    let words = locale.words().job_metrics;
    let minute = |sample: &JobSample| sample.at.with_second(0).and_then(|at| at.with_nanosecond(0));
    let lasts: Vec<&JobSample> =
        samples.chunk_by(|one, next| minute(one) == minute(next)).filter_map(<[_]>::last).collect();
    (!lasts.is_empty()).then(|| {
        let columns = Columns::default().text(words.time);
        let columns = JobMetric::ALL.iter().fold(columns, |columns, metric| columns.number((words.name)(*metric)));
        let rows: Vec<_> = lasts.into_iter().rev().map(|sample| row(sample, locale)).collect();
        view! {
            <details class="panel" id="as-table">
                <summary class="panel-head">{words.table} <small>{words.table_why}</small></summary>
                <Table label=words.table columns rows/>
            </details>
        }
    })
}

fn row(sample: &JobSample, locale: Locale) -> impl IntoView + use<> {
    let numbers = sample.numbers;
    let cells = JobMetric::ALL.iter().map(|metric| {
        let text = numbers.get(*metric).map_or_else(|| "–".to_owned(), |number| measured(metric.unit(), number));
        view! { <td class="num">{text}</td> }
    });
    view! { <tr><th scope="row" class="num">{locale.clock(sample.at)}</th>{cells.collect_view()}</tr> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use model::MetricValues;
    use std::collections::BTreeSet;

    fn sample(seconds: i64) -> JobSample {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds);
        JobSample { at, numbers: MetricValues::default().with(JobMetric::Restarts, Some(seconds as f64)) }
    }

    #[test]
    fn each_number_has_one_chart() {
        let charts: BTreeSet<_> = [THROUGHPUT, LOAD, SAFETY].concat().into_iter().collect();
        assert_eq!(charts.len(), JobMetric::ALL.len());
    }

    #[test]
    fn the_table_has_a_row_for_each_minute_newest_first() {
        let samples = [0, 20, 40, 60, 80].map(sample);
        let html = table(&samples, Locale::default()).unwrap().to_html();
        assert_eq!(html.matches("<tr>").count(), 3, "{html}");
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
        assert!(at("08:01") < at("08:00") && at(">80<") < at(">40<"), "{html}");
        assert!(table(&[], Locale::default()).is_none());
    }
}
