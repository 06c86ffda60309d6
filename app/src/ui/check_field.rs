//! Boxes to tick.

use crate::forms::Flash;
use leptos::prelude::*;

/// A box and its sentence.
#[component]
pub fn CheckField(
    /// The name it is sent under.
    name: &'static str,
    /// What ticking it means.
    label: &'static str,
    /// Whether it is ticked, unless something else was sent before.
    ticked: bool,
    /// What was sent before.
    flash: Flash,
) -> impl IntoView {
    let ticked = if flash.is_filled() { flash.typed(name).is_some() } else { ticked };
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" checked=ticked/>
            <span>{label}</span>
        </label>
    }
}
