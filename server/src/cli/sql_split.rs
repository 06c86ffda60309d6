//! `scaleph sql split --json`: a script in, its statements out.

use model::sql;
use std::io::{self, Read, Write};

/// Why a script is not taken apart. What is wrong within the script is part of the answer.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// A script is text; this is none.
    #[error("standard input is not UTF-8: byte {byte}, on line {line}, begins no character")]
    NotText {
        /// Counted from 0.
        byte: usize,
        /// Counted from 1.
        line: usize,
    },
    /// The script cannot be read.
    #[error("cannot read the script from standard input")]
    Read(#[source] io::Error),
    /// The answer cannot be written.
    #[error("cannot write to standard output")]
    Write(#[source] io::Error),
}

/// Reads a script to its end, and writes one JSON object: `statements`, each with its `kind`, byte `range`, `start` and
/// `end` (line, and column in UTF-16 units, both from 1), and `problems`.
///
/// # Errors
/// If the input is not UTF-8, or input or output fail. A script with problems is no error.
pub fn sql_split(mut input: impl Read, mut output: impl Write) -> Result<(), SplitError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(SplitError::Read)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let byte = error.valid_up_to();
        SplitError::NotText { byte, line: bytes[..byte].iter().filter(|byte| **byte == b'\n').count() + 1 }
    })?;
    serde_json::to_writer(&mut output, &sql::split(text)).map_err(|error| SplitError::Write(error.into()))?;
    output.write_all(b"\n").and_then(|()| output.flush()).map_err(SplitError::Write)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn answer(script: &[u8]) -> Result<Value, SplitError> {
        let mut output = Vec::new();
        sql_split(script, &mut output)?;
        Ok(serde_json::from_slice(&output).unwrap())
    }

    #[test]
    fn statements_come_with_kind_range_and_positions() {
        let answer = answer("-- 表\nSELECT ';';\nSHOW TABLES;\n".as_bytes()).unwrap();
        let statement = &answer["statements"][0];
        assert_eq!(statement["kind"], "select");
        assert_eq!(statement["range"], json!({"start": 7, "end": 17}));
        assert_eq!(statement["start"], json!({"line": 2, "column": 1}));
        assert_eq!(statement["end"], json!({"line": 2, "column": 11}));
        assert_eq!(answer["statements"].as_array().map(Vec::len), Some(2));
        assert_eq!(answer["problems"], json!([]));
    }

    #[test]
    fn a_script_with_problems_is_an_answer() {
        let answer = answer(b"SELECT 'a\n").unwrap();
        assert_eq!(answer["problems"][0]["code"], "unterminated_string");
    }

    #[test]
    fn what_is_not_text_is_refused_with_the_place() {
        for script in [&b"SELECT 1;\nSELECT '\xff'"[..], b"SELECT 1;\nSELECT '\xed\xa0\x80'"] {
            let error = answer(script).unwrap_err().to_string();
            assert_eq!(error, "standard input is not UTF-8: byte 18, on line 2, begins no character");
        }
    }
}
