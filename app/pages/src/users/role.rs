//! The role in the installation.

use super::{
    barred::Barred,
    person::{Person, roles_explained},
};
use app::{
    forms::Flash,
    paths,
    ui::{ChoiceField, Notice, NoticeKind},
};
use leptos::prelude::*;

/// Shows the role, and changes it. A stale form shows what is stored and what was wanted.
#[component]
pub(super) fn RolePanel(person: Person, flash: Flash) -> impl IntoView {
    let (words, locale) = (person.words(), person.locale);
    // The form beside it, which disables, comes back to the same page.
    let flash = if flash.typed("disabled").is_some() { Flash::default() } else { flash };
    let stored = (words.users.role)(person.user.role);
    let stale = flash.problem("revision").map(|problem| {
        let sentence = words.problem(&problem.code);
        let wanted = flash.typed("role").and_then(|role| role.parse().ok()).map(words.users.role);
        view! {
            <Notice kind=NoticeKind::Warn>
                <p>{sentence}</p>
                <dl class="key-value">
                    <dt>{words.users.stored_now}</dt>
                    <dd>{stored}</dd>
                    <dt>{words.users.you_wanted}</dt>
                    <dd>{wanted.unwrap_or(words.common.unknown)}</dd>
                </dl>
            </Notice>
        }
    });
    let body = match person.why_not_lose() {
        Some(reason) => view! {
            <p><strong>{stored}</strong> " – " {(words.users.role_means)(person.user.role)}</p>
            <p class="form-acts"><Barred id="role-reason" text=words.users.change_role reason/></p>
        }
        .into_any(),
        None => view! {
            <form method="post" action=paths::user_role(person.user.id) class="form">
                <input type="hidden" name="revision" value=person.user.revision.to_string()/>
                <ChoiceField
                    name="role"
                    label=words.common.role
                    value=person.user.role.as_str()
                    choices=roles_explained(locale)
                    flash
                    locale
                    hint=words.users.role_why
                />
                <div class="form-acts"><button class="button">{words.users.change_role}</button></div>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.users.role_here}</h2></header>
            {stale}
            {body}
        </section>
    }
}
