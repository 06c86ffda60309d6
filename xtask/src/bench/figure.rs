//! One measured figure and the bar it has to clear.

use super::surroundings::Surroundings;
use serde_json::json;
use std::fmt::Write;

/// What is good enough.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bar {
    /// Not more than this.
    AtMost(f64),
}

/// One measured figure.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// What was measured: `start-to-first-page`.
    pub(super) name: &'static str,
    /// The value in `unit`.
    pub(super) value: f64,
    /// `ms`, `MiB`, `1/s`.
    pub(super) unit: &'static str,
    /// What the design asks for.
    pub(super) bar: Bar,
    /// On how much data, and over how many tries.
    pub(super) size: String,
}

impl Figure {
    /// True when the bar is cleared.
    pub(super) fn ok(&self) -> bool {
        let Bar::AtMost(most) = self.bar;
        self.value <= most
    }

    /// The figure as one line of JSON.
    pub(super) fn line(&self, surroundings: &Surroundings) -> String {
        let Bar::AtMost(bar) = self.bar;
        let object = json!({
            "name": self.name, "value": rounded(self.value), "unit": self.unit, "bar": bar, "ok": self.ok(),
            "size": self.size, "cores": surroundings.cores, "commit": surroundings.commit,
        });
        object.to_string()
    }
}

/// The figures for a person.
pub(super) fn table(figures: &[Figure]) -> String {
    let mut text = String::new();
    for figure in figures {
        let Bar::AtMost(bar) = figure.bar;
        let verdict = if figure.ok() { "ok" } else { "MISSED" };
        let (name, value, unit) = (figure.name, rounded(figure.value), figure.unit);
        let _ = writeln!(text, "{name:<28} {value:>10} {unit:<4} at most {bar:<8} {verdict:<7} {}", figure.size);
    }
    text
}

/// The middle value; of an even number the larger of the two.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64) -> Figure {
        Figure { name: "start", value, unit: "ms", bar: Bar::AtMost(100.0), size: "10 tries".into() }
    }

    #[test]
    fn a_figure_on_the_bar_clears_it_and_nothing_measured_does_not() {
        assert!(figure(100.0).ok() && !figure(100.1).ok() && !figure(f64::NAN).ok());
    }

    #[test]
    fn a_line_is_one_json_object_with_everything_to_repeat_it() {
        let line = figure(12.34567).line(&Surroundings::sample());
        let expected = r#"{"bar":100.0,"commit":"abc","cores":2,"name":"start","ok":true,"size":"10 tries","unit":"ms","value":12.346}"#;
        assert_eq!(line, expected);
    }

    #[test]
    fn the_table_names_what_missed_its_bar() {
        let text = table(&[figure(1.0), figure(101.0)]);
        assert_eq!((text.lines().count(), text.matches("MISSED").count()), (2, 1));
    }

    #[test]
    fn the_median_is_the_middle_value() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
        assert!(median(Vec::new()).is_nan());
    }
}
