//! The editor with its bar.

use super::{
    bridge,
    draw::{El, Place, Tag, effect, el, inert, live, when},
    mounted::Mounted,
    run::run,
    save::{save, settle},
    state::{Saving, Workspace},
    words::Word,
};
use crate::escaped::escaped;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::rc::Rc;

/// CodeMirror on top of a plain text area; the text area stays in the form, and stays alone if the bundle fails.
pub(super) fn pane(workspace: Workspace) -> AnyView {
    let ready = RwSignal::new(false);
    let host = Place::new();
    effect(move || mount(workspace, host, ready));
    let (name, can_edit) = workspace.start.with_value(|start| (start.name.clone(), start.can_edit));
    let acts = el(Tag::Div, "editor-acts")
        .child(session_chip(workspace))
        .el(cluster_select(workspace))
        .child(when(can_edit.then(|| save_button(workspace))))
        .el(run_button(workspace))
        .el(menu(workspace));
    let bar =
        el(Tag::Div, "editor-bar").el(el(Tag::Span, "editor-name").text(name)).el(saving_state(workspace)).el(acts);
    let fields = el(Tag::Div, "sql-editor")
        .el(el(Tag::Div, "").place(host))
        .child(inert(revision_field(workspace)))
        .child(inert(text_field(workspace)));
    el(Tag::Form, "workspace-editor")
        .attr("method", "post")
        .follow("data-ready", move || Some(if ready.get() { "true" } else { "false" }.into()))
        .el(bar)
        .child(conflict(workspace))
        .el(fields)
        .done()
}

/// Fetches the bundle and puts the editor in place of the text area.
fn mount(workspace: Workspace, host: Place, ready: RwSignal<bool>) {
    let bundle = workspace.start.with_value(|start| start.bundle.clone());
    bridge::load(&bundle, move |bundle| {
        // The island may be gone by now.
        let Some(Some(host)) = host.try_get_untracked() else { return };
        let mounted = Mounted::new(&bundle, &host, workspace);
        workspace.mounted.set_value(Some(SendWrapper::new(Rc::new(mounted))));
        if let Some(plain) = host.parent_element().and_then(|fields| fields.last_element_child()) {
            // Only fails for a malformed name.
            _ = plain.set_attribute("hidden", "");
        }
        ready.set(true);
        workspace.mark_statements();
    });
}

fn revision_field(workspace: Workspace) -> String {
    format!(r#"<input type="hidden" name="revision" value="{}"/>"#, workspace.revision.get_value())
}

fn text_field(workspace: Workspace) -> String {
    workspace.start.with_value(|start| {
        let label = escaped(&workspace.word(Word::Editor));
        let readonly = if start.can_edit { "" } else { " readonly" };
        // The first line end in a text area is not part of its text.
        format!(
            "<textarea name=\"text\" aria-label=\"{label}\" spellcheck=\"false\"{readonly}>\n{}</textarea>",
            escaped(&start.text)
        )
    })
}

fn save_button(workspace: Workspace) -> El {
    el(Tag::Button, "button")
        .attr("data-kind", "quiet")
        .attr("name", "act")
        .attr("value", "save")
        .attr("title", "Ctrl S")
        .on("click", move |event| {
            if workspace.editor().is_some() {
                event.prevent_default();
                save(workspace);
            }
        })
        .text(workspace.word(Word::Save))
}

fn run_button(workspace: Workspace) -> El {
    let (can_run, why_not) = workspace.start.with_value(|start| (start.can_run, start.run_why_not.clone()));
    el(Tag::Button, "button")
        .attr("data-kind", "primary")
        .attr("name", "act")
        .attr("value", "run")
        .flag("disabled", !can_run)
        .maybe("title", why_not)
        .attr("aria-keyshortcuts", "Control+Enter")
        .on("click", move |event| {
            let Some(editor) = workspace.editor() else { return };
            event.prevent_default();
            if let [from, to] = editor.selection().as_slice() {
                run(workspace, *from, *to, editor.cursor());
            }
        })
        .el(el(Tag::Span, "").attr("aria-hidden", "true").text("▶"))
        .text(workspace.word(Word::Run))
        .el(el(Tag::Kbd, "").attr("aria-hidden", "true").text("Ctrl ⏎"))
}

/// Where else one can go with the script; opens without script too.
fn menu(workspace: Workspace) -> El {
    let (versions, properties, job) =
        workspace.start.with_value(|start| (start.versions.clone(), start.properties.clone(), start.new_job.clone()));
    let item = |href: String, word| el(Tag::A, "menu-item").attr("href", href).text(workspace.word(word));
    let summary = el(Tag::Summary, "button")
        .attr("data-kind", "quiet")
        .attr("data-icon", "")
        .attr("aria-label", workspace.word(Word::MoreActs))
        .el(el(Tag::Span, "").attr("aria-hidden", "true").text("⋯"));
    let items = el(Tag::Div, "menu-list")
        .el(item(versions, Word::Versions))
        .child(when(properties.map(|href| item(href, Word::Properties))))
        .child(when(job.map(|href| item(href, Word::MakeJob))));
    el(Tag::Details, "menu").attr("data-align", "end").el(summary).el(items)
}

/// Saved, not yet, or why not.
fn saving_state(workspace: Workspace) -> El {
    let word = move || match workspace.saving.get() {
        Saving::Saved => workspace.word(Word::Saved),
        Saving::Unsaved => workspace.word(Word::Unsaved),
        Saving::UnderWay => workspace.word(Word::Saving),
        Saving::Stale(..) => workspace.word(Word::Stale),
        Saving::Failed(why) => workspace.word(Word::NotSaved) + " " + &why,
    };
    let bad = move || workspace.saving.with(|saving| matches!(saving, Saving::Failed(_) | Saving::Stale(..)));
    el(Tag::Span, "editor-saving")
        .attr("role", "status")
        .follow("data-bad", move || bad().then(String::new))
        .live_text(word)
}

/// Somebody else saved: their text beside ours, and two ways on.
fn conflict(workspace: Workspace) -> AnyView {
    live(move || {
        let Saving::Stale(now, theirs) = workspace.saving.get() else {
            return ().into_any();
        };
        let (text, word) = (theirs.clone(), move |word| workspace.word(word));
        let details = el(Tag::Details, "")
            .el(el(Tag::Summary, "").text(word(Word::Theirs)))
            .el(el(Tag::Pre, "code").text(theirs));
        let button = || el(Tag::Button, "button").attr("type", "button");
        let ways = el(Tag::P, "")
            .el(button().on("click", move |_| settle(workspace, now, None)).text(word(Word::StaleMine)))
            .text(" ")
            .el(button()
                .on("click", move |_| settle(workspace, now, Some(text.clone())))
                .text(word(Word::StaleTheirs)));
        notice("warn", "alert").el(el(Tag::P, "").text(word(Word::Stale))).el(details).el(ways).done()
    })
}

/// A box that says something.
pub(super) fn notice(kind: &str, role: &str) -> El {
    el(Tag::Div, "notice").attr("data-kind", kind).attr("role", role)
}

/// The session: its state, and where unqualified names are looked for.
fn session_chip(workspace: Workspace) -> AnyView {
    live(move || {
        when(workspace.session.get().map(|session| {
            let title = session.note.unwrap_or_else(|| session.word.clone());
            let state = el(Tag::Span, "state")
                .attr("data-state", session.shape)
                .el(el(Tag::Span, "state-shape").attr("aria-hidden", "true").text(session.glyph));
            let chip = el(Tag::Span, "session-chip").attr("title", title).attr("role", "status");
            // The place says more than the word; until it is known, the word is there to be read.
            match session.place {
                Some(place) => {
                    let state = state.el(el(Tag::Span, "unseen").text(session.word));
                    chip.el(state).el(el(Tag::Span, "mono").text(place))
                }
                None => chip.el(state.el(el(Tag::Span, "").text(session.word))),
            }
        }))
    })
}

/// Where statements go.
fn cluster_select(workspace: Workspace) -> El {
    let clusters = workspace.start.with_value(|start| start.clusters.clone());
    if clusters.is_empty() {
        return el(Tag::Span, "session-chip").text(workspace.word(Word::NoCluster));
    }
    let label = workspace.word(Word::Cluster);
    let select = el(Tag::Select, "session-chip")
        .attr("name", "cluster")
        .attr("aria-label", label.clone())
        .attr("title", label)
        .on("change", move |event| workspace.cluster.set(Some(event_target_value(&event))));
    clusters.into_iter().enumerate().fold(select, |select, (index, cluster)| {
        let option = el(Tag::Option, "").attr("value", cluster.id).flag("selected", index == 0);
        select.el(option.text(cluster.name))
    })
}
