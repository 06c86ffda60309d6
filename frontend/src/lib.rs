//! The browser module. `use app` keeps the islands: without it the linker drops them all.

// The type of a view is as deep as its elements.
#![recursion_limit = "512"]

use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Wakes the islands of the page.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
