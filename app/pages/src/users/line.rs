//! The line of a person in the list, on the page and in `/live`.

use app::{
    locale::Locale,
    paths,
    ui::{Moment, State, StateShape},
};
use leptos::prelude::*;
use model::Topic;
use store::User;

/// One person.
#[component]
pub(crate) fn UserLine(
    /// The person.
    user: User,
    /// True when the reader is that person.
    is_me: bool,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words();
    let seen = match user.last_seen_at {
        Some(at) => view! { <Moment at locale/> }.into_any(),
        None => view! { <small>{words.users.never}</small> }.into_any(),
    };
    view! {
        <tr data-live=Topic::User(user.id).to_string() data-rev=user.revision.to_string()>
            <th scope="row">
                <a href=paths::user(user.id)>{user.name}</a>
                {is_me.then(|| view! { " " <span class="badge">{words.users.you}</span> })}
            </th>
            <td>{user.display_name}</td>
            <td class="clip">{user.email}</td>
            <td>{(words.users.role)(user.role)}</td>
            <td><Access disabled=user.disabled locale/></td>
            <td>{seen}</td>
            <td><Moment at=user.created_at locale/></td>
        </tr>
    }
}

/// Whether somebody may sign in.
#[component]
pub(super) fn Access(disabled: bool, locale: Locale) -> impl IntoView {
    let words = locale.words().users;
    let (shape, word) =
        if disabled { (StateShape::Stopped, words.disabled) } else { (StateShape::Finished, words.active) };
    view! { <State shape word/> }
}
