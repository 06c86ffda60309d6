//! The bar: brand, project, search, tools.

use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::inbox::Bell;
use app::{
    context::{Actor, AppState},
    locale::Preferences,
    paths,
    ui::Icon,
    words::Words,
};
use leptos::prelude::*;
use store::ProjectSummary;

/// Projects that the menu lists; the rest is a link away.
const MOST_PROJECTS: usize = 20;

/// The bar on top of every page.
#[component]
pub(super) fn Topbar(
    state: AppState,
    actor: Actor,
    preferences: Preferences,
    projects: Vec<ProjectSummary>,
    current: Option<ProjectSummary>,
    unread: i64,
    path: String,
) -> impl IntoView {
    let words = preferences.locale.words();
    let sprite = state.asset("icons.svg");
    view! {
        <header class="topbar">
            <button class="button nav-open" data-kind="quiet" data-icon="" popovertarget="sidenav" aria-label=words.common.navigation>
                <Icon name="menu" sprite=sprite.clone()/>
            </button>
            <a class="brand" href=paths::HOME aria-label="Scaleph">
                <img src=state.asset("logo.svg") alt="" width="22" height="22"/>
                <span>"Scaleph"</span>
            </a>
            <ProjectSwitch projects current words sprite=sprite.clone()/>
            <a class="palette-open" href=paths::PROJECTS data-dialog-open="palette">
                <Icon name="search" sprite=sprite.clone()/>
                <span>{words.common.search_placeholder}</span>
                <kbd data-mac="⌘K">"Ctrl K"</kbd>
            </a>
            <div class="topbar-tools">
                <Bell user=actor.user.id unread locale=preferences.locale sprite=sprite.clone()/>
                <LanguageSwitch preferences path=path.clone()/>
                <ThemeSwitch preferences path sprite=sprite.clone()/>
                <UserMenu actor words sprite/>
            </div>
        </header>
    }
}

/// The menu of one's projects.
#[component]
fn ProjectSwitch(
    projects: Vec<ProjectSummary>,
    current: Option<ProjectSummary>,
    words: &'static Words,
    sprite: String,
) -> impl IntoView {
    let name = current.as_ref().map_or_else(|| words.projects.title.to_string(), |here| here.project.name.clone());
    let here = current.map(|here| here.project.id);
    let shown = projects
        .into_iter()
        .filter(|summary| summary.project.archived_at.is_none() || Some(summary.project.id) == here);
    let links = shown.take(MOST_PROJECTS).map(|summary| {
        let current = (Some(summary.project.id) == here).then_some("true");
        view! { <a class="menu-item" href=paths::project(summary.project.id) aria-current=current>{summary.project.name}</a> }
    });
    view! {
        <details class="menu project-switch">
            <summary class="button" data-kind="quiet">
                <span>{name}</span>
                <Icon name="chevrons-up-down" sprite/>
            </summary>
            <div class="menu-list">
                {links.collect_view()}
                <hr/>
                <a class="menu-item" href=paths::PROJECTS>{words.common.all_projects}</a>
                <a class="menu-item" href=paths::NEW_PROJECT>{words.common.new_project}</a>
            </div>
        </details>
    }
}

/// The account and the way out.
#[component]
fn UserMenu(actor: Actor, words: &'static Words, sprite: String) -> impl IntoView {
    let name = actor.user.display_name.clone();
    view! {
        <details class="menu user-menu" data-align="end">
            <summary class="button" data-kind="quiet" data-icon="">
                <span class="avatar" aria-hidden="true">{initial(&name)}</span>
                <span class="unseen">{name.clone()}</span>
            </summary>
            <div class="menu-list">
                <p class="menu-head">
                    <strong>{name}</strong>
                    <br/>
                    <small>{actor.user.name.clone()}</small>
                </p>
                <a class="menu-item" href=paths::ACCOUNT><Icon name="user" sprite=sprite.clone()/>{words.common.account}</a>
                <form method="post" action=paths::SIGN_OUT>
                    <button class="menu-item"><Icon name="log-out" sprite/>{words.common.sign_out}</button>
                </form>
            </div>
        </details>
    }
}

fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map_or_else(|| "?".into(), |c| c.to_uppercase().to_string())
}
