//! The fields of a variable, new or known.

use app::{
    forms::Flash,
    locale::Locale,
    ui::{Field, PasswordField, TextField},
};
use leptos::prelude::*;
use store::Variable;

/// Fields that show their own problems.
pub(super) const FIELDS: [&str; 6] = ["name", "description", "kind", "value", "secret_value", "confirmation"];

/// Name, value and description. Of plain and secret only the field that counts is shown, by the sheet alone.
#[component]
pub(super) fn Fields(
    /// What is stored; nothing for a new one.
    known: Option<Variable>,
    /// What was typed before, and what is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().variables;
    let name = known.as_ref().map(|known| known.name.to_string()).unwrap_or_default();
    let description = known.as_ref().map(|known| known.description.clone()).unwrap_or_default();
    let value = known.as_ref().and_then(|known| known.value.clone()).unwrap_or_default();
    let hint = match &known {
        None => words.secret_new_hint,
        Some(known) if known.is_secret => words.secret_keep_hint,
        Some(_) => words.secret_seal_hint,
    };
    let is_secret = known.is_some_and(|known| known.is_secret);
    view! {
        <Field name="name" label=locale.words().common.name value=name flash=flash.clone() locale hint=words.name_hint/>
        <Kind is_secret flash=flash.clone() locale/>
        <div class="variables-plain">
            <TextField name="value" label=words.value value flash=flash.clone() locale rows=2 hint=words.value_hint/>
        </div>
        <div class="variables-secret">
            <PasswordField
                name="secret_value"
                label=words.secret_value
                flash=flash.clone()
                locale
                autocomplete="new-password"
                hint
                optional=true
            />
        </div>
        <TextField name="description" label=words.description value=description flash locale rows=2/>
    }
}

/// Plain or secret, and what that means.
#[component]
fn Kind(is_secret: bool, flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words().variables;
    let chosen = flash.typed("kind").map_or(is_secret, |typed| typed == "secret");
    let problem = flash.problem("kind").map(|problem| locale.words().problem(&problem.code));
    let choice = |value: &'static str, word: &'static str, why: &'static str| {
        let (name, hint) = (format!("kind-{value}"), format!("kind-{value}-hint"));
        view! {
            <label class="check">
                <input type="radio" name="kind" value=value checked=chosen == (value == "secret") aria-labelledby=name.clone() aria-describedby=hint.clone()/>
                <span id=name>{word}</span>
                <span class="field-hint" id=hint>{why}</span>
            </label>
        }
    };
    view! {
        <fieldset class="variables-kind">
            <legend>{words.kind}</legend>
            {choice("plain", words.plain, words.plain_why)}
            {choice("secret", words.secret, words.secret_why)}
            {problem.map(|sentence| view! { <p class="field-error" role="alert">{sentence}</p> })}
        </fieldset>
    }
}
