//! Language and theme, on every page, with and without an account.

use app::{
    locale::{Language, Preferences, Theme},
    paths,
    ui::Icon,
};
use leptos::prelude::*;

/// Changes to the other language.
#[component]
pub(crate) fn LanguageSwitch(preferences: Preferences, path: String) -> impl IntoView {
    let other = match preferences.locale.language {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    };
    let label = match other {
        Language::En => "EN",
        Language::Zh => "中文",
    };
    view! {
        <form method="post" action=paths::PREFERENCES>
            <input type="hidden" name="back" value=path/>
            <button class="button" data-kind="quiet" name="language" value=other.tag() lang=other.tag() title=other.name()>
                {label}
            </button>
        </form>
    }
}

/// Changes between the light, the dark and the system's theme.
#[component]
pub(crate) fn ThemeSwitch(preferences: Preferences, path: String, sprite: String) -> impl IntoView {
    let words = preferences.locale.words().common;
    let (next, icon, now) = match preferences.theme {
        None => ("light", "sun-moon", words.theme_system),
        Some(Theme::Light) => ("dark", "sun", words.theme_light),
        Some(Theme::Dark) => ("system", "moon", words.theme_dark),
    };
    let name = |now: &str| format!("{}: {now}", words.theme);
    let names = [words.theme_light, words.theme_dark, words.theme_system].map(name).join("|");
    let title = name(now);
    view! {
        <form method="post" action=paths::PREFERENCES>
            <input type="hidden" name="back" value=path/>
            <button
                class="button"
                data-kind="quiet"
                data-icon=""
                name="theme"
                value=next
                data-theme-next=next
                data-theme-names=names
                aria-label=title.clone()
                title=title.clone()
            >
                <Icon name=icon sprite/>
            </button>
        </form>
    }
}
