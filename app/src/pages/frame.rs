//! What all pages have in common once somebody is signed in: the bar on top and the navigation.

use crate::{
    context::{Actor, AppState},
    locale::{Language, Preferences},
    paths,
    ui::Icon,
    words::Words,
};
use leptos::prelude::*;
use leptos_meta::Title;
use model::{
    ProjectId,
    authority::{AuditView, ClusterView, UserView},
};
use store::ProjectSummary;

/// The entry of the navigation that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Projects,
    Members,
    ProjectSettings,
    Account,
}

/// Where a page stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The title of the page and of the document.
    pub(super) title: String,
    pub(super) section: Section,
    pub(super) project: Option<ProjectId>,
}

/// The frame around a page.
#[component]
pub(super) fn Frame(
    state: AppState,
    actor: Actor,
    preferences: Preferences,
    projects: Vec<ProjectSummary>,
    current: Option<ProjectSummary>,
    place: Place,
    path: String,
    children: Children,
) -> impl IntoView {
    let words = preferences.locale.words();
    let sprite = state.asset("icons.svg");
    view! {
        <Title text=place.title.clone()/>
        <a class="skip-link" href="#content">{words.common.skip_to_content}</a>
        <div class="frame">
            <header class="topbar">
                <a class="brand" href=paths::HOME>
                    <span class="brand-mark" aria-hidden="true">"◆"</span>
                    <span class="brand-name">"Scaleph"</span>
                </a>
                <ProjectSwitch projects current=current.clone() words sprite=sprite.clone()/>
                <button class="palette-open" type="button" data-palette-open="" hidden>
                    <Icon name="search" sprite=sprite.clone()/>
                    <span>{words.common.search}</span>
                    <kbd>"⌘K"</kbd>
                </button>
                <div class="topbar-tools">
                    <LanguageSwitch preferences path=path.clone()/>
                    <ThemeSwitch preferences path sprite=sprite.clone()/>
                    <UserMenu actor=actor.clone() words sprite=sprite.clone()/>
                </div>
            </header>
            <Navigation actor current section=place.section words sprite/>
            <main class="content" id="content" tabindex="-1">{children()}</main>
        </div>
        <div class="toast-area" role="status" aria-live="polite"></div>
        <Palette words/>
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
    let links = projects.into_iter().filter(|summary| summary.project.archived_at.is_none() || Some(summary.project.id) == here);
    let links = links.take(20).map(|summary| {
        let current = (Some(summary.project.id) == here).then_some("true");
        view! { <li><a href=paths::project(summary.project.id) aria-current=current>{summary.project.name}</a></li> }
    });
    view! {
        <details class="menu project-switch">
            <summary>
                <span>{name}</span>
                <Icon name="chevron-down" sprite/>
            </summary>
            <ul class="menu-list">
                {links.collect_view()}
                <li class="menu-rule"><a href=paths::PROJECTS>{words.common.all_projects}</a></li>
                <li><a href=paths::NEW_PROJECT>{words.common.new_project}</a></li>
            </ul>
        </details>
    }
}

/// Changes to the other language.
#[component]
pub(super) fn LanguageSwitch(preferences: Preferences, path: String) -> impl IntoView {
    let other = match preferences.locale.language {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    };
    let label = preferences.locale.words().common.language;
    view! {
        <form method="post" action=paths::PREFERENCES class="language-switch">
            <input type="hidden" name="back" value=path/>
            <button class="button" data-kind="quiet" name="language" value=other.tag() lang=other.tag() title=label>
                {match other {
                    Language::En => "EN",
                    Language::Zh => "中文",
                }}
            </button>
        </form>
    }
}

/// Changes between the light, the dark and the system's theme.
#[component]
pub(super) fn ThemeSwitch(preferences: Preferences, path: String, sprite: String) -> impl IntoView {
    use crate::locale::Theme;
    let words = preferences.locale.words().common;
    let (next, icon, now) = match preferences.theme {
        None => ("dark", "monitor", words.theme_system),
        Some(Theme::Dark) => ("light", "moon", words.theme_dark),
        Some(Theme::Light) => ("system", "sun", words.theme_light),
    };
    let label = format!("{}: {now}", words.theme);
    view! {
        <form method="post" action=paths::PREFERENCES class="theme-switch">
            <input type="hidden" name="back" value=path/>
            <button class="button" data-kind="quiet" name="theme" value=next aria-label=label.clone() title=label>
                <Icon name=icon sprite/>
            </button>
        </form>
    }
}

/// The account and the way out.
#[component]
fn UserMenu(actor: Actor, words: &'static Words, sprite: String) -> impl IntoView {
    let name = actor.user.display_name.clone();
    view! {
        <details class="menu user-menu">
            <summary aria-label=name.clone()>
                <span class="avatar" aria-hidden="true">{initial(&name)}</span>
            </summary>
            <div class="menu-list">
                <p class="menu-head">
                    <strong>{name}</strong>
                    <small>{actor.user.name.clone()}</small>
                </p>
                <a href=paths::ACCOUNT><Icon name="user" sprite=sprite.clone()/>{words.common.account}</a>
                <form method="post" action=paths::SIGN_OUT>
                    <button><Icon name="log-out" sprite/>{words.common.sign_out}</button>
                </form>
            </div>
        </details>
    }
}

fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map_or_else(|| "?".into(), |c| c.to_uppercase().to_string())
}

/// The groups of links on the left; those into a project lead to the one that was open last.
#[component]
fn Navigation(
    actor: Actor,
    current: Option<ProjectSummary>,
    section: Section,
    words: &'static Words,
    sprite: String,
) -> impl IntoView {
    let common = words.common;
    let link = move |to: Section, icon: &'static str, text: &'static str, href: String| {
        let current = (to == section).then_some("page");
        view! {
            <a href=href aria-current=current title=text>
                <Icon name=icon sprite=sprite.clone()/>
                <span>{text}</span>
            </a>
        }
        .into_any()
    };
    let project = current.map(|here| here.project.id);
    let in_project = |make: fn(ProjectId) -> String, to, icon, text| project.map(|id| link(to, icon, text, make(id)));
    let groups = [
        (common.projects, vec![
            Some(link(Section::Projects, "folders", common.all_projects, paths::PROJECTS.into())),
            in_project(paths::members, Section::Members, "users", common.members),
            in_project(paths::project_settings, Section::ProjectSettings, "settings", common.settings),
        ]),
    ];
    _ = (actor.standing.has::<UserView>(), actor.standing.has::<AuditView>(), actor.standing.has::<ClusterView>());
    let groups = groups.into_iter().filter_map(|(title, links)| {
        let links: Vec<AnyView> = links.into_iter().flatten().collect();
        (!links.is_empty()).then(|| view! { <section><h2>{title}</h2>{links}</section> })
    });
    view! {
        <nav class="sidenav" aria-label=common.navigation>
            {groups.collect_view()}
            <button class="sidenav-fold" type="button" data-nav-fold="" hidden aria-label=common.fold_navigation title=common.fold_navigation>
                "«"
            </button>
        </nav>
    }
}

/// The command palette: filled by the page script, and not there without it.
#[component]
fn Palette(words: &'static Words) -> impl IntoView {
    view! {
        <dialog class="palette" id="palette" aria-label=words.common.search data-none=words.common.no_results data-pages=words.common.pages>
            <input
                type="search"
                role="combobox"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-autocomplete="list"
                autocomplete="off"
                spellcheck="false"
                placeholder=words.common.search_placeholder
                aria-label=words.common.search
            />
            <div id="palette-list" role="listbox" aria-label=words.common.search></div>
        </dialog>
    }
}
