//! The command palette.

use app::words::Words;
use leptos::prelude::*;

/// An empty dialog: the page script fills it, and without script the link that opens it leads elsewhere.
#[component]
pub(super) fn Palette(words: &'static Words) -> impl IntoView {
    view! {
        <dialog class="palette" id="palette" aria-label=words.common.search data-url="/palette" data-none=words.common.no_results>
            <div class="search">
                <input
                    type="search"
                    role="combobox"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-autocomplete="list"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=words.common.search_placeholder
                    aria-label=words.common.search
                />
            </div>
            <div class="palette-list" id="palette-list" role="listbox" aria-label=words.common.search></div>
        </dialog>
    }
}
