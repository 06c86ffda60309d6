//! Which failure of the gateway is which: it has a status of 500 for all of them, so the text decides.

use crate::Error;
use model::flink::{Failure, SessionHandle};

/// Sorts a failure of a call that ran, or shows the result of, a statement.
pub(super) fn of_statement(session: SessionHandle, error: Error) -> Error {
    match of_session(session, error) {
        Error::Failed(failure) => Error::Statement(failure),
        other => other,
    }
}

/// Sorts a failure of a call in a session.
///
/// Only the texts of the gateway's own exceptions count: a statement can fail with any text it likes.
pub(super) fn of_session(session: SessionHandle, error: Error) -> Error {
    let Error::Failed(failure) = error else { return error };
    let causes: Vec<(&str, &str)> = failure.trace.lines().filter_map(cause).collect();
    let gateway = |class: &str| class.starts_with("org.apache.flink.table.gateway.");
    let says = |text: &str| causes.iter().any(|(class, message)| gateway(class) && message.starts_with(text));

    if says(&format!("Session '{session}' does not exist")) {
        return Error::SessionLost;
    }
    if says("Can not find the submitted operation") {
        return Error::OperationLost;
    }
    if says("Expecting token to be") {
        return Error::WrongToken { said: failure.root_cause };
    }
    if is_duplicate_job(&failure) {
        return Error::DuplicateJob;
    }
    Error::Failed(failure)
}

/// True when a job was refused because one of its id was submitted before.
pub(crate) fn is_duplicate_job(failure: &Failure) -> bool {
    let mut causes = failure.trace.lines().filter_map(cause);
    causes.any(|(class, _)| class.ends_with(".DuplicateJobSubmissionException"))
}

/// The class and the message of a line that names an exception.
fn cause(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("Caused by: ").unwrap_or(line);
    let (class, mut message) = line.split_once(": ").unwrap_or((line, ""));
    let mut innermost = class;
    // An exception that was sent from one process to another repeats the class in its message.
    while let Some((next, rest)) = message.split_once(": ").filter(|(next, _)| is_class(next)) {
        (innermost, message) = (next, rest);
    }
    is_class(innermost).then_some((innermost, message))
}

fn is_class(text: &str) -> bool {
    text.contains('.') && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "025f68f3-fe40-4db5-a73c-93f2fe847f0c";

    fn sorted(trace: &str) -> Error {
        of_statement(SESSION.parse().unwrap(), Error::Failed(Box::new(Failure::from_trace(trace))))
    }

    #[test]
    fn a_lost_session_is_told_from_a_statement_that_says_so() {
        let lost = format!(
            "x.Y: Failed.\nCaused by: org.apache.flink.table.gateway.api.utils.SqlGatewayException: \
             Session '{SESSION}' does not exist.\n\tat a.b(C.java:1)"
        );
        assert!(matches!(sorted(&lost), Error::SessionLost));
        let said = format!("x.Y: Failed.\nCaused by: java.lang.RuntimeException: Session '{SESSION}' does not exist.");
        assert!(matches!(sorted(&said), Error::Statement(_)));
    }

    #[test]
    fn a_repeated_job_is_found_among_the_causes() {
        let trace = "a.B: x\nCaused by: java.util.concurrent.CompletionException: \
                     org.apache.flink.runtime.client.DuplicateJobSubmissionException: Job has already been submitted.\n";
        assert!(matches!(sorted(trace), Error::DuplicateJob));
        let said = "a.B: x\nCaused by: c.D: Job has already been submitted.";
        assert!(matches!(sorted(said), Error::Statement(_)));
    }

    #[test]
    fn a_closed_operation_is_lost() {
        let trace = "a.B: x\nCaused by: org.apache.flink.table.gateway.api.utils.SqlGatewayException: Can not find the \
                     submitted operation in the OperationManager with the 6f43fabd-b8c1-40cd-bc55-15ec6fb299d0.\n";
        assert!(matches!(sorted(trace), Error::OperationLost));
    }
}
