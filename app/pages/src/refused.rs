//! Pages that are not what was asked for, each with its real status.

use app::{
    context::{Refusal, from_request, state},
    locale::Locale,
    paths,
    refusal::sentences,
};
use axum::http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use store::RequestId;

/// The page for an address that leads nowhere.
pub(super) fn not_found() -> impl IntoView {
    refused(&Refusal::NotFound, app::context::locale())
}

/// The page of a refusal; sets the status of the answer.
pub(super) fn refused(refusal: &Refusal, locale: Locale) -> impl IntoView + use<> {
    match refusal {
        Refusal::SignIn => return moved(paths::SIGN_IN),
        Refusal::See(path) => return moved(path),
        _ => {}
    }
    let (status, title, why) = sentences(refusal, locale.words());
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
    let request_id = from_request::<RequestId>().map(|id| id.to_string());
    let logo = use_context::<app::context::AppState>().map(|_| state().asset("logo.svg"));
    view! {
        <Title text=title/>
        <main class="error-page" id="content">
            {logo.map(|logo| view! { <img src=logo alt="Scaleph" width="32" height="32"/> })}
            <p class="error-code">{status.as_u16()}</p>
            <h1>{title}</h1>
            <p>{why}</p>
            <p><a class="button" data-kind="primary" href=paths::HOME>{locale.words().common.back_home}</a></p>
            {request_id.map(|id| view! { <p class="error-request"><small>{locale.words().common.request_id} " " <code>{id}</code></small></p> })}
        </main>
    }
    .into_any()
}

fn moved(path: &str) -> AnyView {
    if let (Some(response), Ok(path)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(path)) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(header::LOCATION, path);
    }
    ().into_any()
}
