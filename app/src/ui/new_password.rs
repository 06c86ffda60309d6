//! Choosing a password.

use super::PasswordField;
use crate::{forms::Flash, locale::Locale};
use leptos::prelude::*;

/// A new password and the same once more, with what is asked of it.
#[component]
pub fn NewPasswordFields(
    /// What the password is called.
    label: &'static str,
    /// What it is called the second time.
    again: &'static str,
    /// What is wrong with them.
    flash: Flash,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    view! {
        <PasswordField
            name="secret_password"
            label
            flash=flash.clone()
            locale
            autocomplete="new-password"
            hint=locale.words().sign_in.password_hint
        />
        <PasswordField name="secret_again" label=again flash locale autocomplete="new-password"/>
    }
}
