//! The doors: sign-in, the first administrator's account, the administrator's one-time link.

use super::{
    card::card,
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    paths,
    ui::{Field, NewPasswordFields, Notice, NoticeKind, PasswordField},
};
use leptos::prelude::*;
use store::LinkKind;

/// One button per provider, and a form for local accounts where they are allowed.
#[component]
pub(super) fn SignInPage() -> impl IntoView {
    settle(async |visit| {
        if visit.actor().is_ok() {
            return Err(Refusal::See(paths::HOME.into()));
        }
        let (flash, locale, words) = (Flash::take().await, visit.locale, visit.words().sign_in);
        let settings = visit.state.settings.clone();
        let has_administrator = visit.state.store.has_administrator().await?;
        let said = match visit.query("why").as_deref() {
            Some("provider-down") => Some((NoticeKind::Bad, words.provider_down)),
            Some("provider-refused") => Some((NoticeKind::Bad, words.provider_refused)),
            Some("provider-state") => Some((NoticeKind::Warn, words.provider_state)),
            Some("disabled") => Some((NoticeKind::Bad, words.account_disabled)),
            Some("signed-out") => Some((NoticeKind::Ok, words.signed_out)),
            _ => None,
        };
        let provider = settings.provider.clone().map(|name| {
            view! {
                <a class="button" data-kind="primary" href=paths::PROVIDER_SIGN_IN>{(words.with_provider)(&name)}</a>
            }
        });
        let both = provider.is_some() && settings.local_sign_in;
        let no_way_in = provider.is_none() && !settings.local_sign_in;
        let refused = flash.problem("form").map(|problem| visit.words().problem(&problem.code));
        let local = settings.local_sign_in.then(|| {
            view! {
                <form method="post" class="form">
                    {refused.map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> })}
                    <Field name="name" label=words.user_name value="" flash=flash.clone() locale autocomplete="username"/>
                    <PasswordField
                        name="secret_password"
                        label=visit.words().common.password
                        flash=flash.clone()
                        locale
                        autocomplete="current-password"
                    />
                    <button class="button" data-kind=(!both).then_some("primary")>{words.sign_in}</button>
                </form>
            }
        });
        let content = view! {
            {said.map(|(kind, sentence)| view! { <Notice kind>{sentence}</Notice> })}
            {(!has_administrator)
                .then(|| {
                    view! {
                        <Notice kind=NoticeKind::Warn>
                            <strong>{words.no_administrator}</strong>
                            " "
                            {words.no_administrator_how}
                        </Notice>
                    }
                })}
            {(no_way_in && has_administrator)
                .then(|| {
                    view! {
                        <Notice kind=NoticeKind::Warn>
                            <strong>{words.no_way_in}</strong>
                            " "
                            {words.no_way_in_how}
                        </Notice>
                    }
                })}
            {provider}
            {both.then(|| view! { <p class="sign-in-or"><span>{words.or}</span></p> })}
            {local}
        };
        Ok(card(&visit, words.title, content))
    })
}

/// Makes the first administrator's account. Opening the page does nothing to the link; sending the form consumes it.
#[component]
pub(super) fn SetupPage() -> impl IntoView {
    settle(async |visit| {
        let (flash, locale, words) = (Flash::take().await, visit.locale, visit.words());
        let token = visit.query("token").unwrap_or_default();
        let open = !visit.state.store.has_administrator().await?
            && visit.state.store.is_link_open(LinkKind::Setup, &token).await?;
        let content = match open || flash.is_refused() {
            false => spent(&visit).into_any(),
            true => {
                let name = words.sign_in.user_name;
                let refused = flash.problem("link").map(|problem| words.problem(&problem.code));
                view! {
                    <p>{words.sign_in.setup_intro}</p>
                    <form method="post" action="/setup" class="form">
                        <input type="hidden" name="token" value=flash.typed("token").map_or(token, String::from)/>
                        {refused.map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> })}
                        <Field name="name" label=name value="" flash=flash.clone() locale autocomplete="username"/>
                        <Field
                            name="display_name"
                            label=words.sign_in.display_name
                            value=""
                            flash=flash.clone()
                            locale
                            autocomplete="name"
                        />
                        <NewPasswordFields label=words.common.password again=words.sign_in.password_again flash=flash.clone() locale/>
                        <button class="button" data-kind="primary">{words.sign_in.setup_create}</button>
                    </form>
                }
                .into_any()
            }
        };
        Ok(card(&visit, words.sign_in.setup_title, content))
    })
}

/// Signs in by a link that `scaleph admin link` printed on the host.
#[component]
pub(super) fn AdminLinkPage() -> impl IntoView {
    settle(async |visit| {
        let words = visit.words();
        let token = visit.query("token").unwrap_or_default();
        let content = match visit.state.store.is_link_open(LinkKind::Administrator, &token).await? {
            false => spent(&visit).into_any(),
            true => view! {
                <p>{words.sign_in.admin_link_intro}</p>
                <form method="post" action="/admin-link" class="form">
                    <input type="hidden" name="token" value=token/>
                    <button class="button" data-kind="primary">{words.sign_in.admin_link_use}</button>
                </form>
            }
            .into_any(),
        };
        Ok(card(&visit, words.sign_in.admin_link_title, content))
    })
}

fn spent(visit: &Visit) -> impl IntoView + use<> {
    let words = visit.words().sign_in;
    view! {
        <Notice kind=NoticeKind::Warn>
            <strong>{words.link_spent}</strong>
            " "
            {words.link_spent_how}
        </Notice>
        <p><a href=paths::SIGN_IN>{words.title}</a></p>
    }
}
