//! The editor with its bar.

use super::{
    bridge::{self, Bundle, Editor},
    run::run,
    save::{Autosave, save, settle},
    state::{ClusterChoice, Saving, Workspace},
};
use leptos::{html::Div, prelude::*, task::spawn_local};
use model::SessionClusterId;
use send_wrapper::SendWrapper;
use std::{collections::BTreeMap, rc::Rc};
use wasm_bindgen::{JsCast, prelude::Closure};

/// CodeMirror on top of a plain text area; the text area stays in the form, and stays alone if the bundle fails.
#[component]
pub(super) fn EditorPane(
    workspace: Workspace,
    text: String,
    can_edit: bool,
    can_run: bool,
    bundle: String,
    clusters: Vec<ClusterChoice>,
) -> impl IntoView {
    let mounted = RwSignal::new(false);
    let host = NodeRef::<Div>::new();
    let kept = StoredValue::new(None::<SendWrapper<Mounted>>);
    let first = text.clone();
    Effect::new(move |_| {
        let (bundle, text) = (bundle.clone(), first.clone());
        spawn_local(async move {
            let Ok(module) = bridge::load(&bundle).await else { return };
            // The island may be gone by now.
            let Some(Some(host)) = host.try_get_untracked() else { return };
            let live = Mounted::new(module.unchecked_ref(), &host, &text, workspace, can_edit, can_run);
            workspace.editor.try_set_value(Some(SendWrapper::new(Rc::clone(&live.editor))));
            kept.try_set_value(Some(SendWrapper::new(live)));
            mounted.set(true);
            workspace.mark_statements();
        });
    });
    let run_now = move |event: leptos::ev::MouseEvent| {
        let Some(editor) = workspace.editor() else { return };
        event.prevent_default();
        let selection = editor.selection();
        if let [from, to] = selection.as_slice() {
            run(workspace, *from, *to, editor.cursor());
        }
    };
    let save_now = move |event: leptos::ev::MouseEvent| {
        if workspace.editor().is_some() {
            event.prevent_default();
            save(workspace);
        }
    };
    let words = workspace.words.get_value();
    let name = move || workspace.script.with(|script| script.as_ref().map(|script| script.name.clone()));
    let revision = move || workspace.script.with(|script| script.as_ref().map(|script| script.revision.to_string()));
    let has_script = workspace.script.with_untracked(Option::is_some);
    view! {
        <form method="post" class="workspace-editor" data-ready=move || mounted.get().to_string()>
            <div class="editor-bar">
                <span class="editor-name">{name}</span>
                <SavingState workspace/>
                <div class="editor-acts">
                    <SessionChip workspace/>
                    <ClusterSelect workspace clusters/>
                    {(can_edit && has_script)
                        .then(|| {
                            view! { <button class="button" data-kind="quiet" name="act" value="save" on:click=save_now title="Ctrl S">{words.save.clone()}</button> }
                        })}
                    <button
                        class="button"
                        data-kind="primary"
                        name="act"
                        value="run"
                        on:click=run_now
                        disabled=!can_run
                        title=words.run_why_not.clone()
                        aria-keyshortcuts="Control+Enter"
                    >
                        <span aria-hidden="true">"▶"</span>
                        {words.run.clone()}
                        <kbd aria-hidden="true">"Ctrl ⏎"</kbd>
                    </button>
                </div>
            </div>
            <Conflict workspace/>
            <div class="sql-editor">
                <div node_ref=host></div>
                <input type="hidden" name="revision" value=revision/>
                <textarea name="text" hidden=mounted readonly=!can_edit aria-label=words.editor.clone() spellcheck="false">
                    {format!("\n{text}")}
                </textarea>
            </div>
        </form>
    }
}

/// Saved, not yet, or why not.
#[component]
fn SavingState(workspace: Workspace) -> impl IntoView {
    let word = move || {
        if workspace.script.with(Option::is_none) {
            return String::new();
        }
        match workspace.saving.get() {
            Saving::Saved => workspace.word(|words| &words.saved),
            Saving::Unsaved => workspace.word(|words| &words.unsaved),
            Saving::UnderWay => workspace.word(|words| &words.saving),
            Saving::Stale(..) => workspace.word(|words| &words.stale),
            Saving::Failed(why) => format!("{} {why}", workspace.word(|words| &words.not_saved)),
        }
    };
    let bad = move || matches!(workspace.saving.get(), Saving::Failed(_) | Saving::Stale(..));
    view! { <span class="editor-saving" role="status" data-bad=move || bad().then_some("")>{word}</span> }
}

/// Somebody else saved: their text beside ours, and two ways on.
#[component]
fn Conflict(workspace: Workspace) -> impl IntoView {
    move || {
        let Saving::Stale(now, theirs) = workspace.saving.get() else {
            return ().into_any();
        };
        let words = workspace.words.get_value();
        let text = theirs.clone();
        view! {
            <div class="notice" data-kind="warn" role="alert">
                <p>{words.stale}</p>
                <details>
                    <summary>{words.theirs}</summary>
                    <pre class="code">{theirs}</pre>
                </details>
                <p>
                    <button type="button" class="button" on:click=move |_| settle(workspace, now, None)>{words.stale_mine}</button>
                    " "
                    <button type="button" class="button" on:click=move |_| settle(workspace, now, Some(text.clone()))>
                        {words.stale_theirs}
                    </button>
                </p>
            </div>
        }
        .into_any()
    }
}

/// The session: its state, and where unqualified names are looked for.
#[component]
fn SessionChip(workspace: Workspace) -> impl IntoView {
    move || {
        workspace.session.get().map(|session| {
            let title = session.note.clone().unwrap_or_else(|| session.word.clone());
            view! {
                <span class="session-chip" title=title role="status">
                    <span class="state" data-state=session.shape>
                        <span class="state-shape" aria-hidden="true">{session.glyph}</span>
                        <span class="unseen">{session.word}</span>
                    </span>
                    <span class="mono">{session.place}</span>
                </span>
            }
        })
    }
}

/// Where statements go.
#[component]
fn ClusterSelect(workspace: Workspace, clusters: Vec<ClusterChoice>) -> impl IntoView {
    let label = workspace.word(|words| &words.cluster);
    let none = workspace.word(|words| &words.no_cluster);
    if clusters.is_empty() {
        return view! { <span class="session-chip">{none}</span> }.into_any();
    }
    let chosen = workspace.cluster.get_untracked();
    let options = clusters.into_iter().map(|cluster| {
        view! { <option value=cluster.id.to_string() selected=chosen == Some(cluster.id)>{cluster.name}</option> }
    });
    let choose = move |event| {
        let id: Option<SessionClusterId> = event_target_value(&event).parse().ok();
        workspace.cluster.set(id);
    };
    view! {
        <select class="session-chip" name="cluster" aria-label=label.clone() title=label on:change=choose>
            {options.collect_view()}
        </select>
    }
    .into_any()
}

/// A live editor with the closures it calls; all end together.
struct Mounted {
    editor: Rc<Editor>,
    _on_change: Closure<dyn FnMut()>,
    _on_run: Closure<dyn FnMut(u32, u32, u32)>,
    _on_save: Closure<dyn FnMut()>,
}

impl Mounted {
    fn new(
        bundle: &Bundle,
        host: &web_sys::HtmlElement,
        text: &str,
        workspace: Workspace,
        can_edit: bool,
        can_run: bool,
    ) -> Self {
        let autosave = Autosave::new(workspace);
        let on_change = Closure::new(move || autosave.changed());
        let on_run = Closure::new(move |from, to, cursor| {
            if can_run {
                run(workspace, from, to, cursor);
            }
        });
        let on_save = Closure::new(move || save(workspace));
        let words = workspace.words.get_value();
        let phrases: BTreeMap<String, String> = words.phrases.into_iter().collect();
        let options = serde_json::json!({
            "label": words.editor,
            "description": words.editor_leave,
            "placeholder": words.placeholder,
            "read_only": !can_edit,
            "phrases": phrases,
        });
        let editor = bundle.mount(host, text, &options.to_string(), &on_change, &on_run, &on_save);
        Self { editor: Rc::new(editor), _on_change: on_change, _on_run: on_run, _on_save: on_save }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}
