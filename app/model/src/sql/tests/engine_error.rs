use super::{super::*, cases::shared};

fn place_of<'a>(message: &str, script: &'a str, from: &str) -> &'a str {
    let start = script.find(from).unwrap();
    let statement = split(script).statements.into_iter().find(|statement| statement.range.start == start).unwrap();
    let error = engine_error(message, script, statement.range);
    &script[error.place.unwrap().range]
}

const VALIDATION: &str = "Internal server error.\n<Exception on server side:\norg.a.b.Gateway: org.a.b.Gateway: Failed.\n\tat a.b(C.java:1)\n\
    Caused by: org.apache.flink.table.api.ValidationException: SQL validation failed. From line 1, column 15 to line 1, column 18: Object 'nope' not found\n\t... 7 more\n\
    Caused by: org.apache.calcite.runtime.CalciteContextException: From line 1, column 15 to line 1, column 18: Object 'nope' not found\n\tat x.y(Z.java)\n\
    Caused by: org.apache.calcite.sql.validate.SqlValidatorException: Object 'nope' not found\n\t... 34 more\n\nEnd of exception on server side>";

#[test]
fn the_innermost_cause_and_its_place_are_found() {
    let script = "-- 𠮷\nSELECT 1;\n  SELECT * FROM nope;";
    let range = split(script).statements[1].range.clone();
    let error = engine_error(VALIDATION, script, range);
    assert_eq!(error.message, "Object 'nope' not found");
    assert_eq!(error.class.as_deref(), Some("org.apache.calcite.sql.validate.SqlValidatorException"));
    let place = error.place.unwrap();
    assert_eq!(&script[place.range.clone()], "nope");
    assert_eq!((place.start, place.end), (Position { line: 3, column: 17 }, Position { line: 3, column: 21 }));
    let utf16: Vec<u16> = script.encode_utf16().collect();
    assert_eq!(String::from_utf16(&utf16[place.utf16]).unwrap(), "nope");
}

#[test]
fn columns_are_utf16_units_as_flink_counts_them() {
    // What Flink 1.20's parser says of each.
    for (message, script, found) in [
        ("Incorrect syntax near the keyword 'FROM' at line 1, column 14.", "SELECT '𠮷', FROM x", "FROM"),
        ("Incorrect syntax near the keyword 'FROM' at line 2, column 3.", "SELECT 1,\r\n  FROM x", "FROM"),
        ("Encountered \"y\" at line 1, column 13.", "SELECT 1\tx \ty", "y"),
        ("Encountered \"<EOF>\" at line 1, column 21.", "SELECT a FROM 表 WHERE", "E"),
        ("Lexical error at line 1, column 8.  Encountered: \"\\ud83d\" (55357), after : \"\"", "SELECT 😀, b", "😀"),
    ] {
        assert_eq!(place_of(message, script, "SELECT"), found, "{message}");
    }
}

#[test]
fn a_set_that_was_sent_in_another_form_is_pointed_into_as_it_was_written() {
    let script = "SELECT 1;\nBEGIN STATEMENT SET ; INSERT INTO a SELECT 1;\nINSERT INTO nope SELECT 2; END;";
    let statement = split(script).statements[1].range.clone();
    let sent = gateway_text(&script[statement.clone()]).into_owned();
    let at = |needle: &str| Positions::new(&sent).position(sent.find(needle).unwrap());
    for needle in ["INTO a", "nope", "2; END"] {
        let Position { line, column } = at(needle);
        let error = engine_error(&format!("wrong at line {line}, column {column}"), script, statement.clone());
        let place = error.place.unwrap();
        assert_eq!(place.range.start, script.find(needle).unwrap(), "{needle}");
    }
    let error = engine_error("wrong at line 1, column 3", script, statement.clone());
    assert!(error.place.unwrap().range.start >= statement.start);
}

#[test]
fn wrappers_and_lists_are_taken_off() {
    let error = engine_error(
        "java.util.concurrent.ExecutionException: [org.a.b.RestHandlerException: Job is FINISHED.\n]\n\t... 3 more",
        "",
        0..0,
    );
    assert_eq!((error.message.as_str(), error.place), ("Job is FINISHED.", None));
    let error = engine_error(
        "Caused by: a.b.ParseException: Encountered \"x\" at line 1, column 1.\nWas expecting:\n    <EOF>\n\tat y",
        "x",
        0..1,
    );
    assert_eq!(error.message, "Encountered \"x\" at line 1, column 1.");
    assert_eq!(error.detail.as_deref(), Some("Was expecting:\n    <EOF>"));
    let error = engine_error("java.lang.NullPointerException\n\tat a.b(C.java)", "", 0..0);
    assert_eq!(error.message, "NullPointerException");
    let error = engine_error("At line 1, column 1: Column 'x' not found", "x", 0..1);
    assert_eq!((error.message.as_str(), error.place.unwrap().range), ("Column 'x' not found", 0..1));
    for (text, message) in [("", ""), ("<html>\n<b>502</b>", "<html>"), ("Not found: /v3/nope", "Not found: /v3/nope")]
    {
        assert_eq!(engine_error(text, "SELECT 1", 0..8).message, message);
    }
}

#[test]
fn nonsense_positions_and_ranges_are_survived() {
    for text in [
        "at line 0, column 0",
        "at line 99999999999999999999, column 1",
        "at line 9, column 9",
        "from line 2, column 1 to line 1, column 1",
    ] {
        for range in [0..8, 3..3, 5..99, 8..8] {
            let place = engine_error(text, "SELECT é", range).place;
            assert!(place.is_none_or(|place| place.range.end <= 9 && place.range.start <= place.range.end), "{text}");
        }
    }
}

#[test]
fn a_missing_factory_is_named() {
    let text = "Could not find any factory for identifier 'kafka' that implements 'org.apache.flink.table.factories.DynamicTableFactory' in the classpath.";
    assert_eq!(missing_factory(text).as_deref(), Some("kafka"));
    assert_eq!(missing_factory("Object 'kafka' not found"), None);
    assert_eq!(missing_factory("Could not find any factory for identifier 'ka"), None);
}

#[test]
fn recorded_errors_of_flink_are_read() {
    let Some(folder) = shared("recordings/sql-gateway-1.20") else {
        return;
    };
    for (file, message) in [
        ("error_bad_session", "Cannot resolve path parameter (session_handle) from value \"zzz\"."),
        ("error_bad_token", "Expecting token to be 56 or 55, but found 63."),
        ("error_closed_session", "Session '025f68f3-fe40-4db5-a73c-93f2fe847f0c' does not exist."),
        ("error_exists_1_error500", "Table (or view) default_database.gen already exists in Catalog default_catalog."),
        ("error_parse_1_error500", "Non-query expression encountered in illegal context"),
        (
            "error_stop_stopped_1_error500",
            "Job cancellation failed because the job has already reached another terminal state (FINISHED).",
        ),
        ("error_timeout_refused", "SqlGatewayService doesn't support timeout mechanism now."),
        ("error_unknown_path", "Not found: /v3/nope"),
        ("error_validate_1_error500", "Object 'nope' not found"),
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{file}.json"))).unwrap();
        let recording: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors = recording["response"]["errors"].as_array().unwrap();
        let text: Vec<_> = errors.iter().filter_map(serde_json::Value::as_str).collect();
        let error = engine_error(&text.join("\n"), "SELECT * FROM nope", 0..18);
        assert_eq!(error.message, message, "{file}");
        assert_eq!(
            error.place.map(|place| place.range),
            (file == "error_validate_1_error500").then_some(14..18),
            "{file}"
        );
    }
}
