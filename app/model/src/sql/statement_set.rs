//! The statements within a statement set, and the form in which the SQL Gateway takes a set.

use super::{Token, TokenKind, block::Block};
use std::borrow::Cow;

/// The form that opens a set for the gateway; the blank keeps it from a word that followed the `;` at once.
pub(super) const OPENING: &str = "EXECUTE STATEMENT SET BEGIN ";

/// What is sent for a statement. The gateway takes one statement at a time, and `BEGIN STATEMENT SET; … END` is many, so that set
/// is sent in the form that is one; everything else is sent as it is.
pub fn gateway_text(statement: &str) -> Cow<'_, str> {
    match opening_end(statement) {
        Some(end) => Cow::Owned(format!("{OPENING}{}", &statement[end..])),
        None => Cow::Borrowed(statement),
    }
}

/// The byte after `BEGIN STATEMENT SET;`, if something follows.
pub(super) fn opening_end(statement: &str) -> Option<usize> {
    // Every other statement is known by its first letter.
    let begins = statement.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("BEGIN"));
    if !begins {
        return None;
    }
    let tokens = super::lex(statement);
    let mut significant = tokens.iter().filter(|token| !token.is_trivia());
    for word in ["BEGIN", "STATEMENT", "SET"] {
        significant.next().filter(|token| token.is_word(statement, word))?;
    }
    let semicolon = significant.next().filter(|token| token.kind == TokenKind::Semicolon)?;
    significant.next()?;
    Some(semicolon.range.end)
}

/// The tokens of each statement in a set, from its first significant token to its last. Empty for anything that is no set.
pub(super) fn inner_statements<'a>(source: &str, tokens: &'a [Token]) -> Vec<&'a [Token]> {
    let mut block = Block::new();
    let mut inner = Vec::new();
    let mut current: Option<(usize, usize)> = None;
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| !token.is_trivia()) {
        let was_open = block.is_open();
        if token.kind == TokenKind::Semicolon {
            block.semicolon();
            inner.extend(current.take().map(|(first, last)| &tokens[first..=last]));
            continue;
        }
        let is_last = || {
            let next = tokens[index + 1..].iter().find(|token| !token.is_trivia());
            next.is_none_or(|token| token.kind == TokenKind::Semicolon)
        };
        let ended = block.token(source, token, is_last);
        if was_open && !ended && block.is_open() {
            current = Some((current.map_or(index, |(first, _)| first), index));
        }
    }
    inner.extend(current.map(|(first, last)| &tokens[first..=last]));
    inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(source: &str) -> Vec<&str> {
        let tokens = super::super::lex(source);
        let pieces = inner_statements(source, &tokens);
        let ends = |piece: &[Token]| Some(piece.first()?.range.start..piece.last()?.range.end);
        pieces.into_iter().filter_map(ends).map(|range| &source[range]).collect()
    }

    #[test]
    fn the_statements_of_a_set_are_found_in_all_its_forms() {
        for opening in [
            "EXECUTE STATEMENT SET BEGIN",
            "BEGIN STATEMENT SET;",
            "STATEMENT SET BEGIN",
            "EXPLAIN PLAN FOR STATEMENT SET /**/ BEGIN",
            "COMPILE AND EXECUTE PLAN 'x' IF NOT EXISTS FOR STATEMENT SET BEGIN",
        ] {
            let source = format!("{opening} -- c\nINSERT INTO a SELECT CASE x WHEN 1 THEN 2 END; SET 'a'='b' ; END");
            assert_eq!(inner(&source), ["INSERT INTO a SELECT CASE x WHEN 1 THEN 2 END", "SET 'a'='b'"], "{opening}");
        }
        assert!(inner("SELECT 1; SELECT 2").is_empty());
        assert_eq!(inner("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1 END"), ["INSERT INTO a SELECT 1"]);
    }

    #[test]
    fn a_set_of_many_statements_is_sent_as_one() {
        let sent = "EXECUTE STATEMENT SET BEGIN \nINSERT INTO a SELECT 1; END";
        assert_eq!(gateway_text("begin /**/ statement set ;\nINSERT INTO a SELECT 1; END"), sent);
        assert_eq!(gateway_text("BEGIN STATEMENT SET;INSERT"), "EXECUTE STATEMENT SET BEGIN INSERT");
        for same in ["BEGIN STATEMENT SET", "BEGIN STATEMENT SET;", "EXECUTE STATEMENT SET BEGIN END", "BEGIN", "", "é"]
        {
            assert_eq!(gateway_text(same), same);
        }
    }
}
