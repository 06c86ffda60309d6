//! What stands where nothing is yet.

use leptos::prelude::*;

/// Says what is missing, why, and offers the next step.
#[component]
pub fn Empty(
    /// What is missing, as a sentence.
    sentence: &'static str,
    /// Why, or what it would be good for.
    why: &'static str,
    /// The next step.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-sentence">{sentence}</p>
            <p class="empty-why">{why}</p>
            {children.map(|children| view! { <p class="empty-step">{children()}</p> })}
        </div>
    }
}
