//! A page of a result, with its rows left as they came.

use super::Token;
use crate::{Error, error::Result};
use bytes::Bytes;
use model::flink::{
    FlinkJobId,
    rows::{ChangeKind, Column},
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::ops::Range;

/// How much of a page is read: the gateway sends at most 5,000 rows in one.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// What stands behind a token.
#[derive(Debug)]
pub enum Page {
    /// Nothing yet: the same token is asked for again after a while.
    NotReady,
    /// Rows, or none: a streaming query sends many empty pages.
    Payload(Payload),
    /// There are no more rows.
    EndOfStream,
}

/// Rows and what they are.
#[derive(Debug)]
pub struct Payload {
    /// The columns, the same on every page.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Rows,
    /// The job that makes them, or that an `INSERT` started.
    pub job_id: Option<FlinkJobId>,
    /// Whether the statement has rows to show at all.
    pub result_kind: Option<ResultKind>,
    /// True for a query, false for a statement that answers with a table or `OK`.
    pub is_query: bool,
    /// What to ask for next.
    pub next_token: Token,
}

/// What a statement answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// `OK`.
    Success,
    /// Rows.
    SuccessWithContent,
}

/// Rows as they came: one text, and where in it each row's fields are. Nothing is copied or turned into numbers.
#[derive(Debug, Default)]
pub struct Rows {
    text: String,
    rows: Vec<(ChangeKind, Range<usize>)>,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// What it does to the result.
    pub kind: ChangeKind,
    /// Its values as a JSON array, for [`read_cells`](model::flink::rows::read_cells). The gateway writes no line
    /// breaks into it, but nothing forbids them between values.
    pub fields: &'a str,
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many bytes the page had.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(kind, range)| Row { kind: *kind, fields: &self.text[range.clone()] })
    }
}

impl Page {
    /// Reads the answer to a token.
    ///
    /// # Errors
    /// [`Error::Nonsense`] when it is not a page, or does not lead to the page after it.
    pub(super) fn parse(body: Bytes, token: Token) -> Result<Self> {
        const EXPECTED: &str = "a page of a result";
        let text = String::from_utf8(body.into()).map_err(|error| Error::nonsense(EXPECTED, error.as_bytes()))?;
        let nonsense = |text: &str| Error::nonsense(EXPECTED, text.as_bytes());
        let Ok(raw) = serde_json::from_str::<RawPage<'_>>(&text) else {
            return Err(nonsense(&text));
        };

        let (columns, data) = raw.results.map(|results| (results.columns, results.data)).unwrap_or_default();
        match raw.result_type.as_str() {
            "NOT_READY" => return Ok(Self::NotReady),
            "EOS" if data.is_empty() => return Ok(Self::EndOfStream),
            "PAYLOAD" => {}
            _ => return Err(nonsense(&text)),
        }
        // A token that was skipped or repeated would lose rows or show them twice.
        let next_token = token.next();
        if raw.next_uri.as_deref().and_then(Token::of_uri) != Some(next_token) {
            return Err(Error::Nonsense {
                expected: "the address of the next page",
                got: raw.next_uri.unwrap_or_default(),
            });
        }
        let start = text.as_ptr() as usize;
        let place = |row: &RawRow<'_>| {
            let from = row.fields.get().as_ptr() as usize - start;
            (row.kind, from..from + row.fields.get().len())
        };
        let is_rows = data.iter().all(|row| row.fields.get().starts_with('['));
        if !is_rows {
            return Err(nonsense(&text));
        }
        let rows = data.iter().map(place).collect();
        let result_kind = match raw.result_kind.as_deref() {
            Some("SUCCESS") => Some(ResultKind::Success),
            Some("SUCCESS_WITH_CONTENT") => Some(ResultKind::SuccessWithContent),
            _ => None,
        };
        let is_query = raw.is_query.or(raw.query).unwrap_or_default();
        let job_id = raw.job_id;
        Ok(Self::Payload(Payload { columns, rows: Rows { text, rows }, job_id, result_kind, is_query, next_token }))
    }
}

#[derive(Deserialize)]
struct RawPage<'a> {
    #[serde(rename = "resultType")]
    result_type: String,
    /// On the wire.
    #[serde(rename = "isQueryResult")]
    is_query: Option<bool>,
    /// In the specification.
    #[serde(rename = "queryResult")]
    query: Option<bool>,
    #[serde(rename = "jobID")]
    job_id: Option<FlinkJobId>,
    #[serde(rename = "resultKind")]
    result_kind: Option<String>,
    #[serde(borrow)]
    results: Option<RawResults<'a>>,
    #[serde(rename = "nextResultUri")]
    next_uri: Option<String>,
}

#[derive(Deserialize)]
struct RawResults<'a> {
    #[serde(default)]
    columns: Vec<Column>,
    #[serde(borrow)]
    data: Vec<RawRow<'a>>,
}

#[derive(Deserialize)]
struct RawRow<'a> {
    kind: ChangeKind,
    #[serde(borrow)]
    fields: &'a RawValue,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Page> {
        Page::parse(Bytes::copy_from_slice(text.as_bytes()), Token::new(3))
    }

    fn payload(rows: &str, next: u64) -> String {
        format!(
            r#"{{"resultType":"PAYLOAD","queryResult":true,"results":{{"columns":[],"rowFormat":"JSON",
            "data":[{rows}]}},"nextResultUri":"/v2/sessions/s/operations/o/result/{next}?rowFormat=JSON"}}"#
        )
    }

    #[test]
    fn values_are_kept_as_they_were_written() {
        let fields = "[9223372036854775807,-0.00, 1E+2,\"\\ud800 \\\"\",{\"k\":[null]}]";
        let Page::Payload(page) = parse(&payload(&format!(r#"{{"kind":"DELETE","fields":{fields}}}"#), 4)).unwrap()
        else {
            panic!("no payload")
        };
        assert_eq!(page.rows.iter().collect::<Vec<_>>(), [Row { kind: ChangeKind::Delete, fields }]);
        assert!(page.is_query && page.next_token == Token::new(4));
    }

    #[test]
    fn a_page_that_leads_elsewhere_than_to_the_next_one_is_nonsense() {
        for next in [0, 2, 3, 5] {
            assert!(matches!(parse(&payload("", next)), Err(Error::Nonsense { .. })), "{next}");
        }
    }

    #[test]
    fn what_is_no_page_is_nonsense_and_rows_at_the_end_are_not_lost_silently() {
        let row = r#"{"kind":"INSERT","fields":[1]}"#;
        let end = payload(row, 4).replace("PAYLOAD", "EOS");
        let strange = [r#"{"kind":"UPSERT","fields":[1]}"#, r#"{"kind":"INSERT","fields":{"a":1}}"#, "1"];
        let strange = strange.map(|row| payload(row, 4));
        let other = ["", "{}", "null", "<html>", r#"{"resultType":"LATER"}"#].map(String::from);
        for text in strange.iter().chain(&other).chain([&end]) {
            assert!(matches!(parse(text), Err(Error::Nonsense { .. })), "{text}");
        }
    }
}
