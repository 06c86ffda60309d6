//! The HTML document around every page.

use crate::App;
use app::{
    context::{AppState, actor, from_request, preferences},
    routes,
};
use axum::{extract::MatchedPath, http::Method};
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The document: its language and theme, the style sheet, the page script, and the browser module where islands are.
pub(crate) fn shell(state: AppState) -> impl IntoView {
    let preferences = preferences();
    let islands = has_islands().then(|| view! { <HydrationScripts options=state.options.clone() islands=true/> });
    let viewer = actor().ok().map(|actor| actor.user.id.to_string());
    view! {
        <!DOCTYPE html>
        <html
            lang=preferences.locale.language.tag()
            data-theme=preferences.theme.map(|theme| theme.as_str())
            data-nav=preferences.nav_folded.then_some("folded")
            data-zone=(!preferences.zone_unknown).then(|| preferences.locale.zone.name())
            data-now=chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content=preferences.locale.words().common.product/>
                <link rel="icon" href=state.asset("favicon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=state.asset("main.css")/>
                <script type="module" src=state.asset("page.js")></script>
                {islands}
                <MetaTags/>
            </head>
            <body data-viewer=viewer>
                <App/>
            </body>
        </html>
    }
}

fn has_islands() -> bool {
    let matched = from_request::<MatchedPath>();
    matched.and_then(|path| routes::rule(&Method::GET, path.as_str())).is_some_and(|rule| rule.islands)
}
