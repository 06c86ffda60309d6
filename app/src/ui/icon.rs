//! Pictures of one set.

use leptos::prelude::*;

/// An icon of the sprite; the name beside it, or `label`, says what it means.
#[component]
pub fn Icon(
    /// Its name in the sprite.
    name: &'static str,
    /// The address of the sprite.
    sprite: String,
    /// What it means, where no text stands beside it.
    #[prop(optional)]
    label: Option<&'static str>,
) -> impl IntoView {
    let href = format!("{sprite}#{name}");
    match label {
        Some(label) => view! { <svg class="icon" role="img" aria-label=label><use href=href></use></svg> }.into_any(),
        None => view! { <svg class="icon" aria-hidden="true"><use href=href></use></svg> }.into_any(),
    }
}
