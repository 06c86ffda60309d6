//! Lexing and splitting one megabyte of SQL, by the bench target of `model`: the code that ships, optimised.

use super::{
    figure::{Bar, Figure},
    surroundings::Surroundings,
};
use crate::cargo;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Measures it.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let mut command = cargo::cargo(&surroundings.place, &["bench", "--quiet", "--package", "model", "--bench", "sql"]);
    let output = command.output().context("starting cargo bench")?;
    ensure!(output.status.success(), "cargo bench: {}", String::from_utf8_lossy(&output.stderr).trim());
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter(|line| line.starts_with('{')).map(figure).collect()
}

fn figure(line: &str) -> Result<Figure> {
    let object: Value = serde_json::from_str(line).context("reading what the bench target printed")?;
    let value = object["ms"].as_f64().context("a line without ms")?;
    let size = object["size"].as_str().context("a line without size")?.to_owned();
    Ok(Figure { name: "sql-lex-and-split".into(), value, unit: "ms", bar: Bar::AtMost(20.0), size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_bench_target_becomes_a_figure() {
        let read = figure(r#"{"ms": 12.5, "size": "1 MB"}"#).unwrap();
        assert_eq!((read.value, read.size.as_str(), read.ok()), (12.5, "1 MB", true));
        assert!(figure(r#"{"size": "1 MB"}"#).is_err());
    }
}
