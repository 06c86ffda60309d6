//! Where somebody is signed in.

use super::{barred::Barred, person::Person};
use app::{
    locale::Locale,
    paths,
    ui::{Moment, Table},
};
use leptos::prelude::*;
use store::SessionRow;

/// The sessions, and the end of all of them.
#[component]
pub(super) fn SessionsPanel(person: Person, sessions: Vec<SessionRow>) -> impl IntoView {
    let (words, locale) = (person.words(), person.locale);
    let none = sessions.is_empty();
    let act = match person.why_not_manage().or_else(|| none.then(|| words.users.no_sessions.into())) {
        Some(reason) => view! { <Barred id="sessions-reason" text=words.users.end_all reason/> }.into_any(),
        None => view! {
            <form method="post" action=paths::user_sessions(person.user.id)>
                <button class="button" aria-describedby="sessions-why">{words.users.end_all}</button>
            </form>
            <span class="reason" id="sessions-why">{words.users.end_all_why}</span>
        }
        .into_any(),
    };
    let table = (!none).then(|| view! { <SessionsTable sessions locale/> });
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.users.sessions}</h2></header>
            {table}
            <div class="panel-foot">{act}</div>
        </section>
    }
}

#[component]
fn SessionsTable(sessions: Vec<SessionRow>, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let rows = sessions.into_iter().map(|session| {
        let browser = session.user_agent.unwrap_or_else(|| words.common.unknown.into());
        let title = browser.clone();
        view! {
            <tr>
                <td class="clip" title=title>{browser}</td>
                <td><code>{session.address}</code></td>
                <td><Moment at=session.last_seen_at locale/></td>
                <td><Moment at=session.absolute_until locale/></td>
            </tr>
        }
    });
    view! {
        <Table
            label=words.users.sessions_intro
            columns=[words.account.browser, words.account.address, words.account.last_seen, words.account.ends]
            rows=rows.collect_view()
        />
    }
}
