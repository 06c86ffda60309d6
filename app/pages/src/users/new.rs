//! Making an account.

use super::person::roles_explained;
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    paths,
    ui::{ChoiceField, Field, FieldKind, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::authority::{SystemRole, UserManage};

/// The form for an account.
#[component]
pub(crate) fn NewUserPage() -> impl IntoView {
    settle(async |visit| {
        visit.actor()?.standing.allow::<UserManage>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let what_follows = match visit.state.settings.local_sign_in {
            true => view! { <p>{words.users.new_intro_local}</p> }.into_any(),
            false => {
                view! { <Notice kind=NoticeKind::Warn><p>{words.users.new_intro_provider}</p></Notice> }.into_any()
            }
        };
        let place = Place { title: words.users.new.into(), section: Section::Users, project: None };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs" aria-label=words.common.navigation>
                    <ol><li><a href=paths::USERS>{words.users.title}</a></li></ol>
                </nav>
                <h1>{words.users.new}</h1>
                <p class="page-lead">{words.users.new_intro}</p>
            </header>
            <div class="narrow">
                {what_follows}
                <form method="post" action=paths::NEW_USER class="form" data-guard="">
                    <Field
                        name="name"
                        label=words.users.user_name
                        value=""
                        flash=flash.clone()
                        locale
                        hint=words.users.user_name_hint
                    />
                    <Field name="display_name" label=words.users.display_name value="" flash=flash.clone() locale/>
                    <Field
                        name="email"
                        label=words.common.email
                        value=""
                        flash=flash.clone()
                        locale
                        kind=FieldKind::Email
                        optional=true
                    />
                    <ChoiceField
                        name="role"
                        label=words.common.role
                        value=SystemRole::User.as_str()
                        choices=roles_explained(locale)
                        flash
                        locale
                    />
                    <div class="form-acts">
                        <button class="button" data-kind="primary">{words.common.create}</button>
                        <a class="button" href=paths::USERS>{words.common.cancel}</a>
                    </div>
                </form>
            </div>
        };
        visit.page(place, content).await
    })
}
