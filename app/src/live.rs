//! What a live element shows, as a person sees it, without knowing which page it is on.

use crate::locale::Locale;
use model::Topic;
use serde::Serialize;

/// What the page script gets: it puts `html` in the place of the element that shows `topic`.
#[derive(Debug, Serialize)]
pub struct Fragment {
    /// What it is about.
    pub topic: String,
    /// Its revision; below 0 it has no order, and another one is news.
    pub rev: i64,
    /// The element; empty where an island reads the rest itself, and for a list.
    pub html: String,
    /// Of a list: how many rows it has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<i64>,
}

/// A topic as somebody with certain rights sees it now.
pub struct Seen {
    /// What it is about.
    pub topic: Topic,
    /// Its revision; below 0 it has no order.
    pub revision: i64,
    /// What the rights of the person change about how it looks; the same number looks the same.
    pub rights: u64,
    /// What the browser is told of it.
    pub shown: Shown,
}

/// What the browser is told of a topic.
pub enum Shown {
    /// That it is another; an island asks for the rest by itself.
    Revision,
    /// That rows came or went, and how many there are; the page says so.
    Rows(i64),
    /// The element as the page has it.
    Element(Box<dyn FnOnce(Locale) -> String + Send>),
}

impl Seen {
    /// True when a browser that has this revision has not seen this.
    pub fn is_news_to(&self, have: i64) -> bool {
        if self.revision < 0 { self.revision != have } else { self.revision > have }
    }

    /// What the page script gets.
    pub fn render(self, locale: Locale) -> Fragment {
        let (html, rows) = match self.shown {
            Shown::Revision => (String::new(), None),
            Shown::Rows(rows) => (String::new(), Some(rows)),
            Shown::Element(render) => (render(locale), None),
        };
        Fragment { topic: self.topic.to_string(), rev: self.revision, html, rows }
    }
}
