//! Whose a job is, and its tags: on its form, on its page and in the list.

use super::view::JobView;
use crate::visit::{Here, Visit};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{ChoiceField, TextField},
};
use leptos::prelude::*;
use model::{JobOwner, JobTag, JobTags, ProjectId, UserId, authority::ProjectView};
use store::Job;

/// What the form begins with.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownLabels {
    tags: String,
    owner: String,
    members: Vec<(String, String)>,
}

/// What a job says; a new one is of whoever makes it.
pub(super) async fn known_labels(visit: &Visit, here: &Here, job: Option<&Job>) -> Result<KnownLabels, Refusal> {
    let mut members = members(visit, here).await?;
    let owner = job.map_or(here.member.user, |job| job.owner_id).to_string();
    if !members.iter().any(|(id, _)| *id == owner) {
        members.push((owner.clone(), name_of(visit, &owner).await?));
    }
    Ok(KnownLabels { tags: job.map(|job| job.tags.to_string()).unwrap_or_default(), owner, members })
}

/// How somebody is called who is no member any more.
async fn name_of(visit: &Visit, user: &str) -> Result<String, Refusal> {
    let gone = visit.words().job_labels.owner_gone;
    let Ok(user) = user.parse::<UserId>() else { return Ok(gone.to_owned()) };
    match visit.state.store.user(user).await {
        Ok(user) => Ok((visit.words().job_labels.owner_left)(&user.display_name)),
        Err(store::Error::Missing) => Ok(gone.to_owned()),
        Err(error) => Err(error.into()),
    }
}

/// Whom the list can be filtered by: the members, and whoever it is filtered by.
pub(super) async fn owners(
    visit: &Visit,
    here: &Here,
    asked: Option<&JobOwner>,
) -> Result<Vec<(String, String)>, Refusal> {
    let mut members = members(visit, here).await?;
    if let Some(asked) = asked.filter(|asked| **asked != JobOwner::Me).map(ToString::to_string)
        && !members.iter().any(|(id, _)| *id == asked)
    {
        let name = name_of(visit, &asked).await?;
        members.push((asked, name));
    }
    Ok(members)
}

/// The members of the project, to choose from.
async fn members(visit: &Visit, here: &Here) -> Result<Vec<(String, String)>, Refusal> {
    let members = visit.state.store.members(&here.member.allow::<ProjectView>()?).await?;
    Ok(members.into_iter().map(|member| (member.user.to_string(), member.display_name)).collect())
}

impl KnownLabels {
    /// The same tags for a job that the reader makes.
    pub(super) fn copied(self, tags: &JobTags) -> Self {
        Self { tags: tags.to_string(), ..self }
    }
}

/// The two fields.
pub(super) fn label_fields(known: KnownLabels, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_labels;
    view! {
        <ChoiceField name="owner" label=words.owner value=known.owner choices=known.members hint=words.owner_hint flash=flash.clone() locale/>
        <TextField name="tags" label=words.tags value=known.tags rows=2 hint=words.tags_hint flash locale/>
    }
}

/// The same of a job, as a part of what it is.
pub(super) fn labels(view: &JobView, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_labels;
    let owner = owner(view.job.project_id, view.job.owner_id, view.summary.owner_name.clone(), locale);
    let tags = match view.job.tags.is_empty() {
        true => view! { <span class="muted">{words.none}</span> }.into_any(),
        false => tags(view.job.project_id, &view.job.tags),
    };
    view! {
        <dt>{words.owner}</dt>
        <dd>{owner}</dd>
        <dt>{words.tags}</dt>
        <dd>{tags}</dd>
    }
}

/// Whose a job is, and the way to all of that person's.
pub(super) fn owner(project: ProjectId, owner: UserId, name: Option<String>, locale: Locale) -> AnyView {
    match name {
        Some(name) => {
            let href = paths::with_query(&paths::jobs(project), &[("owner", &owner.to_string())]);
            view! { <a class="quiet" href=href>{name}</a> }.into_any()
        }
        None => view! { <span class="muted">{locale.words().job_labels.owner_gone}</span> }.into_any(),
    }
}

/// Each tag, and the way to all jobs that have it.
pub(super) fn tags(project: ProjectId, tags: &JobTags) -> AnyView {
    let base = paths::jobs(project);
    let tag = |tag: &JobTag| {
        let href = paths::with_query(&base, &[("tag", tag.as_str())]);
        view! { <a class="badge" href=href>{tag.to_string()}</a> " " }
    };
    tags.iter().map(tag).collect_view().into_any()
}

/// What the list can be filtered by.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    pub(super) tags: Vec<JobTag>,
    pub(super) members: Vec<(String, String)>,
}

/// Filters by owner and tag.
pub(super) fn label_filters(
    known: Labels,
    (owner, tag): (Option<JobOwner>, Option<JobTag>),
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words().job_labels;
    let owners = [(String::new(), words.anyone.to_owned()), (JobOwner::Me.to_string(), words.mine.to_owned())];
    let asked = owner.map(|owner| owner.to_string()).unwrap_or_default();
    let owners = owners.into_iter().chain(known.members).map(|(value, word)| {
        let selected = value == asked;
        view! { <option value=value selected=selected>{word}</option> }
    });
    let owners = owners.collect_view();
    // What somebody filters by stays, also when the last job lost it.
    let asked = tag.clone().filter(|tag| !known.tags.contains(tag));
    let tags = known.tags.into_iter().chain(asked).map(|one| {
        let selected = Some(&one) == tag.as_ref();
        view! { <option value=one.to_string() selected=selected>{one.to_string()}</option> }
    });
    let tags = tags.collect_view();
    view! {
        <select name="owner" aria-label=words.owner>{owners}</select>
        <select name="tag" aria-label=words.tags>
            <option value="">{words.any_tag}</option>
            {tags}
        </select>
    }
}
