//! One person: the record, and what an administrator does with it.

use super::{
    access::AccessPanel,
    line::Access,
    password_link::{HandedLink, PasswordLinkPanel},
    person::Person,
    role::RolePanel,
    sessions::SessionsPanel,
};
use crate::{
    frame::{Place, Section},
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    paths,
    ui::{Moment, Notice, NoticeKind},
    words::Words,
};
use leptos::prelude::*;
use model::{
    UserId,
    authority::{AuditView, Granted, SystemRole, UserManage, UserView},
};
use store::{PageRequest, UserFilter};

/// One person. Which projects they belong to is not shown: administrators have no silent access.
#[component]
pub(crate) fn UserPage() -> impl IntoView {
    settle(async |visit| {
        let granted = visit.actor()?.standing.allow::<UserView>()?;
        let person = person(&visit, &granted).await?;
        let (words, locale, user) = (visit.words(), visit.locale, person.user.clone());
        let flash = Flash::take().await;
        let sessions = visit.state.store.user_sessions(&granted, user.id).await?;
        let done = flash.what_was_done().and_then(|done| sentence(done, words));
        let handed = flash.handed().map(String::from);
        let handed = handed.map(|link| view! { <HandedLink name=user.display_name.clone() link locale/> });
        let local = visit.state.settings.local_sign_in;
        let place = Place {
            title: format!("{} – {}", user.display_name, words.users.title),
            section: Section::Users,
            project: None,
        };
        let record = record(&visit, &person)?;
        let title = user.display_name.clone();
        let content = view! {
            <header class="page-head">
                <nav class="crumbs" aria-label=words.common.navigation>
                    <ol><li><a href=paths::USERS>{words.users.title}</a></li></ol>
                </nav>
                <h1>{title}</h1>
                <div class="page-state"><Access disabled=user.disabled locale/></div>
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok><p>{sentence}</p></Notice> })}
            {handed}
            <div class="columns">
                <div class="stack">
                    <RolePanel person=person.clone() flash=flash.clone()/>
                    <SessionsPanel person=person.clone() sessions/>
                    {local.then(|| view! { <PasswordLinkPanel person=person.clone()/> })}
                    <AccessPanel person=person.clone() flash/>
                </div>
                {record}
            </div>
        };
        visit.page(place, content).await
    })
}

async fn person(visit: &Visit, granted: &Granted<UserView>) -> Result<Person, Refusal> {
    let (store, standing) = (&visit.state.store, visit.actor()?.standing);
    let user = store.user(visit.param::<UserId>("user")?).await?;
    let is_last_administrator = match user.role == SystemRole::Administrator && !user.disabled {
        false => false,
        true => {
            let filter =
                UserFilter { role: Some(SystemRole::Administrator), disabled: Some(false), ..UserFilter::default() };
            store.users(granted, &filter, PageRequest { number: 0, size: 1 }).await?.total <= 1
        }
    };
    Ok(Person {
        is_reader: user.id == standing.user,
        user,
        locale: visit.locale,
        may_manage: standing.has::<UserManage>(),
        is_last_administrator,
    })
}

fn sentence(done: &str, words: &Words) -> Option<&'static str> {
    match done {
        "created" => Some(words.users.was_created),
        "created_for_provider" => Some(words.users.was_created_for_provider),
        "role" => Some(words.users.role_was_changed),
        "disabled" => Some(words.users.was_disabled),
        "enabled" => Some(words.users.was_enabled),
        "sessions" => Some(words.users.sessions_were_ended),
        _ => None,
    }
}

/// What is known of the account, and where its story is told.
fn record(visit: &Visit, person: &Person) -> Result<impl IntoView + use<>, Refusal> {
    let (words, locale, user) = (visit.words(), visit.locale, person.user.clone());
    let id = user.id.to_string();
    let story = visit.actor()?.standing.has::<AuditView>().then(|| {
        let by = paths::with_query(paths::AUDIT, &[("person", &user.name)]);
        let on = paths::with_query(paths::AUDIT, &[("kind", "user"), ("id", &id)]);
        view! {
            <div class="panel-foot user-story">
                <a href=by>{words.users.acts_by}</a>
                <a href=on>{words.users.acts_on}</a>
            </div>
        }
    });
    let seen = match user.last_seen_at {
        Some(at) => view! { <Moment at locale/> }.into_any(),
        None => words.users.never.into_any(),
    };
    let none = || words.common.none.to_string();
    Ok(view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.users.record}</h2></header>
            <dl class="key-value">
                <dt>{words.users.user_name}</dt>
                <dd>{user.name.clone()}</dd>
                <dt>{words.common.email}</dt>
                <dd>{user.email.unwrap_or_else(none)}</dd>
                <dt>{words.common.role}</dt>
                <dd>{(words.users.role)(user.role)}</dd>
                <dt>{words.users.last_seen}</dt>
                <dd>{seen}</dd>
                <dt>{words.common.created}</dt>
                <dd><Moment at=user.created_at locale/></dd>
                <dt>{words.common.time_zone}</dt>
                <dd>{user.time_zone.unwrap_or_else(|| words.users.time_zone_of_browser.into())}</dd>
            </dl>
            {story}
        </section>
    })
}
