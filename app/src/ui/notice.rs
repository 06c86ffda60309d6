//! Messages in the page.

use leptos::prelude::*;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Worth knowing.
    Info,
    /// Something was done.
    Ok,
    /// Needs attention.
    Warn,
    /// Something failed.
    Bad,
}

/// A message in the page; bad ones are announced.
#[component]
pub fn Notice(
    /// What it is about.
    kind: NoticeKind,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (name, role) = match kind {
        NoticeKind::Info => ("info", "note"),
        NoticeKind::Ok => ("ok", "status"),
        NoticeKind::Warn => ("warn", "note"),
        NoticeKind::Bad => ("bad", "alert"),
    };
    view! { <div class="notice" data-kind=name role=role><div class="notice-text">{children()}</div></div> }
}
