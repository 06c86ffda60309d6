//! Why Flink failed, out of the stack trace it answers with.
//!
//! Where in a script it points is read from [`Failure::trace`] by [`engine_error`](crate::sql::engine_error).

use serde::{Deserialize, Serialize};

/// The most characters of a cause that are kept; parser errors list every word they expected.
const MOST_CAUSE: usize = 4_000;
/// The most characters of a trace that are kept.
const MOST_TRACE: usize = 64_000;

/// A failure as Flink told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What the innermost exception says, without its class; verbatim.
    pub root_cause: String,
    /// The class of the innermost exception, `org.apache.calcite.sql.validate.SqlValidatorException`; may be empty.
    pub class: String,
    /// All that was said, stack frames included.
    pub trace: String,
}

impl Failure {
    /// Reads the texts of an `errors` list.
    pub fn from_errors(errors: &[String]) -> Self {
        let generic = |text: &&String| text.trim() == "Internal server error.";
        let said: Vec<&str> = errors.iter().filter(|text| !generic(text)).map(String::as_str).collect();
        let text = match said.is_empty() {
            true => errors.join("\n"),
            false => said.join("\n"),
        };
        Self::from_trace(&text)
    }

    /// Reads the text of a stack trace.
    pub fn from_trace(trace: &str) -> Self {
        let (class, root_cause) = innermost(trace);
        Self {
            root_cause: root_cause.chars().take(MOST_CAUSE).collect(),
            class: class.into(),
            trace: trace.trim().chars().take(MOST_TRACE).collect(),
        }
    }
}

/// The class and the message of the last `Caused by:`, or of the first exception when nothing caused it.
fn innermost(trace: &str) -> (&str, String) {
    let start = match trace.rfind("\nCaused by: ") {
        Some(at) => &trace[at + "\nCaused by: ".len()..],
        None => trace.trim_start().trim_start_matches("<Exception on server side:").trim_start(),
    };
    let message: Vec<&str> = start.lines().take_while(|line| !is_frame(line)).collect();
    let message = message.join("\n");
    let message = message.trim().trim_end_matches("End of exception on server side>").trim_end();
    let class = start.split([':', '\n', ' ']).next().unwrap_or_default();
    match is_class(class) {
        true => (class, bare(message).to_owned()),
        false => ("", message.to_owned()),
    }
}

/// Takes leading class names off: a wrapped exception repeats them.
fn bare(mut message: &str) -> &str {
    while let Some((class, rest)) = message.split_once(": ") {
        if !is_class(class) {
            break;
        }
        message = rest;
    }
    message
}

fn is_class(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|part| part.starts_with(char::is_alphabetic) && part.chars().all(is_part))
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

fn is_frame(line: &str) -> bool {
    line.starts_with("\tat ") || line.starts_with("\t... ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALIDATION: &str = "<Exception on server side:\n\
        org.apache.flink.table.gateway.api.utils.SqlGatewayException: \
        org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.\n\
        \tat org.apache.flink.X.handle(X.java:91)\n\
        Caused by: org.apache.flink.table.api.ValidationException: SQL validation failed. \
        From line 1, column 15 to line 1, column 18: Object 'nope' not found\n\tat a.b(C.java:1)\n\t... 7 more\n\
        Caused by: org.apache.calcite.sql.validate.SqlValidatorException: Object 'nope' not found\n\
        \tat java.base/x.y(Z.java:3)\n\nEnd of exception on server side>";

    #[test]
    fn the_root_cause_is_the_last_one_without_its_class() {
        let failure = Failure::from_errors(&["Internal server error.".into(), VALIDATION.into()]);
        assert_eq!(failure.root_cause, "Object 'nope' not found");
        assert_eq!(failure.class, "org.apache.calcite.sql.validate.SqlValidatorException");
        assert!(failure.trace.starts_with("<Exception"));
    }

    #[test]
    fn a_parser_error_of_many_lines_is_kept_whole() {
        let trace = "x\nCaused by: org.apache.flink.sql.parser.impl.ParseException: Encountered \"FORM\" at line 2, column 8.\n\
                     Was expecting one of:\n    \"FROM\" ...\n    \n\tat a.b(C.java:1)";
        let failure = Failure::from_trace(trace);
        assert!(failure.root_cause.starts_with("Encountered \"FORM\"") && failure.root_cause.ends_with("\"FROM\" ..."));
    }

    #[test]
    fn a_text_that_is_no_trace_is_the_cause() {
        assert_eq!(Failure::from_errors(&["Not found: /v3/nope".into()]).root_cause, "Not found: /v3/nope");
        assert_eq!(Failure::from_errors(&["Internal server error.".into()]).root_cause, "Internal server error.");
        assert_eq!(Failure::from_errors(&[]).root_cause, "");
        assert_eq!(Failure::from_trace("java.lang.OutOfMemoryError: Metaspace").root_cause, "Metaspace");
    }
}
