//! The functions of `js/sql_editor.ts`, and the few of the browser that the workspace needs. On the server the same
//! blocks compile to stubs that are never called.
//!
//! All offsets are UTF-16 code units. Callbacks are boxed here: Rust would compile what a future or a closure needs
//! once for each of them.

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

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
    pub(super) fn destroy(this: &Editor);

    /// A text as a JSON string.
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify)]
    pub(super) fn quoted(text: &str) -> String;
}

#[wasm_bindgen(inline_js = r#"
export const start = () => document.querySelector("[data-workspace]")?.dataset.workspace;
export const load = (url, done) => import(url).then(done, () => {});
export const post = async (name, body, done) => {
  let answer;
  try {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`/api/${name}`, { method: "POST", headers, body });
    answer = [response.status, await response.text()];
  } catch (error) {
    answer = [0, String(error)];
  }
  done(...answer);
};
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
    /// The JSON that the page has for the workspace.
    pub(super) fn start() -> Option<String>;

    #[wasm_bindgen(js_name = load)]
    fn load_bundle(url: &str, done: JsValue);

    #[wasm_bindgen(js_name = post)]
    fn post_json(name: &str, body: &str, done: JsValue);

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

/// Calls with the bundle at this address; it is fetched by the first editor only.
pub(super) fn load(url: &str, done: impl FnOnce(Bundle) + 'static) {
    let done: Box<dyn FnOnce(JsValue)> = Box::new(|bundle| done(bundle.unchecked_into()));
    load_bundle(url, Closure::once_into_js(done));
}

/// Posts JSON to a server function and calls with the answer's status and text; 0 and the browser's words without one.
pub(super) fn post(name: &str, body: &str, done: Box<dyn FnOnce(u16, String)>) {
    post_json(name, body, Closure::once_into_js(done));
}

/// Something that JavaScript can call while the closure lives.
pub(super) fn callback(call: impl FnMut() + 'static) -> Closure<dyn FnMut()> {
    Closure::wrap(Box::new(call))
}
