//! One card in the middle of nothing: what people see who are not signed in.

use super::{
    frame::{LanguageSwitch, ThemeSwitch},
    visit::Visit,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The card with its title; language and theme can be changed below it.
pub(super) fn card<V: IntoView + 'static>(visit: &Visit, title: &'static str, content: V) -> impl IntoView + use<V> {
    let (preferences, path, sprite) = (visit.preferences, visit.path.clone(), visit.state.asset("icons.svg"));
    let logo = visit.state.asset("logo.svg");
    let content = content.into_any();
    view! {
        <Title text=title/>
        <main class="sign-in" id="content">
            <div class="sign-in-brand">
                <img src=logo alt="" width="32" height="32"/>
                <span>"Scaleph"</span>
            </div>
            <div class="sign-in-card">
                <h1>{title}</h1>
                {content}
            </div>
            <footer class="sign-in-foot">
                <LanguageSwitch preferences path=path.clone()/>
                <ThemeSwitch preferences path sprite/>
            </footer>
        </main>
    }
}
