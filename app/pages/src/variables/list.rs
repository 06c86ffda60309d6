//! The variables of a project, how texts name them, and the form for another one.

use super::fields::{FIELDS, Fields};
use crate::{
    frame::{Place, Section},
    live::roll,
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Empty, LiveBar, LiveList, Moment, Notice, NoticeKind, Table},
};
use leptos::prelude::*;
use model::{
    ProjectId, Topic,
    authority::{Permission, VariableEdit, VariableView},
};
use store::Variable;

/// The variables, by name.
#[component]
pub(crate) fn VariablesPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let topic = Topic::Variables(here.project.id);
        let roll = roll(topic, &visit.state, visit.actor()?).await?;
        let variables = visit.state.store.variables(&here.member.allow::<VariableView>()?).await?;
        let may_edit = here.member.has::<VariableEdit>();
        let done = match flash.what_was_done() {
            Some("created") => Some(words.variables.created),
            Some("saved") => Some(words.variables.saved),
            Some("deleted") => Some(words.variables.deleted),
            _ => None,
        };
        let elsewhere: Vec<String> =
            flash.problems_elsewhere(&FIELDS).map(|problem| words.problem(&problem.code)).collect();
        let new = match may_edit {
            true => new(flash, locale).into_any(),
            false => {
                let needs = (words.common.needs_permission)(VariableEdit::NAME);
                view! { <Notice kind=NoticeKind::Info>{needs}</Notice> }.into_any()
            }
        };
        let list = match variables.is_empty() {
            true => view! { <Empty sentence=words.variables.none why=words.variables.none_why/> }.into_any(),
            false => table(here.project.id, variables, may_edit, locale).into_any(),
        };
        let place = Place {
            title: format!("{} – {}", words.variables.title, here.project.name),
            section: Section::Variables,
            project: Some(here.project.id),
        };
        let content = view! {
            <header class="page-head">
                <h1>{words.variables.title}</h1>
                <p class="page-lead">{words.variables.intro}</p>
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            <LiveList topic roll class="panel">
                <LiveBar locale/>
                {list}
            </LiveList>
            {syntax(locale)}
            {new}
        };
        visit.page(place, content).await
    })
}

fn table(project: ProjectId, variables: Vec<Variable>, may_edit: bool, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let rows = variables.into_iter().map(|variable| {
        let name = view! { <code>{variable.name.to_string()}</code> };
        let name = match may_edit {
            true => view! { <a href=paths::variable(project, variable.id)>{name}</a> }.into_any(),
            false => name.into_any(),
        };
        let value = match (variable.value, variable.secret_set_at) {
            (Some(value), _) => view! { <code class="variables-value">{value}</code> }.into_any(),
            (None, Some(at)) => {
                view! { <span class="muted variables-secret-since">{words.variables.secret_set} " " <Moment at locale/></span> }.into_any()
            }
            (None, None) => view! { <span class="muted">{words.variables.secret}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{value}</td>
                <td class="variables-description">{variable.description}</td>
                <td>{variable.changed_by}</td>
                <td><Moment at=variable.changed_at locale/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Table
            label=words.variables.title
            columns=[
                words.common.name,
                words.variables.value,
                words.variables.description,
                words.variables.changed_by,
                words.common.changed,
            ]
            rows=rows
        />
    }
}

/// How texts name a variable.
fn syntax(locale: Locale) -> impl IntoView {
    let words = locale.words().variables;
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.syntax}</h2></header>
            <div class="stack">
                <dl class="key-value">
                    <dt><code>"${name}"</code></dt>
                    <dd>{words.syntax_use}</dd>
                    <dt><code>"${name:default}"</code></dt>
                    <dd>{words.syntax_default}</dd>
                    <dt><code>"$${name}"</code></dt>
                    <dd>{words.syntax_escape}</dd>
                </dl>
                <pre class="code" tabindex="0">"'properties.bootstrap.servers' = '${kafka.servers:localhost:9092}'"</pre>
            </div>
        </section>
    }
}

fn new(flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words().variables;
    view! {
        <section class="panel" id="new">
            <header class="panel-head"><h2>{words.new}</h2></header>
            <form method="post" class="form variables-form" data-guard="">
                <Fields known=None flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary">{words.create}</button>
                </div>
            </form>
        </section>
    }
}
