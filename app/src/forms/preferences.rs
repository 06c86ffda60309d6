//! Language and theme, for people with and without an account.

use super::Posted;
use crate::{
    locale::{Language, Theme},
    paths,
};
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use store::Preferences;

/// Remembers a choice in the account, and in the browser for when nobody is signed in; leads back.
pub(crate) async fn choose(form: Posted) -> Response {
    let language = Language::of_tag(form.field("language"));
    let theme = form.field("theme").to_string();
    let secure = form.state.settings.public_url.starts_with("https:");
    let mut response = form
        .answer(async |form| {
            if let Ok(actor) = form.actor() {
                let mut chosen = Preferences {
                    language: actor.user.language.clone(),
                    theme: actor.user.theme.clone(),
                    time_zone: actor.user.time_zone.clone(),
                };
                if let Some(language) = language {
                    chosen.language = Some(language.tag().into());
                }
                if form.is_ticked("theme") {
                    chosen.theme = Theme::of(form.field("theme")).map(|theme| theme.as_str().into());
                }
                form.state.store.set_preferences(&actor.standing, &chosen).await?;
            }
            Ok(back(form.field("back")))
        })
        .await;
    let mut cookie = |name: &str, value: &str, age: u32| {
        let secure = if secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax{secure}");
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    };
    if let Some(language) = language {
        cookie("lang", language.tag(), 31_536_000);
    }
    match Theme::of(&theme) {
        Some(theme) => cookie("theme", theme.as_str(), 31_536_000),
        None if theme == "system" => cookie("theme", "", 0),
        None => {}
    }
    response
}

/// A path of ours, or the start: an address from a form must not lead elsewhere.
fn back(path: &str) -> String {
    let ours =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']) && path.is_ascii();
    if ours { path.into() } else { paths::HOME.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_led_back_to_our_own_pages_only() {
        assert_eq!(back("/projects/1"), "/projects/1");
        for elsewhere in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb"] {
            assert_eq!(back(elsewhere), "/", "{elsewhere}");
        }
    }
}
