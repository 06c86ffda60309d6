//! What is promised about every script, whatever it is.

use anyhow::{Context, ensure};
use model::sql::{Positions, Script, Verdict, classify, engine_error, gateway_text, lex, split, statement_at};
use std::panic;

/// What is promised about every script, or which promise this one breaks.
pub(super) fn broken_promise(script: &str) -> Option<String> {
    match panic::catch_unwind(|| check(script)) {
        Ok(checked) => checked.err().map(|error| error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            Some(format!("a panic: {}", text.unwrap_or("without a text")))
        }
    }
}

fn check(text: &str) -> anyhow::Result<()> {
    let tokens = lex(text);
    let mut at = 0;
    for token in &tokens {
        ensure!(token.range.start == at && token.range.end > at, "the token at {at} is not next to the one before");
        at = token.range.end;
    }
    ensure!(at == text.len(), "the tokens end at {at}");
    let script = split(text);
    ensure!(script.problems.is_sorted_by_key(|problem| problem.range.start), "problems are out of order");
    for problem in &script.problems {
        ensure!(text.get(problem.range.clone()).is_some(), "a problem's range is no text");
    }
    check_statements(text, &script)?;
    check_positions(text)?;
    if classify(text) == Verdict::Allowed {
        ensure!(script.statements.len() == 1, "{} statements were allowed as one", script.statements.len());
    }
    Ok(())
}

fn check_statements(text: &str, script: &Script) -> anyhow::Result<()> {
    let positions = Positions::new(text);
    let (mut end, mut reach) = (0, 0);
    for statement in &script.statements {
        let range = statement.range.clone();
        ensure!(end <= range.start && range.start < range.end, "a statement at {range:?} overlaps or is empty");
        ensure!(statement.reach.start == reach && reach <= range.start, "a reach leaves a gap or begins too late");
        ensure!(range.end <= statement.reach.end, "a statement reaches beyond its reach");
        ensure!(statement.start == positions.position(range.start), "a start is elsewhere");
        ensure!(statement.end == positions.position(range.end), "an end is elsewhere");
        for offset in [range.start, range.end - 1, statement.reach.end - 1] {
            ensure!(statement_at(script, offset) == Some(statement), "a cursor at {offset} means another statement");
        }
        let piece = text.get(range.clone()).context("a statement cuts a character")?;
        let again = split(piece).statements;
        let same = matches!(again.as_slice(), [one] if one.range == (0..piece.len()) && one.kind == statement.kind);
        ensure!(same, "the statement at {range:?} is another when it stands alone");
        let sent = split(&gateway_text(piece)).statements;
        ensure!(sent.len() == 1, "the statement at {range:?} is sent as {} statements", sent.len());
        if let Verdict::Refused(problem) = classify(piece) {
            ensure!(piece.get(problem.range).is_some(), "a refusal's range is no text");
        }
        let (line, column) = (1 + range.len() % 3, 1 + range.len() % 29);
        let error = format!("From line {line}, column {column} to line {line}, column {}: x", column + 3);
        if let Some(place) = engine_error(&error, text, range.clone()).place {
            ensure!(text.get(place.range.clone()).is_some(), "an error's range is no text");
            ensure!(place.range.start >= range.start && place.range.end <= range.end, "an error points elsewhere");
        }
        (end, reach) = (range.end, statement.reach.end);
    }
    ensure!(script.statements.is_empty() || reach == text.len(), "the last reach ends before the text");
    Ok(())
}

fn check_positions(text: &str) -> anyhow::Result<()> {
    let positions = Positions::new(text);
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        ensure!(positions.utf16(byte) == units, "byte {byte} is not unit {units}");
        ensure!(positions.byte_of_utf16(units) == byte, "unit {units} is not byte {byte}");
        let within_line_end = character == '\n' && text[..byte].ends_with('\r');
        ensure!(within_line_end || positions.byte(positions.position(byte)) == byte, "byte {byte} is not found again");
        units += character.len_utf16();
    }
    Ok(())
}
