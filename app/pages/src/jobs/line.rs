//! The line of a job in the list, on the page and in `/live`.

use super::{bulk::BULK, labels, shape::shape_of, steps::how_far};
use app::{
    locale::Locale,
    paths,
    ui::{Moment, State},
};
use leptos::prelude::*;
use model::{Artifact, JobColumn, JobState, ProjectId, RunStep, Topic};
use store::{JobSummary, SweptCheckpoint};

/// One job.
#[component]
pub(crate) fn JobLine(
    /// Whose it is.
    project: ProjectId,
    /// The job.
    job: JobSummary,
    /// True for who may pick it for something.
    operates: bool,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().jobs;
    let topic = Topic::JobLine(project, job.id).to_string();
    let cluster = job.cluster_name.unwrap_or_else(|| words.cluster_gone.into());
    let artifact = match (job.artifact, job.script_name, job.jar_name) {
        (Artifact::Script { script, .. }, Some(name), _) => {
            view! { <a href=paths::script(project, script)>{name}</a> }.into_any()
        }
        (Artifact::Jar(program), _, Some(name)) => {
            view! { <a href=paths::file(project, program.jar)>{name}</a> }.into_any()
        }
        (Artifact::Script { .. }, None, _) => view! { <span class="muted">{words.script_gone}</span> }.into_any(),
        (Artifact::Jar(_), _, None) => view! { <span class="muted">{words.jar_gone}</span> }.into_any(),
    };
    let swept: Option<SweptCheckpoint> = job.swept.and_then(|text| serde_json::from_str(&text).ok());
    let checkpoint = match swept {
        Some(swept) => view! { <Moment at=swept.completed_at locale/> }.into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let run = match (job.run, job.started_at) {
        (Some(number), Some(at)) => view! { {(words.run_number)(number)} " · " <Moment at locale/> }.into_any(),
        _ => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let at = RunStep::of(job.step, job.steps).filter(|_| job.state != JobState::Finished);
    let how_far = how_far(at, locale);
    let owner = labels::owner(project, job.owner_id, job.owner_name, locale);
    let tags = (!job.tags.is_empty()).then(|| view! { <div class="badges">{labels::tags(project, &job.tags)}</div> });
    let pick = operates.then(|| {
        let label = (locale.words().job_bulk.pick)(&job.name);
        view! {
            <td class="shrink">
                <input type="checkbox" class="table-select" name="job" value=job.id.to_string() form=BULK aria-label=label/>
            </td>
        }
    });
    view! {
        <tr data-live=topic data-rev=job.stamp.to_string()>
            {pick}
            <td class="clip"><a href=paths::job(project, job.id) title=job.description><strong>{job.name}</strong></a> {tags}</td>
            <td><State shape=shape_of(job.state) word=(words.state)(job.state)/> {how_far}</td>
            <td data-col=JobColumn::Since.as_str()><Moment at=job.state_since locale/></td>
            <td data-col=JobColumn::Run.as_str()>{run}</td>
            <td data-col=JobColumn::Checkpoint.as_str()>{checkpoint}</td>
            <td data-col=JobColumn::Artifact.as_str() class="clip">{artifact}</td>
            <td data-col=JobColumn::Cluster.as_str()>{cluster}</td>
            <td data-col=JobColumn::Owner.as_str()>{owner}</td>
        </tr>
    }
}
