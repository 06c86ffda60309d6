//! What a refusal says, and the answer where there is no page to say it.

use crate::{
    context::Refusal,
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
use model::authority::Forbidden;
use store::RequestId;

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

/// The status of a refusal, its title, and why.
pub fn sentences(refusal: &Refusal, words: &'static Words) -> (StatusCode, &'static str, String) {
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
