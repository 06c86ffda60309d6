//! Choosing a password by a one-time link.

use crate::{
    card::card,
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    paths,
    ui::{NewPasswordFields, Notice, NoticeKind},
};
use leptos::prelude::*;
use store::LinkKind;

/// Opening the page does nothing to the link; sending the form consumes it.
#[component]
pub(crate) fn ChoosePasswordPage() -> impl IntoView {
    settle(async |visit| {
        if !visit.state.settings.local_sign_in {
            return Err(Refusal::NotFound);
        }
        let flash = Flash::take().await;
        // A refused form comes back without the token in its address.
        let token = flash.typed("token").map(String::from).or_else(|| visit.query("token")).unwrap_or_default();
        let content = match visit.state.store.is_link_open(LinkKind::Password, &token).await? {
            true => form(&visit, token, flash).into_any(),
            false => spent(&visit).into_any(),
        };
        Ok(card(&visit, visit.words().users.choose_title, content))
    })
}

fn form(visit: &Visit, token: String, flash: Flash) -> impl IntoView + use<> {
    let (words, locale) = (visit.words(), visit.locale);
    view! {
        <p>{words.users.choose_intro}</p>
        <form method="post" action=paths::PASSWORD class="form">
            <input type="hidden" name="token" value=token/>
            <NewPasswordFields label=words.account.password_new again=words.account.password_again flash locale/>
            <button class="button" data-kind="primary">{words.users.choose}</button>
        </form>
    }
}

fn spent(visit: &Visit) -> impl IntoView + use<> {
    let words = visit.words();
    view! {
        <Notice kind=NoticeKind::Warn>
            <strong>{words.users.choose_spent}</strong>
            <p>{words.users.choose_spent_how}</p>
        </Notice>
        <p><a href=paths::SIGN_IN>{words.sign_in.title}</a></p>
    }
}
