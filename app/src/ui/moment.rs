//! Points in time.

use crate::locale::Locale;
use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

/// A point in time in the reader's zone; with script it says how long ago, and the time itself on hover.
#[component]
pub fn Moment(
    /// When.
    at: DateTime<Utc>,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let text = locale.time(at);
    let title = text.clone();
    view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Millis, true) title=title data-relative="">{text}</time>
    }
}
