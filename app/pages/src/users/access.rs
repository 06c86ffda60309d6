//! Whether somebody may sign in.

use super::{barred::Barred, person::Person};
use app::{
    forms::Flash,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;

/// Disables an account, or enables it again. A stale form shows what is stored and what was wanted.
#[component]
pub(super) fn AccessPanel(person: Person, flash: Flash) -> impl IntoView {
    let words = person.words();
    let disabled = person.user.disabled;
    let (title, why) = match disabled {
        false => (words.users.disable, words.users.disable_why),
        true => (words.users.enable, words.users.enable_why),
    };
    let state = |disabled: bool| {
        if disabled { words.users.disabled } else { words.users.active }
    };
    let refused = flash.typed("disabled").map(|wanted| state(wanted == "true")).and_then(|wanted| {
        let problem = flash.problem("revision").or_else(|| flash.problem("role"))?;
        let is_stale = problem.at == "revision";
        let sentence = words.problem(&problem.code);
        let both = is_stale.then(|| {
            view! {
                <dl class="key-value">
                    <dt>{words.users.stored_now}</dt>
                    <dd>{state(disabled)}</dd>
                    <dt>{words.users.you_wanted}</dt>
                    <dd>{wanted}</dd>
                </dl>
            }
        });
        let kind = if is_stale { NoticeKind::Warn } else { NoticeKind::Bad };
        Some(view! { <Notice kind><p>{sentence}</p>{both}</Notice> })
    });
    let reason = if disabled { person.why_not_manage() } else { person.why_not_lose() };
    let act = match reason {
        Some(reason) => view! { <p class="form-acts"><Barred id="access-reason" text=title reason/></p> }.into_any(),
        None => view! {
            <form method="post" action=paths::user_access(person.user.id) class="form">
                <input type="hidden" name="revision" value=person.user.revision.to_string()/>
                <input type="hidden" name="disabled" value=(!disabled).to_string()/>
                <div class="form-acts">
                    <button class="button" data-kind=(!disabled).then_some("danger")>{title}</button>
                </div>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="panel" data-kind=(!disabled).then_some("danger")>
            <header class="panel-head"><h2>{title}</h2></header>
            {refused}
            <p>{why}</p>
            {(person.is_reader && !disabled && !person.is_last_administrator)
                .then(|| view! { <Notice kind=NoticeKind::Warn><p>{words.users.disable_self}</p></Notice> })}
            {act}
        </section>
    }
}
