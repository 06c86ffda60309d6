//! The way to one's messages, on every page.

use app::{locale::Locale, paths, ui::Icon};
use leptos::prelude::*;
use model::{Topic, UserId};

/// More are not counted out.
const MOST: i64 = 99;

/// A bell with how many messages are not read.
#[component]
pub(crate) fn Bell(
    /// Whose messages.
    user: UserId,
    /// How many of them are not read.
    unread: i64,
    /// How to write it.
    locale: Locale,
    /// Where icons are.
    sprite: String,
) -> impl IntoView {
    let words = locale.words().inbox;
    let label = if unread > 0 { (words.unread)(unread) } else { words.title.to_owned() };
    let count = (unread > 0).then(|| {
        let shown = if unread > MOST { format!("{MOST}+") } else { unread.to_string() };
        view! { <span class="bell-count" aria-hidden="true">{shown}</span> }
    });
    let topic = Topic::Inbox(user).to_string();
    view! {
        <a
            class="button bell"
            data-kind="quiet"
            data-icon=""
            href=paths::INBOX
            aria-label=label.clone()
            title=label.clone()
            data-live=topic
            data-rev=revision(unread).to_string()
        >
            <Icon name="bell" sprite/>
            {count}
        </a>
    }
}

/// Another number for another count; below 0, since counts go up and down.
pub(crate) fn revision(unread: i64) -> i64 {
    -1 - unread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unread_messages_are_counted_and_said() {
        let user: UserId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
        let bell = |unread| view! { <Bell user unread locale=Locale::default() sprite="s.svg".into()/> }.to_html();
        let (none, some, many) = (bell(0), bell(3), bell(1000));
        assert!(none.contains("aria-label=\"Inbox\"") && !none.contains("bell-count"), "{none}");
        assert!(some.contains("Inbox: 3 unread") && some.contains(">3<"), "{some}");
        assert!(many.contains("99+") && many.contains("data-rev=\"-1001\""), "{many}");
    }
}
