//! Lines as a sheet: CSV (RFC 4180) that spreadsheets open without running anything in it.

use app::{locale::Locale, words};
use chrono::SecondsFormat;
use store::AuditRow;

/// A sheet that grows by lines.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    text: String,
    locale: Locale,
}

impl Sheet {
    /// Only the head. It begins with a mark by which spreadsheets know that it is UTF-8.
    pub(super) fn new(locale: Locale) -> Self {
        let (audit, common) = (locale.words().audit, locale.words().common);
        let mut sheet = Self { text: "\u{feff}".into(), locale };
        sheet.row(&[
            &format!("{} (UTC)", audit.time),
            audit.person,
            audit.act_code,
            audit.act,
            audit.object_kind,
            audit.object_id,
            &format!("{}: {}", audit.object, common.name),
            audit.project,
            audit.before,
            audit.after,
            audit.request,
        ]);
        sheet
    }

    /// One more line.
    pub(super) fn add(&mut self, row: &AuditRow) {
        let language = self.locale.language;
        let person = match row.actor_id {
            Some(_) => &row.actor_name,
            None => self.locale.words().audit.server,
        };
        let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
        self.row(&[
            &row.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            person,
            &row.act,
            words::act(language, &row.act).unwrap_or(&row.act),
            words::object_kind(language, &row.object_kind).unwrap_or(&row.object_kind),
            &row.object_id,
            &row.object_name,
            &row.project_id.map(|project| project.to_string()).unwrap_or_default(),
            &json(&row.before),
            &json(&row.after),
            &row.request_id,
        ]);
    }

    /// The sheet as text.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn row(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            write_cell(cell, &mut self.text);
        }
        self.text.push_str("\r\n");
    }
}

/// A cell, in quotes if it needs them. What a spreadsheet would take for a formula begins with an apostrophe.
fn write_cell(cell: &str, text: &mut String) {
    let guard = if is_formula(cell) { "'" } else { "" };
    if !cell.contains(['"', ',', '\n', '\r']) {
        text.push_str(guard);
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(guard);
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

/// The signs that begin a formula, also in full width and after blanks, and the blanks that hide one.
fn is_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches([' ', '\u{a0}', '\u{3000}', '\0']).chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::{super::object::tests::row, *};
    use app::locale::Language;
    use serde_json::json;

    fn cell(text: &str) -> String {
        let mut written = String::new();
        write_cell(text, &mut written);
        written
    }

    #[test]
    fn a_cell_is_quoted_when_it_holds_what_divides_cells() {
        assert_eq!(cell("plain 文本"), "plain 文本");
        assert_eq!(cell(""), "");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("say \"hi\"\nbye"), "\"say \"\"hi\"\"\nbye\"");
    }

    #[test]
    fn nothing_in_a_sheet_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "=\"a\"", "\r=1", "-"] {
            let written = cell(formula);
            assert!(written.starts_with('\'') || written.starts_with("\"'"), "{written}");
        }
        for plain in ["1-2", "a=b", "0197a3c2-6f6e", "2026-11-22T14:05:00.000Z"] {
            assert_eq!(cell(plain), plain);
        }
    }

    #[test]
    fn a_line_says_the_act_as_code_and_in_words() {
        let mut line = row("user.disable", "user");
        line.object_name = "=cmd".into();
        line.before = Some(json!({"a": 1}));
        for (language, words) in [(Language::En, "disabled the account,user"), (Language::Zh, "停用了账号,用户")]
        {
            let mut sheet = Sheet::new(Locale { language, ..Locale::default() });
            sheet.add(&line);
            let text = sheet.into_text();
            let lines: Vec<_> = text.split("\r\n").collect();
            assert!(lines[0].starts_with('\u{feff}') && lines[0].split(',').count() == 11, "{}", lines[0]);
            assert!(lines[1].starts_with("2027-01-15T08:00:00.000Z,"), "{}", lines[1]);
            assert!(lines[1].contains(&format!(",user.disable,{words},")), "{}", lines[1]);
            assert!(lines[1].contains(",'=cmd,,\"{\"\"a\"\":1}\",,request-1"), "{}", lines[1]);
            assert_eq!(lines.len(), 3, "the last line ends too");
        }
    }
}
