//! The one-time links: for the first administrator, for the day when nothing else works, and for choosing a password.

use super::{Auth, Passwords, local::failed, session, session::Whence};
use crate::telemetry::ClientAddress;
use app::{
    context::Refusal,
    forms::Posted,
    locale::{Chosen, Preferences},
    paths,
};
use axum::{Extension, response::Response};
use model::{Code, Name, authority::SystemRole};
use store::{LinkKind, NewUser};

/// Makes the first administrator's account and signs it in; this uses the link up.
pub(super) async fn set_up(
    Extension(auth): Extension<Auth>,
    Extension(address): Extension<ClientAddress>,
    form: Posted,
) -> Response {
    form.answer(async |form| {
        let name = form.parse("name", Name::parse);
        let display_name = form.parse("display_name", Name::parse);
        let password = form.field("secret_password").to_string();
        if let Err((field, code)) = Passwords::check_new(&password, form.field("secret_again")) {
            form.note(code.at(field));
        }
        let (Some(name), Some(display_name), false) = (name, display_name, form.has_problems()) else {
            return Err(form.problems());
        };
        let password_hash = Some(auth.passwords.hash(password).await.map_err(failed)?);
        let new = NewUser { name, display_name, email: None, role: SystemRole::Administrator, password_hash };
        let store = form.state.store.clone();
        let user = store.create_first_administrator(form.field("token"), new, form.request()).await?;
        session::begin(&form.session, user.id, Whence::of(form.headers(), Some(&address))).await?;
        let language = Preferences::of(Chosen::default(), form.headers()).locale.language;
        crate::sample::create(&form.state, &user, language, form.request()).await?;
        Ok(paths::HOME.into())
    })
    .await
}

/// Signs an administrator in; this uses the link up.
pub(super) async fn use_administrator_link(Extension(address): Extension<ClientAddress>, form: Posted) -> Response {
    form.answer(async |form| {
        let user = form.state.store.administrator_by_link(form.field("token"), form.request()).await?;
        session::begin(&form.session, user.id, Whence::of(form.headers(), Some(&address))).await?;
        Ok(paths::HOME.into())
    })
    .await
}

/// Sets the password that somebody chose by their link and signs them in; this uses the link up.
pub(super) async fn choose_password(
    Extension(auth): Extension<Auth>,
    Extension(address): Extension<ClientAddress>,
    form: Posted,
) -> Response {
    form.answer(async |form| {
        if !form.state.settings.local_sign_in {
            return Err(Refusal::NotFound);
        }
        let (store, link) = (form.state.store.clone(), form.field("token").to_string());
        // Anybody can send this form: without a link no password is hashed.
        if !store.is_link_open(LinkKind::Password, &link).await? {
            return Err(Code::LinkSpent.at("link").into());
        }
        let password = form.field("secret_password").to_string();
        if let Err((field, code)) = Passwords::check_new(&password, form.field("secret_again")) {
            return Err(code.at(field).into());
        }
        let hash = auth.passwords.hash(password).await.map_err(failed)?;
        let user = store.set_password_by_link(&link, &hash, form.request()).await?;
        // Whoever tried to guess the password before does not make its owner wait now.
        store.note_sign_in_success(&format!("name {}", user.name.to_lowercase())).await?;
        session::begin(&form.session, user.id, Whence::of(form.headers(), Some(&address))).await?;
        Ok(paths::HOME.into())
    })
    .await
}
