//! What was observed of a cluster that is not on this host: when it was seen, with which version.

use app::{
    locale::Locale,
    ui::{Moment, State, StateShape, Table},
};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use model::flink::{
    FlinkVersion,
    lines::{LINES, Line, Support},
};

/// A cluster that was seen this long ago counts as there: each is asked once a minute.
const FRESH: TimeDelta = TimeDelta::minutes(3);

/// How the age of the last sight looks.
fn shape(seen_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> StateShape {
    match seen_at {
        Some(seen_at) if now - seen_at <= FRESH => StateShape::Running,
        _ => StateShape::Unknown,
    }
}

/// Whether it was seen lately, or since when it was not.
pub(super) fn sight(seen_at: Option<DateTime<Utc>>, now: DateTime<Utc>, locale: Locale) -> AnyView {
    let words = locale.words().clusters;
    let shape = shape(seen_at, now);
    let word = match (shape, seen_at) {
        (StateShape::Running, _) => words.answers,
        (_, Some(_)) => words.not_seen_since,
        (_, None) => words.never_seen,
    };
    let since = seen_at.map(|at| view! { " " <small><Moment at locale/></small> });
    view! { <State shape word/> {since} }.into_any()
}

/// What we think of its version.
pub(super) fn support(version: Option<&FlinkVersion>, locale: Locale) -> String {
    let words = locale.words().clusters;
    match version.map(Support::of) {
        None => words.version_unknown.into(),
        Some(Support::Supported(line)) => (words.supported)(&number(line)),
        Some(Support::Newer(line)) => (words.newer)(&number(line)),
        Some(Support::TooOld) => (words.too_old)(&LINES.first().map(number).unwrap_or_default()),
    }
}

/// The lines that are supported, newest first.
pub(super) fn lines(locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().clusters;
    let rows = LINES.iter().rev().map(|line| {
        let java: Vec<String> = line.java.iter().map(ToString::to_string).collect();
        view! {
            <tr>
                <th scope="row">{number(line)}</th>
                <td>{java.join(", ")}</td>
                <td>{format!("v2–v{}", line.newest_gateway_api)}</td>
            </tr>
        }
    });
    view! {
        <details class="panel">
            <summary>{words.lines}</summary>
            <p class="muted">{words.lines_why}</p>
            <Table
                label=words.lines
                columns=[words.line, words.line_java, words.line_gateway]
                rows=rows.collect_view()
            />
        </details>
    }
}

fn number(line: &Line) -> String {
    format!("{}.{}", line.number.0, line.number.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_that_was_not_seen_lately_is_unknown_and_not_failed() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert_eq!(shape(Some(now - TimeDelta::minutes(2)), now), StateShape::Running);
        assert_eq!(shape(Some(now - TimeDelta::minutes(5)), now), StateShape::Unknown);
        assert_eq!(shape(None, now), StateShape::Unknown);
    }

    #[test]
    fn a_version_is_said_to_be_supported_newer_or_too_old() {
        let said = |text: &str| support(Some(&text.parse().unwrap()), Locale::default());
        assert!(said("1.20.3").contains("1.20") && said("1.20.3").contains("supported"));
        assert!(said("9.0.0").contains("Newer") && said("1.17.0").contains("1.18"));
    }
}
