//! What all pages have in common once somebody is signed in: the bar on top, the navigation, the palette.

mod navigation;
mod palette;
mod switches;
mod topbar;

pub(super) use navigation::Section;
pub(super) use switches::{LanguageSwitch, ThemeSwitch};

use app::{
    context::{Actor, AppState},
    locale::Preferences,
};
use leptos::prelude::*;
use leptos_meta::Title;
use model::ProjectId;
use navigation::Navigation;
use palette::Palette;
use store::ProjectSummary;
use topbar::Topbar;

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
    unread: i64,
    path: String,
    children: Children,
) -> impl IntoView {
    let words = preferences.locale.words();
    let sprite = state.asset("icons.svg");
    view! {
        <Title text=format!("{} – Scaleph", place.title)/>
        <a class="skip" href="#content">{words.common.skip_to_content}</a>
        <div class="frame">
            {view! { <Topbar state actor=actor.clone() preferences projects current=current.clone() unread path/> }.into_any()}
            {view! { <Navigation actor current section=place.section words sprite/> }.into_any()}
            <main class="content" id="content" tabindex="-1">{children()}</main>
        </div>
        {view! { <Palette words/> }.into_any()}
    }
}
