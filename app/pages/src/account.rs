//! The own account.

use super::{
    frame::{Place, Section},
    visit::{Visit, settle},
};
use app::{
    context::{Actor, Refusal},
    forms::Flash,
    locale::Language,
    ui::{ChoiceField, Field, FieldKind, Moment, NewPasswordFields, Notice, NoticeKind, PasswordField, Table},
};
use leptos::prelude::*;

/// Profile, password and sessions.
#[component]
pub(super) fn AccountPage() -> impl IntoView {
    settle(async |visit| {
        let (words, flash) = (visit.words(), Flash::take().await);
        let actor = visit.actor()?.clone();
        let done = match flash.what_was_done() {
            Some("saved") => Some(words.common.saved),
            Some("password") => Some(words.account.password_changed),
            _ => None,
        };
        let place = Place { title: words.account.title.into(), section: Section::Account, project: None };
        let sessions = sessions(&visit, &actor).await?;
        let password = visit.state.settings.local_sign_in.then(|| password(&visit, flash.clone()));
        let content = view! {
            <header class="page-head"><h1>{words.account.title}</h1></header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {profile(&visit, &actor, flash)}
            {password}
            {sessions}
        };
        visit.page(place, content).await
    })
}

fn profile(visit: &Visit, actor: &Actor, flash: Flash) -> impl IntoView + use<> {
    let (words, locale, user) = (visit.words(), visit.locale, actor.user.clone());
    let mut languages = vec![(String::new(), words.account.language_browser.to_string())];
    languages.extend(Language::ALL.iter().map(|language| (language.tag().into(), language.name().into())));
    let themes =
        [("", words.common.theme_system), ("light", words.common.theme_light), ("dark", words.common.theme_dark)];
    let themes = themes.map(|(value, word)| (value.to_string(), word.to_string())).to_vec();
    let stale = flash.problem("revision").map(|problem| words.problem(&problem.code));
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.account.profile}</h2></header>
            {stale.map(|sentence| view! { <Notice kind=NoticeKind::Warn>{sentence}</Notice> })}
            <form method="post" class="form">
                <input type="hidden" name="revision" value=user.revision.to_string()/>
                <Field name="display_name" label=words.account.display_name value=user.display_name flash=flash.clone() locale autocomplete="name"/>
                <Field
                    name="email"
                    label=words.common.email
                    value=user.email.unwrap_or_default()
                    flash=flash.clone()
                    locale
                    kind=FieldKind::Email
                    autocomplete="email"
                    optional=true
                />
                <ChoiceField name="language" label=words.common.language value=user.language.unwrap_or_default() choices=languages flash=flash.clone() locale/>
                <ChoiceField name="theme" label=words.common.theme value=user.theme.unwrap_or_default() choices=themes flash=flash.clone() locale/>
                <Field
                    name="time_zone"
                    label=words.common.time_zone
                    value=user.time_zone.unwrap_or_default()
                    flash
                    locale
                    hint=words.account.zone_hint
                    optional=true
                />
                <div class="form-acts"><button class="button" data-kind="primary">{words.common.save}</button></div>
            </form>
        </section>
    }
}

fn password(visit: &Visit, flash: Flash) -> impl IntoView + use<> {
    let (words, locale) = (visit.words(), visit.locale);
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.account.password}</h2></header>
            <form method="post" action="/account/password" class="form">
                <PasswordField name="secret_present" label=words.account.password_now flash=flash.clone() locale autocomplete="current-password"/>
                <NewPasswordFields label=words.account.password_new again=words.account.password_again flash locale/>
                <div class="form-acts"><button class="button">{words.account.password_change}</button></div>
            </form>
        </section>
    }
}

async fn sessions(visit: &Visit, actor: &Actor) -> Result<impl IntoView + use<>, Refusal> {
    let (words, locale) = (visit.words(), visit.locale);
    let sessions = visit.state.store.own_sessions(&actor.standing).await?;
    let several = sessions.len() > 1;
    let here = actor.session.clone();
    let rows = sessions.into_iter().map(move |session| {
        let is_this = session.key == here;
        let browser = session.user_agent.unwrap_or_else(|| words.common.unknown.into());
        let end = (!is_this).then(|| {
            view! {
                <form method="post" action="/account/sessions">
                    <input type="hidden" name="session" value=session.key.to_string()/>
                    <button class="button" data-kind="quiet">{words.account.revoke}</button>
                </form>
            }
        });
        view! {
            <tr>
                <td>
                    {browser}
                    {is_this.then(|| view! { " " <span class="badge">{words.account.this_session}</span> })}
                </td>
                <td><code>{session.address}</code></td>
                <td><Moment at=session.last_seen_at locale/></td>
                <td><Moment at=session.absolute_until locale/></td>
                <td>{end}</td>
            </tr>
        }
    });
    Ok(view! {
        <section class="panel">
            <header class="panel-head">
                <h2>{words.account.sessions}</h2>
                <p>{words.account.sessions_intro}</p>
            </header>
            <Table
                label=words.account.sessions
                columns=[
                    words.account.browser,
                    words.account.address,
                    words.account.last_seen,
                    words.account.ends,
                    words.common.actions,
                ]
                rows=rows.collect_view()
            />
            {several
                .then(|| {
                    view! {
                        <form method="post" action="/account/sessions" class="form">
                            <div class="form-acts"><button class="button">{words.account.revoke_others}</button></div>
                        </form>
                    }
                })}
        </section>
    })
}
