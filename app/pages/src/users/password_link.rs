//! The one-time link by which somebody chooses a password.

use super::{barred::Barred, person::Person};
use app::{
    locale::Locale,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;

/// The link that was just made. It is shown once.
#[component]
pub(super) fn HandedLink(name: String, link: String, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let copied = link.clone();
    view! {
        <Notice kind=NoticeKind::Info>
            <strong>{(words.users.password_link_here)(&name)}</strong>
            <p>{words.users.password_link_once}</p>
            <p class="one-time-link">
                <code>{link}</code>
                <button type="button" class="button" data-size="dense" data-copy=copied data-done=words.common.copied>
                    {words.common.copy}
                </button>
            </p>
        </Notice>
    }
}

/// Makes a new link.
#[component]
pub(super) fn PasswordLinkPanel(person: Person) -> impl IntoView {
    let words = person.words().users;
    let disabled = person.user.disabled.then(|| words.password_link_disabled.to_string());
    let act = match person.why_not_manage().or(disabled) {
        Some(reason) => {
            let text = words.password_link_make;
            view! { <p class="form-acts"><Barred id="link-reason" text reason/></p> }.into_any()
        }
        None => view! {
            <form method="post" action=paths::user_password_link(person.user.id) class="form">
                <div class="form-acts"><button class="button">{words.password_link_make}</button></div>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.password_link}</h2></header>
            <p>{words.password_link_why}</p>
            {act}
        </section>
    }
}
