//! What the gateway of a Flink 1.20 answered once, with other handles, tokens and more of the same rows.

use super::operation::Page;
use anyhow::{Context, Result};
use serde_json::{Value, json};

/// The handles in the recordings.
const OPERATION: &str = "0f122539-e19c-4fd1-a72f-7bb8f0c9f0da";
const JOB: &str = "3e8cd42347d0420ac20ea31de6c2bb81";
/// Where rows stand in an answer.
const ROWS: &str = "<rows>";

/// The recordings, ready to be sent.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) session: String,
    pub(super) closed: String,
    pub(super) info: String,
    pub(super) overview: String,
    submitted: String,
    not_ready: String,
    page: String,
    value: String,
    end: String,
    /// One text a row.
    rows: Vec<String>,
}

impl Answers {
    /// Reads the recordings.
    pub(super) fn read() -> Result<Self> {
        let page = response(include_str!("recordings/select_1_payload_rows.json"))?;
        let rows = page["results"]["data"].as_array().context("no rows are recorded")?;
        let mut value = page.clone();
        value["results"]["columns"] = json!([{
            "name": "result", "logicalType": {"type": "VARCHAR", "nullable": true, "length": 2_147_483_647_u32}, "comment": null,
        }]);
        Ok(Self {
            session: response(include_str!("recordings/session_open.json"))?.to_string(),
            closed: response(include_str!("recordings/op_close.json"))?.to_string(),
            info: response(include_str!("recordings/info.json"))?.to_string(),
            overview: include_str!("recordings/rest_overview.json").into(),
            submitted: response(include_str!("recordings/select_0_submit.json"))?.to_string(),
            not_ready: response(include_str!("recordings/select_1_not_ready.json"))?.to_string(),
            rows: rows.iter().map(Value::to_string).collect(),
            page: with_place_for_rows(page),
            value: with_place_for_rows(value),
            end: response(include_str!("recordings/select_1_eos.json"))?.to_string(),
        })
    }

    /// So many rows: the recorded ones, over and over.
    pub(super) fn rows(&self, count: usize) -> String {
        let rows = self.rows.iter().cycle().take(count).map(String::as_str);
        rows.collect::<Vec<_>>().join(",")
    }

    /// The answer to a statement.
    pub(super) fn submitted(&self, operation: &str) -> String {
        self.submitted.replace(OPERATION, operation)
    }

    /// The answer to a token.
    pub(super) fn page(&self, page: Page, (operation, job): (&str, &str), token: u64, rows: &str) -> String {
        let (text, rows) = match page {
            Page::NotReady => (&self.not_ready, ""),
            Page::Empty => (&self.page, ""),
            Page::Rows => (&self.page, rows),
            Page::Value => (&self.value, r#"{"kind":"INSERT","fields":["default_catalog"]}"#),
            Page::End => (&self.end, ""),
        };
        let next = if page == Page::NotReady { token } else { token + 1 };
        let text = text.replace(OPERATION, operation).replace(JOB, job);
        with_token(&text, next).replacen(ROWS, rows, 1)
    }
}

/// How Flink tells that something went wrong.
pub(super) fn fault(error: &anyhow::Error) -> String {
    json!({"errors": ["Internal server error.", format!("<Exception on server side:\n{error:#}")]}).to_string()
}

fn response(recording: &str) -> Result<Value> {
    let mut recording: Value = serde_json::from_str(recording).context("reading a recording")?;
    Ok(recording["response"].take())
}

fn with_place_for_rows(mut page: Value) -> String {
    page["results"]["data"] = json!([ROWS]);
    page.to_string().replace(&format!("\"{ROWS}\""), ROWS)
}

/// Leads to another token than the recorded one; versions of the gateway differ in the first segment only.
fn with_token(text: &str, token: u64) -> String {
    let Some((before, rest)) = text.split_once("/result/") else {
        return text.into();
    };
    let after = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
    format!("{}/result/{token}{after}", before.replace("/v3/sessions/", "/v2/sessions/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_rows_that_were_recorded_and_leads_to_the_next_one() {
        let answers = Answers::read().unwrap();
        let text = answers.page(Page::Rows, ("op", "job"), 41, &answers.rows(25));
        let page: Value = serde_json::from_str(&text).unwrap();
        let rows = page["results"]["data"].as_array().unwrap();
        assert_eq!((rows.len(), &rows[0], &rows[1]["kind"]), (25, &rows[12], &json!("INSERT")));
        assert_eq!(page["results"]["columns"].as_array().unwrap().len(), rows[0]["fields"].as_array().unwrap().len());
        assert!(page["nextResultUri"].as_str().unwrap().ends_with("/operations/op/result/42?rowFormat=JSON"));
        assert_eq!(page["jobID"], "job");
    }

    #[test]
    fn what_is_not_ready_leads_to_itself_and_the_end_nowhere() {
        let answers = Answers::read().unwrap();
        let waiting: Value = serde_json::from_str(&answers.page(Page::NotReady, ("op", "j"), 0, "")).unwrap();
        assert!(waiting["nextResultUri"].as_str().unwrap().contains("/op/result/0?"));
        let end: Value = serde_json::from_str(&answers.page(Page::End, ("op", "j"), 9, "")).unwrap();
        assert_eq!((end["resultType"].as_str(), end.get("nextResultUri")), (Some("EOS"), None));
    }
}
