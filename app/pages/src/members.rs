//! Who belongs to a project.

use super::{
    frame::{Place, Section},
    visit::settle,
};
use crate::live::roll;
use app::{
    forms::Flash,
    locale::Locale,
    ui::{ChoiceField, Columns, Field, LiveBar, LiveList, Moment, Notice, NoticeKind, Table},
};
use leptos::prelude::*;
use model::{
    Topic, UserId,
    authority::{MemberManage, ProjectRole},
};
use store::Member;

/// The members; owners add, change and remove them.
#[component]
pub(super) fn MembersPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let me = visit.actor()?.user.id;
        let topic = Topic::Members(here.project.id);
        let roll = roll(topic, &visit.state, visit.actor()?).await?;
        let members = visit.state.store.members(&here.member.allow()?).await?;
        let may_manage = here.member.has::<MemberManage>();
        let base = app::paths::members(here.project.id);
        let elsewhere: Vec<String> =
            flash.problems_elsewhere(&["user", "role"]).map(|problem| words.problem(&problem.code)).collect();
        let place = Place {
            title: format!("{} – {}", words.projects.members, here.project.name),
            section: Section::Members,
            project: Some(here.project.id),
        };
        let rows = members.into_iter().map(|member| {
            view! { <Row member me may_manage base=base.clone() locale/> }
        });
        let rows = rows.collect_view();
        let content = view! {
            <header class="page-head">
                <h1>{words.projects.members}</h1>
                <p class="page-lead">{words.projects.members_intro}</p>
            </header>
            {elsewhere
                .into_iter()
                .map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> })
                .collect_view()}
            <LiveList topic roll class="panel">
                <LiveBar locale/>
                <Table
                    label=words.projects.members
                    columns=Columns::default()
                        .text(words.common.name)
                        .text(words.common.role)
                        .text(words.projects.since)
                        .text_if(may_manage, words.common.actions)
                    rows=rows
                />
            </LiveList>
            {may_manage
                .then(|| {
                    view! {
                        <section class="panel">
                            <header class="panel-head"><h2>{words.projects.add_member}</h2></header>
                            <form method="post" class="form">
                                <Field
                                    name="user"
                                    label=words.projects.user_name
                                    value=""
                                    flash=flash.clone()
                                    locale
                                    hint=words.projects.user_name_hint
                                />
                                <ChoiceField name="role" label=words.common.role value="developer" choices=roles(locale) flash locale/>
                                <div class="form-acts">
                                    <button class="button" data-kind="primary">{words.common.add}</button>
                                </div>
                            </form>
                        </section>
                    }
                })}
        };
        visit.page(place, content).await
    })
}

#[component]
fn Row(member: Member, me: UserId, may_manage: bool, base: String, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let action = format!("{base}/{}", member.user);
    let label = format!("{}: {}", words.common.role, member.display_name);
    let options = roles(locale).into_iter().map(|(value, word)| {
        view! { <option value=value.clone() selected=value == member.role.as_str()>{word}</option> }
    });
    let role = match may_manage {
        false => view! { <span>{(words.projects.role)(member.role)}</span> }.into_any(),
        true => view! {
            <form method="post" action=action.clone() class="row">
                <select name="role" aria-label=label>{options.collect_view()}</select>
                <button class="button" name="act" value="role">{words.common.save}</button>
            </form>
        }
        .into_any(),
    };
    view! {
        <tr>
            <td>
                {member.display_name}
                " "
                <small>{member.name}</small>
                {(member.user == me).then(|| view! { " " <span class="badge">{words.projects.you}</span> })}
            </td>
            <td>{role}</td>
            <td><Moment at=member.added_at locale/></td>
            {may_manage
                .then(|| {
                    view! {
                        <td>
                            <form method="post" action=action>
                                <button class="button" data-kind="quiet" name="act" value="remove">{words.common.remove}</button>
                            </form>
                        </td>
                    }
                })}
        </tr>
    }
}

fn roles(locale: Locale) -> Vec<(String, String)> {
    let words = locale.words().projects;
    let choice =
        |role: &ProjectRole| (role.as_str().into(), format!("{} – {}", (words.role)(*role), (words.role_means)(*role)));
    ProjectRole::ALL.iter().map(choice).collect()
}
