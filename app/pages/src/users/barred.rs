//! A button that may not be pressed, and why.

use leptos::prelude::*;

/// It can be reached by the keyboard, so that the reason is read out.
#[component]
pub(super) fn Barred(
    /// The id of the reason.
    id: &'static str,
    /// What the button says.
    text: &'static str,
    /// Why it may not be pressed.
    #[prop(into)]
    reason: String,
) -> impl IntoView {
    view! {
        <button type="button" class="button" aria-disabled="true" aria-describedby=id>{text}</button>
        <span class="reason" id=id>{reason}</span>
    }
}
