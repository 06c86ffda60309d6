//! The cells of one row, out of its raw JSON text.

use super::{LogicalType, TypeRoot, decimal};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// No value; not the empty text.
    Null,
    /// `TRUE` or `FALSE`.
    Boolean(bool),
    /// A number as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// An array, map or row, as JSON.
    Nested(String),
}

impl Cell {
    /// What a person is shown; nothing for null. A decimal gets all the digits its type has: `2.5` of a
    /// `DECIMAL(3, 2)` is `2.50`, for the gateway leaves final zeros out.
    pub fn text<'a>(&'a self, logical: &LogicalType) -> Option<Cow<'a, str>> {
        match self {
            Self::Null => None,
            Self::Boolean(true) => Some("TRUE".into()),
            Self::Boolean(false) => Some("FALSE".into()),
            Self::Number(number) => Some(match logical.root {
                TypeRoot::Decimal { scale, .. } => decimal::with_scale(number, scale),
                _ => number.into(),
            }),
            Self::Text(text) | Self::Nested(text) => Some(text.into()),
        }
    }
}

/// The text is not a JSON array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARow;

impl fmt::Display for NotARow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the row is not a json array")
    }
}

impl std::error::Error for NotARow {}

/// Reads the fields of a row from the JSON array that the gateway sent and the spool keeps.
///
/// # Errors
/// The text is not a JSON array.
pub fn read_cells(fields: &str) -> Result<Vec<Cell>, NotARow> {
    let raw: Vec<&RawValue> = serde_json::from_str(fields).map_err(|_| NotARow)?;
    raw.into_iter().map(|value| cell(value.get())).collect()
}

fn cell(raw: &str) -> Result<Cell, NotARow> {
    Ok(match raw.as_bytes().first() {
        Some(b'n') => Cell::Null,
        Some(b't') => Cell::Boolean(true),
        Some(b'f') => Cell::Boolean(false),
        Some(b'"') => Cell::Text(text(raw)?),
        Some(b'[' | b'{') => Cell::Nested(raw.into()),
        _ => Cell::Number(raw.into()),
    })
}

/// A lone surrogate, which Java may write as an escape, becomes U+FFFD instead of losing the row.
fn text(raw: &str) -> Result<String, NotARow> {
    match serde_json::from_str(raw) {
        Ok(text) => Ok(text),
        Err(_) => serde_json::from_str(&without_surrogates(raw)).map_err(|_| NotARow),
    }
}

fn without_surrogates(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => 1 + escape[1..].chars().next().map_or(0, char::len_utf8),
        };
        out.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    out.push_str(rest);
    out
}

/// The UTF-16 unit of an escape at the start of the text.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_their_source_text() {
        let row = "[9223372036854775807, 123456789012345678901234567890.123456789012345678, -0.0, 1E400]";
        let texts = ["9223372036854775807", "123456789012345678901234567890.123456789012345678", "-0.0", "1E400"];
        let cells: Vec<Cell> = texts.iter().map(|text| Cell::Number((*text).into())).collect();
        assert_eq!(read_cells(row).unwrap(), cells);
    }

    #[test]
    fn null_is_not_the_empty_text() {
        let cells = read_cells(r#"[null,"",true,[1, 2],{"k":1},"a\n\u00e9"]"#).unwrap();
        assert_eq!(cells[0], Cell::Null);
        assert_eq!(cells[1], Cell::Text(String::new()));
        assert_eq!(cells[3], Cell::Nested("[1, 2]".into()));
        assert_eq!(cells[5], Cell::Text("a\né".into()));
    }

    #[test]
    fn a_lone_surrogate_does_not_lose_the_row() {
        let cells = read_cells(r#"["a\ud800b\\ud800 \ud83d\ude80 \udc00"]"#).unwrap();
        assert_eq!(cells, [Cell::Text("a\u{fffd}b\\ud800 🚀 \u{fffd}".into())]);
    }

    #[test]
    fn a_decimal_is_shown_with_all_its_digits() {
        let money = LogicalType::from(json!({"type": "DECIMAL", "precision": 5, "scale": 2}));
        for (number, shown) in [("2.5", "2.50"), ("1E+2", "100.00"), ("-0.05", "-0.05"), ("7", "7.00")] {
            assert_eq!(Cell::Number(number.into()).text(&money).unwrap(), shown);
        }
    }

    #[test]
    fn what_is_no_array_is_no_row() {
        for text in ["", "{}", "[1", "null", "[1,]"] {
            assert_eq!(read_cells(text), Err(NotARow), "{text}");
        }
    }
}
