//! The functions of `js/sql_editor.ts`. On the server the same blocks compile to stubs that are never called.
//!
//! All offsets are UTF-16 code units.

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen(inline_js = "export const load = (url) => import(url);")]
extern "C" {
    /// The bundle at this address; it is fetched by the first editor only.
    #[wasm_bindgen(catch)]
    pub(super) async fn load(url: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    pub(super) type Bundle;

    #[wasm_bindgen(method)]
    pub(super) fn mount(
        this: &Bundle,
        host: &HtmlElement,
        doc: &str,
        options: &str,
        on_change: &Closure<dyn FnMut()>,
        on_run: &Closure<dyn FnMut(u32, u32, u32)>,
        on_save: &Closure<dyn FnMut()>,
    ) -> Editor;

    pub(super) type Editor;

    #[wasm_bindgen(method)]
    pub(super) fn doc(this: &Editor) -> String;

    #[wasm_bindgen(method)]
    pub(super) fn set_doc(this: &Editor, text: &str);

    /// From and to of the main selection.
    #[wasm_bindgen(method)]
    pub(super) fn selection(this: &Editor) -> Vec<u32>;

    #[wasm_bindgen(method)]
    pub(super) fn cursor(this: &Editor) -> u32;

    #[wasm_bindgen(method)]
    pub(super) fn set_diagnostics(this: &Editor, json: &str);

    /// Pairs of from and to.
    #[wasm_bindgen(method)]
    pub(super) fn set_statements(this: &Editor, pairs: Vec<u32>);

    #[wasm_bindgen(method)]
    pub(super) fn goto(this: &Editor, from: u32, to: u32);

    #[wasm_bindgen(method)]
    pub(super) fn focus(this: &Editor);

    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &Editor);
}

#[wasm_bindgen(inline_js = r#"
export const follow = (topic, rev) =>
  document.dispatchEvent(new CustomEvent("scaleph:follow", { detail: { topic, rev } }));
export const unfollow = (topic) =>
  document.dispatchEvent(new CustomEvent("scaleph:unfollow", { detail: { topic } }));
export const on_live = (call) => {
  const hear = ({ detail }) => detail && call(detail.topic);
  document.addEventListener("scaleph:live", hear);
};
export const every = (ms, call) => setInterval(() => document.hidden || call(), ms);
export const later = (ms, call) => setTimeout(call, ms);
export const not_later = (timer) => clearTimeout(timer);
export const now = () => Date.now();
"#)]
extern "C" {
    /// Asks the page script to follow a topic.
    pub(super) fn follow(topic: &str, rev: f64);

    /// No longer.
    pub(super) fn unfollow(topic: &str);

    /// Calls back with the topic of each thing that changed.
    pub(super) fn on_live(call: &Closure<dyn FnMut(String)>);

    /// Calls again and again while the page is in view.
    pub(super) fn every(ms: u32, call: &Closure<dyn FnMut()>);

    /// Calls once; returns the timer.
    pub(super) fn later(ms: u32, call: &Closure<dyn FnMut()>) -> i32;

    /// Not any more.
    pub(super) fn not_later(timer: i32);

    /// Milliseconds since 1970.
    pub(super) fn now() -> f64;
}
