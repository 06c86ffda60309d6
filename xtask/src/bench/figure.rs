//! One measured figure and the bar it has to clear.

use super::surroundings::Surroundings;
use serde_json::{Value, json};
use std::{fmt::Write, time::Duration};

/// What is good enough.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bar {
    /// Not more than this.
    AtMost(f64),
    /// Not less than this.
    AtLeast(f64),
}

/// One measured figure.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// What was measured: `start-to-first-page`.
    pub(super) name: String,
    /// The value in `unit`.
    pub(super) value: f64,
    /// `ms`, `MiB`, `1/s`.
    pub(super) unit: &'static str,
    /// What the design asks for.
    pub(super) bar: Bar,
    /// On how much data, and over how many tries.
    pub(super) size: String,
}

impl Bar {
    /// The number, and on which side of it a value has to be.
    fn parts(self) -> (f64, &'static str) {
        match self {
            Self::AtMost(most) => (most, "at most"),
            Self::AtLeast(least) => (least, "at least"),
        }
    }
}

impl Figure {
    /// True when the bar is cleared.
    pub(super) fn ok(&self) -> bool {
        match self.bar {
            Bar::AtMost(most) => self.value <= most,
            Bar::AtLeast(least) => self.value >= least,
        }
    }

    /// The figure as one line of JSON. A development build clears no bar and misses none: `ok` is null.
    pub(super) fn line(&self, surroundings: &Surroundings) -> String {
        let (bar, side) = self.bar.parts();
        let ok = if surroundings.release { Value::Bool(self.ok()) } else { Value::Null };
        let object = json!({
            "name": self.name, "value": rounded(self.value), "unit": self.unit, "bar": bar, "side": side, "ok": ok,
            "size": self.size, "cores": surroundings.cores, "commit": surroundings.commit,
            "build": surroundings.build_name(),
        });
        object.to_string()
    }
}

/// The figures for a person.
pub(super) fn table(figures: &[Figure], release: bool) -> String {
    let mut text = String::new();
    let wide = figures.iter().map(|figure| figure.name.len()).max().unwrap_or_default();
    for figure in figures {
        let (bar, side) = figure.bar.parts();
        let verdict = match (release, figure.ok()) {
            (false, _) => "debug",
            (true, true) => "ok",
            (true, false) => "MISSED",
        };
        let (name, value, unit) = (&figure.name, rounded(figure.value), figure.unit);
        let _ = writeln!(text, "{name:<wide$} {value:>11} {unit:<4} {side:<8} {bar:<6} {verdict:<7} {}", figure.size);
    }
    text
}

/// The middle value; of an even number the larger of the two.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The smallest value that at least 95 of 100 are not above, in milliseconds; not a number without any.
pub(super) fn p95_ms(times: &[Duration]) -> f64 {
    let mut times = times.to_vec();
    times.sort();
    let rank = (times.len() * 95).div_ceil(100);
    rank.checked_sub(1).map_or(f64::NAN, |at| times[at].as_secs_f64() * 1000.0)
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64) -> Figure {
        Figure { name: "start".into(), value, unit: "ms", bar: Bar::AtMost(100.0), size: "10 tries".into() }
    }

    #[test]
    fn a_figure_on_the_bar_clears_it_and_nothing_measured_does_not() {
        assert!(figure(100.0).ok() && !figure(100.1).ok() && !figure(f64::NAN).ok());
        let rate = |value| Figure { bar: Bar::AtLeast(500.0), ..figure(value) };
        assert!(rate(500.0).ok() && !rate(499.9).ok() && !rate(f64::NAN).ok());
    }

    #[test]
    fn a_line_is_one_json_object_with_everything_to_repeat_it() {
        let line = figure(12.34567).line(&Surroundings::sample(true));
        let expected = r#"{"bar":100.0,"build":"release","commit":"abc","cores":2,"name":"start","ok":true,"side":"at most","size":"10 tries","unit":"ms","value":12.346}"#;
        assert_eq!(line, expected);
    }

    #[test]
    fn a_development_build_claims_nothing() {
        let line = figure(1.0).line(&Surroundings::sample(false));
        assert!(line.contains(r#""ok":null"#) && line.contains(r#""build":"debug""#));
        assert!(table(&[figure(101.0)], false).contains(" debug "));
    }

    #[test]
    fn the_table_names_what_missed_its_bar() {
        let text = table(&[figure(1.0), figure(101.0)], true);
        assert_eq!((text.lines().count(), text.matches("MISSED").count()), (2, 1));
    }

    #[test]
    fn the_median_is_the_middle_value() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn of_a_hundred_times_five_may_be_longer_than_the_ninety_fifth() {
        let times: Vec<_> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(p95_ms(&times), 95.0);
        assert_eq!(p95_ms(&times[..1]), 100.0);
        assert!(p95_ms(&[]).is_nan());
    }
}
