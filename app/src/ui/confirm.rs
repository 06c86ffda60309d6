//! Confirming by typing a name.

use crate::{forms::Flash, locale::Locale};
use leptos::prelude::*;

/// A field into which the object's name must be typed before something is destroyed.
#[component]
pub fn ConfirmField(
    /// The name to type.
    #[prop(into)]
    expected: String,
    /// What was typed before, and what is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words();
    let problem = flash.problem("confirmation").map(|problem| words.problem(&problem.code));
    let error = problem.is_some().then_some("confirmation-error");
    view! {
        <div class="field">
            <label for="confirmation">{(words.common.type_to_confirm)(&expected)}</label>
            <input
                id="confirmation"
                name="confirmation"
                autocomplete="off"
                required=true
                data-confirm=expected
                aria-invalid=problem.is_some().then_some("true")
                aria-describedby=error
            />
            {problem.map(|sentence| view! { <p class="field-error" id="confirmation-error" role="alert">{sentence}</p> })}
        </div>
    }
}
