//! The links on the left; those into a project lead to the one that was open last.

use app::{context::Actor, paths, ui::Icon, words::Words};
use leptos::prelude::*;
use model::{
    ProjectId,
    authority::{AuditView, ProjectRole, UserView},
};
use store::ProjectSummary;

/// The entry of the navigation that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Sql,
    Variables,
    Files,
    Jobs,
    Queries,
    Clusters,
    Projects,
    Members,
    ProjectSettings,
    ProjectAudit,
    Users,
    Audit,
    Account,
    Inbox,
}

/// A link of the navigation.
struct Entry {
    section: Section,
    icon: &'static str,
    text: &'static str,
    href: String,
}

/// The groups of links.
#[component]
pub(super) fn Navigation(
    actor: Actor,
    current: Option<ProjectSummary>,
    section: Section,
    words: &'static Words,
    sprite: String,
) -> impl IntoView {
    let owns = current.as_ref().is_some_and(|here| here.role == Some(ProjectRole::Owner));
    let groups = groups(&actor, current.map(|here| here.project.id), owns, words);
    let fold = sprite.clone();
    let link = move |entry: Entry| {
        let current = (entry.section == section).then_some("page");
        view! {
            <a href=entry.href aria-current=current>
                <Icon name=entry.icon sprite=sprite.clone()/>
                <span>{entry.text}</span>
            </a>
        }
    };
    let groups = groups.into_iter().filter(|(_, entries)| !entries.is_empty()).map(|(title, entries)| {
        let links = entries.into_iter().map(&link).collect_view();
        view! { <section><h2>{title}</h2>{links}</section> }
    });
    view! {
        <nav class="sidenav" id="sidenav" popover="" aria-label=words.common.navigation>
            {groups.collect_view()}
            <button class="nav-fold" type="button" data-nav-fold="">
                <Icon name="panel-left" sprite=fold/>
                <span>{words.common.fold_navigation}</span>
            </button>
        </nav>
    }
}

fn groups(actor: &Actor, project: Option<ProjectId>, owns: bool, words: &Words) -> [(&'static str, Vec<Entry>); 4] {
    let common = words.common;
    let entry = |section, icon, text, href: &str| Entry { section, icon, text, href: href.into() };
    let inside = |section, icon, text, make: fn(ProjectId) -> String| {
        project.map(|id| Entry { section, icon, text, href: make(id) })
    };
    let develop = [
        inside(Section::Sql, "terminal", common.sql, paths::sql),
        inside(Section::Variables, "braces", common.variables, paths::variables),
        inside(Section::Files, "package", common.files, paths::files),
    ];
    let operate = [
        inside(Section::Jobs, "activity", words.jobs.title, paths::jobs),
        inside(Section::Queries, "history", common.history, paths::queries),
        Some(entry(Section::Clusters, "boxes", common.session_clusters, paths::CLUSTERS)),
    ];
    let of_project = [
        Some(entry(Section::Projects, "layers", common.all_projects, paths::PROJECTS)),
        inside(Section::Members, "users", common.members, paths::members),
        inside(Section::ProjectAudit, "scroll-text", common.audit, paths::project_audit).filter(|_| owns),
        inside(Section::ProjectSettings, "settings", common.settings, paths::project_settings),
    ];
    let standing = &actor.standing;
    let system = [
        standing.has::<UserView>().then(|| entry(Section::Users, "users", common.users, paths::USERS)),
        standing.has::<AuditView>().then(|| entry(Section::Audit, "shield-check", common.audit, paths::AUDIT)),
    ];
    [
        (common.develop, develop.into_iter().flatten().collect()),
        (common.operate, operate.into_iter().flatten().collect()),
        (common.project, of_project.into_iter().flatten().collect()),
        (common.system, system.into_iter().flatten().collect()),
    ]
}
