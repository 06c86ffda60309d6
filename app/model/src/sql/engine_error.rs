//! What an error of Flink says, and where in the script it points. It knows the text of Java traces, and no HTTP.

use super::{Position, Positions, Token, lex, statement_set};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The cause of an error without the trace around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineError {
    /// What the innermost cause says, without class names.
    pub message: String,
    /// What follows it in the same cause, as the list of what a parser was expecting.
    pub detail: Option<String>,
    /// The class of the innermost cause, if one is named.
    pub class: Option<String>,
    /// Where it points to, if it says so.
    pub place: Option<Place>,
}

/// A place in a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// In bytes.
    pub range: Range<usize>,
    /// In UTF-16 units.
    pub utf16: Range<usize>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// Reads an error text about the statement at a range of a script, which was sent as [`super::gateway_text`] has it.
pub fn engine_error(text: &str, script: &str, statement: Range<usize>) -> EngineError {
    let causes = causes(text);
    let root = causes.last().cloned().unwrap_or_default();
    let spans = causes.iter().rev().find_map(|cause| span(&cause.whole));
    let place = spans.and_then(|(from, to)| place(script, statement, from, to));
    let (message, detail) = match root.message.split_once('\n') {
        Some((first, rest)) => (first.trim_end(), Some(rest.trim().to_owned())),
        None => (root.message.as_str(), None),
    };
    EngineError {
        message: message.to_owned(),
        detail: detail.filter(|rest| !rest.is_empty()),
        class: root.class,
        place,
    }
}

/// The identifier no connector, format or catalog answers to: `kafka` in "Could not find any factory for identifier 'kafka'".
pub fn missing_factory(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("Could not find any factory for identifier '")?;
    let (identifier, _) = rest.split_once('\'')?;
    (!identifier.is_empty()).then(|| identifier.to_owned())
}

#[derive(Clone, Default)]
struct Cause {
    class: Option<String>,
    message: String,
    /// As it stands in the error, with its place.
    whole: String,
}

/// Lines around causes that are none.
const NO_CAUSE: [&str; 3] = ["<Exception on server side:", "End of exception on server side", "Suppressed: "];

/// The causes from the outermost to the innermost.
fn causes(text: &str) -> Vec<Cause> {
    let mut causes: Vec<String> = Vec::new();
    let mut in_trace = true;
    for line in text.lines() {
        let trimmed = line.trim();
        let is_frame = trimmed.starts_with("at ") && line.starts_with(['\t', ' ']) || trimmed.starts_with("... ");
        if is_frame || NO_CAUSE.iter().any(|start| trimmed.starts_with(start)) {
            in_trace = true;
        } else if let Some(cause) = trimmed.strip_prefix("Caused by: ") {
            causes.push(cause.to_owned());
            in_trace = false;
        } else if in_trace {
            // Before any trace, or between two: a new text of its own.
            if !trimmed.is_empty() && trimmed != "]" {
                causes.push(trimmed.to_owned());
                in_trace = false;
            }
        } else if let Some(message) = causes.last_mut() {
            message.push('\n');
            message.push_str(line.trim_end());
        }
    }
    causes.iter().map(|cause| read_cause(cause)).collect()
}

/// `a.b.C: [d.E: text]` is `text` of class `d.E`.
fn read_cause(text: &str) -> Cause {
    let mut class = None;
    let mut rest = text.trim();
    loop {
        rest = match rest.strip_prefix('[') {
            Some(inner) => inner.trim_end().trim_end_matches(']').trim(),
            None => rest,
        };
        let (head, tail) = rest.split_once(':').unwrap_or((rest, ""));
        if !is_class(head) {
            break;
        }
        class = Some(head.to_owned());
        rest = tail.trim();
    }
    let message = match (rest, &class) {
        ("", Some(class)) => class.rsplit('.').next().unwrap_or_default().to_owned(),
        _ => without_place(rest).to_owned(),
    };
    Cause { class, message, whole: text.to_owned() }
}

fn is_class(text: &str) -> bool {
    let part = |part: &str| {
        let letters = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '$');
        part.starts_with(|first: char| first.is_ascii_alphabetic()) && part.chars().all(letters)
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.matches('.').count() >= 2
        && text.split('.').all(part)
        && last.starts_with(|first: char| first.is_ascii_uppercase())
}

/// A message that begins with its place says it twice, for the place is told apart.
fn without_place(message: &str) -> &str {
    let lower = message.get(..10).unwrap_or_default().to_ascii_lowercase();
    let Some(begin) = ["from ", "at "].into_iter().find(|begin| lower.starts_with(begin)) else {
        return message;
    };
    let Some((_, mut rest)) = position(&message[begin.len()..]) else {
        return message;
    };
    if let Some((_, after)) = rest.strip_prefix(" to ").and_then(position) {
        rest = after;
    }
    rest.strip_prefix(": ").unwrap_or(message)
}

/// The first `line 1, column 7` that a word leads to, and the last position it covers, which is the same if none is named.
fn span(message: &str) -> Option<(Position, Position)> {
    let lower = message.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find("line ") {
        let at = from + found;
        from = at + "line ".len();
        if !(lower[..at].ends_with("at ") || lower[..at].ends_with("from ")) {
            continue;
        }
        if let Some((start, rest)) = position(&lower[at..]) {
            let end = rest.strip_prefix(" to ").and_then(position).map_or(start, |(end, _)| end);
            return Some((start, end.max(start)));
        }
    }
    None
}

/// Reads `line 1, column 7` and gives what follows.
fn position(text: &str) -> Option<(Position, &str)> {
    let (line, rest) = number(text.strip_prefix("line ")?)?;
    let (column, rest) = number(rest.strip_prefix(", column ")?)?;
    (line > 0 && column > 0).then_some((Position { line, column }, rest))
}

fn number(text: &str) -> Option<(usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

/// Flink counts lines and UTF-16 columns from 1 in what was sent, and names the last column of a range, not the one after it.
fn place(script: &str, statement: Range<usize>, from: Position, to: Position) -> Option<Place> {
    let source = script.get(statement.clone())?;
    let sent = super::gateway_text(source);
    let positions = Positions::new(&sent);
    let start = positions.byte(from);
    let end = if to == from { token_end(&sent, start) } else { char_end(&sent, positions.byte(to)) };
    let place = match statement_set::opening_end(source) {
        // The opening was written anew, what follows it was not.
        Some(opening) => {
            let back = |byte: usize| (byte.max(statement_set::OPENING.len()) - statement_set::OPENING.len()) + opening;
            back(start)..back(end)
        }
        None => start..end,
    };
    let range = statement.start + place.start..statement.start + place.end.max(place.start);
    let whole = Positions::new(script);
    Some(Place {
        utf16: whole.utf16(range.start)..whole.utf16(range.end),
        start: whole.position(range.start),
        end: whole.position(range.end),
        range,
    })
}

/// The end of the token at a byte.
fn token_end(text: &str, byte: usize) -> usize {
    let tokens = lex(text);
    let index = tokens.partition_point(|token| token.range.end <= byte);
    match tokens.get(index) {
        Some(token) if !Token::is_trivia(token) && token.terminated => token.range.end,
        _ => char_end(text, byte),
    }
}

fn char_end(text: &str, byte: usize) -> usize {
    byte + text[byte..].chars().next().map_or(0, char::len_utf8)
}
