//! The one-time links: for the first administrator, and for the day when nothing else works.

use super::{Auth, Passwords, local::failed, session, session::Whence};
use crate::telemetry::ClientAddress;
use app::{forms::Posted, paths};
use axum::{Extension, response::Response};
use model::{Name, authority::SystemRole};
use store::NewUser;

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
        crate::sample::create(&form.state, &user, form.request()).await?;
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
