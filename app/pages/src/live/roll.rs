//! Which rows a list has, for somebody: what the revision of its topic is made from.
//!
//! Rows that are there and change have topics of their own; the list's topic tells only that rows came or went.

use super::stamp::stamp;
use app::{
    context::{Actor, AppState, Refusal},
    ui::Roll,
};
use model::{
    ProjectId, QuerySort, Topic,
    authority::{FileView, JobView, ProjectList, ProjectView, QueryView, ScriptView, UserView, VariableView},
};
use std::hash::Hash;
use store::{Counted, JobsOverview, PageRequest, ProjectFilter, QueryFilter, Store, UserFilter, UserSort};

/// The rows of a list, summed up.
fn sum_of<T: Hash>(rows: &[T]) -> Roll {
    Roll { revision: stamp(&rows), rows: i64::try_from(rows.len()).unwrap_or(i64::MAX) }
}

/// The rows of a list's topic now; pages ask before they read their rows, so that nothing is missed in between.
///
/// # Errors
/// [`Refusal::NotFound`] for a topic that is no list, and for lists of others; else those of reading the list.
pub(crate) async fn roll(topic: Topic, state: &AppState, actor: &Actor) -> Result<Roll, Refusal> {
    let store = &state.store;
    match topic {
        Topic::Projects => projects(store, actor).await,
        Topic::Users => users(store, actor).await,
        Topic::SessionClusters => Ok(sum_of(&crate::visible_clusters(store, actor).await?)),
        Topic::History(project) => history(store, actor, project, false).await,
        Topic::Queries(project, user) if user == actor.user.id => history(store, actor, project, true).await,
        Topic::Jobs(project) => {
            let (_, member) = actor.project(store, project).await?;
            let scope = member.allow::<JobView>()?;
            Ok(roll_of_jobs(&*store.jobs_overview(&scope).await?))
        }
        Topic::Files(project) => {
            let (_, member) = actor.project(store, project).await?;
            let files = store.project_files(&member.allow::<FileView>()?).await?;
            // Nothing of a row has a topic of its own: another version is another row.
            Ok(sum_of(&files.into_iter().map(|file| (file.id, file.newest.number)).collect::<Vec<_>>()))
        }
        Topic::ScriptVersions(project, script) => {
            let (_, member) = actor.project(store, project).await?;
            let newest = PageRequest { number: 0, size: 1 };
            let page = store.script_versions(&member.allow::<ScriptView>()?, script, newest).await?;
            let newest = page.rows.first().map(|line| line.id);
            Ok(Roll { revision: stamp(&(newest, page.total)), rows: page.total })
        }
        Topic::Variables(project) => {
            let (_, member) = actor.project(store, project).await?;
            let variables = store.variables(&member.allow::<VariableView>()?).await?;
            // Nothing of a row has a topic of its own: another revision is another row.
            Ok(sum_of(&variables.into_iter().map(|variable| (variable.id, variable.revision)).collect::<Vec<_>>()))
        }
        Topic::Members(project) => {
            let (_, member) = actor.project(store, project).await?;
            let members = store.members(&member.allow::<ProjectView>()?).await?;
            // Their rows may hold forms, and are not replaced: another role is another row.
            Ok(sum_of(&members.into_iter().map(|member| (member.user, member.role)).collect::<Vec<_>>()))
        }
        _ => Err(Refusal::NotFound),
    }
}

/// The newest job of a project, and how many there are: fewer are there when one was deleted, and whoever makes another one
/// instead has made a newer one.
pub(crate) fn roll_of_jobs(all: &JobsOverview) -> Roll {
    let rows = all.counts.iter().map(|(_, count)| count).sum();
    Roll { revision: stamp(&(all.newest, rows)), rows }
}

/// One's own, and for those who may know the others, by all that is shown of them: their rows hold forms.
async fn projects(store: &Store, actor: &Actor) -> Result<Roll, Refusal> {
    let filter = ProjectFilter::default();
    let own = store.own_projects(&actor.standing, &filter).await?;
    let mut rows: Vec<_> = own.into_iter().map(|own| (own.project.id, own.role, 0)).collect();
    if let Ok(granted) = actor.standing.allow::<ProjectList>() {
        let page = store.projects(&granted, &filter, PageRequest { number: 0, size: 200 }).await?;
        let foreign = page.rows.into_iter().filter(|foreign| foreign.role.is_none());
        rows.extend(foreign.map(|foreign| (foreign.project.id, None, foreign.project.revision)));
    }
    // Another name is another order, not another row.
    rows.sort_unstable();
    Ok(sum_of(&rows))
}

/// Accounts are made and never deleted.
async fn users(store: &Store, actor: &Actor) -> Result<Roll, Refusal> {
    let newest = UserFilter { sort: UserSort::Created, ..UserFilter::default() };
    let granted = actor.standing.allow::<UserView>()?;
    let page = store.users(&granted, &newest, PageRequest { number: 0, size: 1 }).await?;
    let newest = page.rows.first().map(|user| user.id);
    Ok(Roll { revision: stamp(&(newest, page.total)), rows: page.total })
}

/// The newest one, and how many there are as far as they are counted: nobody deletes one.
async fn history(store: &Store, actor: &Actor, project: ProjectId, mine: bool) -> Result<Roll, Refusal> {
    let (_, member) = actor.project(store, project).await?;
    let scope = member.allow::<QueryView>()?;
    let filter = QueryFilter { mine, ..QueryFilter::default() };
    let page = store.queries(&scope, &filter, QuerySort::Newest, PageRequest { number: 0, size: 1 }).await?;
    let (Counted::Exactly(rows) | Counted::MoreThan(rows)) = page.total;
    let newest = page.rows.first().map(|query| query.id);
    Ok(Roll { revision: stamp(&(newest, rows)), rows })
}
