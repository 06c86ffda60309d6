//! Pages that are not what was asked for, each with its real status.

use crate::{
    context::{Refusal, from_request, state},
    escaped::escaped,
    locale::{Chosen, Locale, Preferences},
    paths,
    words::{Words, sql_problem},
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use model::authority::Forbidden;
use store::RequestId;

/// The page for an address that leads nowhere.
pub(super) fn not_found() -> impl IntoView {
    refused(&Refusal::NotFound, crate::context::locale())
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
    let logo = use_context::<crate::context::AppState>().map(|_| state().asset("logo.svg"));
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

/// The answer to a form or a call that was refused: the sentence as plain HTML, with a way back.
pub fn plain_refusal(refusal: &Refusal, chosen: Chosen<'_>, headers: &HeaderMap, request: &RequestId) -> Response {
    match refusal {
        Refusal::SignIn => return Redirect::to(paths::SIGN_IN).into_response(),
        Refusal::See(path) => return Redirect::to(path).into_response(),
        _ => {}
    }
    let locale = Preferences::of(chosen, headers).locale;
    let words = locale.words();
    let (status, title, why) = sentences(refusal, words);
    let id = view! { <p><small>{words.common.request_id} " " <code>{request.to_string()}</code></small></p> };
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        view! {
            <html lang=locale.language.tag()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <title inner_html=escaped(title)></title>
                </head>
                <body>
                    <main>
                        <h1>{status.as_u16()} " " {title}</h1>
                        <p>{why}</p>
                        <p><a href=paths::HOME>{words.common.back_home}</a></p>
                        {id}
                    </main>
                </body>
            </html>
        }
        .to_html()
    });
    owner.unset_with_forced_cleanup();
    let mut response = Response::new(Body::from(format!("<!DOCTYPE html>{html}")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// What a refusal says, where there is no page for it.
pub fn sentence(refusal: &Refusal, locale: Locale) -> String {
    sentences(refusal, locale.words()).2
}

fn sentences(refusal: &Refusal, words: &'static Words) -> (StatusCode, &'static str, String) {
    let common = words.common;
    match refusal {
        Refusal::Forbidden(Forbidden::Missing(permission)) => {
            (StatusCode::FORBIDDEN, common.forbidden, (common.forbidden_why)(permission))
        }
        Refusal::Forbidden(Forbidden::Archived) => {
            (StatusCode::FORBIDDEN, common.forbidden, common.archived_why.into())
        }
        Refusal::Problems(problems) => {
            let sentences: Vec<String> = problems.iter().map(|problem| words.problem(&problem.code)).collect();
            (StatusCode::CONFLICT, common.conflict, sentences.join(" "))
        }
        Refusal::Sql(problem) => {
            (StatusCode::UNPROCESSABLE_ENTITY, common.failed, sql_problem(words.language, &problem.code))
        }
        Refusal::Failed => (StatusCode::INTERNAL_SERVER_ERROR, common.failed, common.failed_why.into()),
        Refusal::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, common.unavailable, common.unavailable_why.into()),
        Refusal::NotFound | Refusal::SignIn | Refusal::See(_) => {
            (StatusCode::NOT_FOUND, common.not_found, common.not_found_why.into())
        }
    }
}

fn moved(path: &str) -> AnyView {
    if let (Some(response), Ok(path)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(path)) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(header::LOCATION, path);
    }
    ().into_any()
}
