//! Local accounts.

use super::{Auth, Passwords, session, session::Whence};
use crate::telemetry::ClientAddress;
use app::{
    context::{Refusal, chain},
    forms::Posted,
    paths,
};
use axum::{Extension, response::Response};
use model::Code;
use store::Credentials;

/// Signs somebody in by name and password. A wrong name and a wrong password look alike and take the same time.
pub(super) async fn sign_in(
    Extension(auth): Extension<Auth>,
    Extension(address): Extension<ClientAddress>,
    form: Posted,
) -> Response {
    form.answer(async |form| {
        if !form.state.settings.local_sign_in {
            return Err(Refusal::NotFound);
        }
        let name = form.field("name").trim().to_string();
        let password = form.field("secret_password").to_string();
        if name.is_empty() {
            form.note(Code::Required.at("name"));
        }
        if password.is_empty() {
            form.note(Code::Required.at("secret_password"));
        }
        if form.has_problems() {
            return Err(form.problems());
        }
        let store = form.state.store.clone();
        let keys = [format!("name {}", name.to_lowercase()), format!("address {}", address.0)];
        for key in &keys {
            let delay = store.sign_in_delay(key).await?;
            if delay > chrono::TimeDelta::zero() {
                let seconds = u32::try_from(delay.num_seconds()).unwrap_or(u32::MAX).saturating_add(1);
                return Err(Code::TryAgainLater { seconds }.at("form").into());
            }
        }
        let found = store.user_for_sign_in(&name).await?;
        let (user, hash) = match found {
            Some(Credentials { user, password_hash }) if !user.disabled => (Some(user), password_hash),
            _ => (None, None),
        };
        let fits = auth.passwords.verify(password, hash).await.map_err(failed)?;
        let Some(user) = user.filter(|_| fits) else {
            for key in &keys {
                store.note_sign_in_failure(key).await?;
            }
            return Err(Code::SignInFailed.at("form").into());
        };
        store.note_sign_in_success(&keys[0]).await?;
        session::begin(&form.session, user.id, Whence::of(form.headers(), Some(&address))).await?;
        Ok(paths::HOME.into())
    })
    .await
}

/// Changes one's own password and ends all other sessions.
pub(super) async fn change_password(Extension(auth): Extension<Auth>, form: Posted) -> Response {
    form.answer_at(paths::ACCOUNT.into(), async |form| {
        let actor = form.actor()?;
        let store = form.state.store.clone();
        let new = form.field("secret_password").to_string();
        if let Err((field, code)) = Passwords::check_new(&new, form.field("secret_again")) {
            form.note(code.at(field));
        }
        let credentials = store.user_for_sign_in(&actor.user.name).await?.ok_or(Refusal::NotFound)?;
        let present = form.field("secret_present").to_string();
        let key = format!("name {}", actor.user.name.to_lowercase());
        if credentials.password_hash.is_some() {
            let delay = store.sign_in_delay(&key).await?;
            if delay > chrono::TimeDelta::zero() {
                let seconds = u32::try_from(delay.num_seconds()).unwrap_or(u32::MAX).saturating_add(1);
                form.note(Code::TryAgainLater { seconds }.at("secret_present"));
            } else if !auth.passwords.verify(present, credentials.password_hash).await.map_err(failed)? {
                store.note_sign_in_failure(&key).await?;
                form.note(Code::SignInFailed.at("secret_present"));
            }
        }
        if form.has_problems() {
            return Err(form.problems());
        }
        let hash = auth.passwords.hash(new).await.map_err(failed)?;
        store.set_password(&actor.standing, &hash, &actor.session, &actor.request).await?;
        form.done(paths::ACCOUNT, "password").await?;
        Ok(paths::ACCOUNT.into())
    })
    .await
}

/// Something of ours failed: it is in the log.
pub(super) fn failed(error: anyhow::Error) -> Refusal {
    tracing::error!(error = chain(error.as_ref()), "a password could not be worked with");
    Refusal::Failed
}
