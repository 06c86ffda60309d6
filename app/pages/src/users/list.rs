//! The list of people.

use super::{
    barred::Barred,
    line::UserLine,
    list_state::{ListState, ROWS},
    person::roles,
};
use crate::{
    frame::{Place, Section},
    live::roll,
    visit::settle,
};
use app::{
    locale::Locale,
    paths,
    ui::{Empty, Icon, LiveBar, LiveList, Pager},
};
use leptos::prelude::*;
use model::{
    Topic,
    authority::{SystemPermission, UserManage, UserView},
};
use store::{User, UserSort};

/// Everybody, by pages.
#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    settle(async |visit| {
        let (words, locale) = (visit.words(), visit.locale);
        let standing = visit.actor()?.standing;
        let granted = standing.allow::<UserView>()?;
        let shown = ListState::read(|name| visit.query(name));
        let roll = roll(Topic::Users, &visit.state, visit.actor()?).await?;
        let page = visit.state.store.users(&granted, &shown.filter(), shown.request()).await?;
        let total = u64::try_from(page.total).unwrap_or_default();
        let new = match standing.has::<UserManage>() {
            true => {
                view! { <a class="button" data-kind="primary" href=paths::NEW_USER>{words.users.new}</a> }.into_any()
            }
            false => {
                let reason = (words.common.needs_permission)(UserManage::NAME);
                view! { <Barred id="new-reason" text=words.users.new reason/> }.into_any()
            }
        };
        let rows = match page.rows.is_empty() {
            true => view! { <Empty sentence=words.users.none_found why=words.users.none_found_why/> }.into_any(),
            false => view! { <Rows users=page.rows.clone() me=standing.user shown=shown.clone() locale/> }.into_any(),
        };
        let place = Place { title: words.users.title.into(), section: Section::Users, project: None };
        let sprite = visit.state.asset("icons.svg");
        let content = view! {
            <header class="page-head">
                <h1>{words.users.title}</h1>
                <div class="page-acts">{new}</div>
                <p class="page-lead">{words.users.intro}</p>
            </header>
            <LiveList topic=Topic::Users roll class="panel">
                <Tools shown=shown.clone() locale sprite/>
                <LiveBar locale/>
                {rows}
                {leaf(&shown, page.rows.len(), total, locale)}
            </LiveList>
        };
        visit.page(place, content).await
    })
}

/// Search and filters.
#[component]
fn Tools(shown: ListState, locale: Locale, sprite: String) -> impl IntoView {
    let words = locale.words();
    let chosen = shown.role.map_or("", |role| role.as_str());
    let roles = roles(locale).into_iter().map(|(value, word)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{word}</option> }
    });
    let states = [("", words.users.all_states), ("active", words.users.active), ("disabled", words.users.disabled)];
    let state = shown.state();
    let states = states.map(|(value, word)| view! { <option value=value selected=value == state>{word}</option> });
    let sort = (!shown.sort().is_empty()).then(|| view! { <input type="hidden" name="sort" value=shown.sort()/> });
    let clear = shown.is_filtered().then(|| {
        let all = ListState { sort: shown.sort, ..ListState::default() };
        view! { <a class="button" data-kind="quiet" data-size="dense" href=all.address()>{words.common.clear}</a> }
    });
    view! {
        <form method="get" action=paths::USERS class="table-tools" role="search" data-auto="">
            <label class="search">
                <Icon name="search" sprite/>
                <input
                    type="search"
                    name="q"
                    value=shown.search.unwrap_or_default()
                    data-size="dense"
                    aria-label=words.users.search
                    placeholder=words.users.search
                />
            </label>
            <select name="role" data-size="dense" aria-label=words.common.role>
                <option value="">{words.users.all_roles}</option>
                {roles.collect_view()}
            </select>
            <select name="state" data-size="dense" aria-label=words.common.state>
                {states.collect_view()}
            </select>
            {sort}
            <button class="button" data-size="dense">{words.common.filter}</button>
            {clear}
        </form>
    }
}

#[component]
fn Rows(users: Vec<User>, me: model::UserId, shown: ListState, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let head = |text: &'static str, sort: UserSort, direction: &'static str| {
        let is_this = (shown.sort == sort).then_some(direction);
        view! { <th scope="col" aria-sort=is_this><a href=shown.sorted(sort).address()>{text}</a></th> }
    };
    let rows = users.into_iter().map(|user| view! { <UserLine is_me=user.id == me user locale/> });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=words.users.title>
            <table class="table">
                <thead>
                    <tr>
                        {head(words.users.user_name, UserSort::Name, "ascending")}
                        <th scope="col">{words.users.display_name}</th>
                        <th scope="col">{words.common.email}</th>
                        <th scope="col">{words.common.role}</th>
                        <th scope="col">{words.common.state}</th>
                        {head(words.users.last_seen, UserSort::LastSeen, "descending")}
                        {head(words.common.created, UserSort::Created, "descending")}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Links to the pages before and after; from beyond the last page one comes back to it.
fn leaf(shown: &ListState, rows: usize, total: u64, locale: Locale) -> impl IntoView + use<> {
    let size = u64::from(ROWS);
    let before = u64::from(shown.page) * size;
    let (from, to) = if rows == 0 { (0, 0) } else { (before + 1, before + rows as u64) };
    let last = u32::try_from(total.saturating_sub(1) / size).unwrap_or(u32::MAX);
    let previous = (shown.page > 0).then(|| shown.at(last.min(shown.page - 1)).address());
    let next = (shown.page < last).then(|| shown.at(shown.page + 1).address());
    view! { <Pager from to all=total previous next locale/> }
}
