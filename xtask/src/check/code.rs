//! Just enough of Rust's syntax to tell code from comments, strings and tests. What is taken out becomes spaces, so
//! that every line and column stays where it is.

use std::iter::repeat_n;

/// The text without its comments and the content of its strings.
pub(super) fn only(text: &str) -> String {
    cut(text, true)
}

/// The text without the content of its strings; comments stay.
pub(super) fn with_comments(text: &str) -> String {
    cut(text, false)
}

/// The code up to its tests, which are at the end.
pub(super) fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let whole = |at: &usize| {
        let after = code[at + MARK.len()..].trim_start();
        // `mod tests {`, not `mod tests;`
        after.starts_with("mod ") && after.find(['{', ';']).is_some_and(|end| after[end..].starts_with('{'))
    };
    let tests = code.match_indices(MARK).map(|(at, _)| at).find(whole);
    code[..tests.unwrap_or(code.len())].to_owned()
}

/// Where a pattern stands: not inside of a longer word.
pub(super) fn places<'a>(text: &'a str, pattern: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let begins = pattern.starts_with(is_word);
    let ends = pattern.ends_with(is_word);
    text.match_indices(pattern).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back().is_some_and(is_word);
        let after = text[at + pattern.len()..].chars().next().is_some_and(is_word);
        !(begins && before || ends && after)
    })
}

fn cut(text: &str, comments_too: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, keep) = token(rest, first, out.chars().next_back());
        let keep = match keep {
            Keep::Comment => !comments_too,
            Keep::String => false,
            Keep::Code => true,
        };
        let (token, after) = rest.split_at(length);
        if keep {
            out.push_str(token);
        } else {
            // As many bytes as before, so that positions stay.
            token.split_inclusive('\n').for_each(|line| {
                let text = line.strip_suffix('\n');
                out.extend(repeat_n(' ', text.unwrap_or(line).len()));
                out.extend(text.map(|_| '\n'));
            });
        }
        rest = after;
    }
    out
}

enum Keep {
    Code,
    Comment,
    String,
}

/// The length of the next piece and what it is. A piece of code may be as short as one character.
fn token(rest: &str, first: char, before: Option<char>) -> (usize, Keep) {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    match first {
        '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), Keep::Comment),
        '/' if rest.starts_with("/*") => (block_comment(rest), Keep::Comment),
        '"' => (quoted(rest, '"'), Keep::String),
        'r' | 'b' | 'c' if !in_word => prefixed(rest),
        '\'' => match rest[1..].chars().next() {
            Some('\\') => (quoted(rest, '\''), Keep::String),
            // `'a'` is a character, `'a` a lifetime.
            Some(c) if rest[1 + c.len_utf8()..].starts_with('\'') => (c.len_utf8() + 2, Keep::String),
            _ => (1, Keep::Code),
        },
        _ => (first.len_utf8(), Keep::Code),
    }
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br#"…"#`, `b'…'`, or a word that begins like one.
fn prefixed(rest: &str) -> (usize, Keep) {
    let letters = rest.len() - rest.trim_start_matches(['r', 'b', 'c']).len();
    let after = &rest[letters..];
    let raw = rest[..letters].contains('r');
    let hashes = after.len() - after.trim_start_matches('#').len();
    if letters <= 2 && raw && after[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let body = letters + hashes + 1;
        return (rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()), Keep::String);
    }
    if letters == 1 && !raw && after.starts_with(['"', '\'']) {
        return (1, Keep::Code);
    }
    (letters, Keep::Code)
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        match here {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        only(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        assert_eq!(words("a // b\n/* c /* d */ e */ f"), "a f");
        assert_eq!(words(r#"a("b \" c", 'd', '\'', b'e') + g"#), "a( , , , b ) + g");
        assert_eq!(words("r#\"a \" b\"# c br\"d\" e"), "c e");
        assert_eq!(words("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
        assert_eq!(words("crab::ribbon(bar)"), "crab::ribbon(bar)");
    }

    #[test]
    fn everything_stays_where_it_is() {
        let text = "a /* é\n */ \"x\ny\" b";
        let cut = only(text);
        assert_eq!((cut.len(), cut.matches('\n').count(), cut.find('b')), (text.len(), 2, text.find('b')));
    }

    #[test]
    fn comments_can_be_kept() {
        assert_eq!(with_comments("a // b \"c\"\n\"d\""), "a // b \"c\"\n   ");
    }

    #[test]
    fn tests_at_the_end_are_left_out_and_other_test_items_are_not() {
        assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {\n b }"), "a\n");
        let kept = "#[cfg(test)]\nmod tests;\n#[cfg(test)]\nfn sample() {}\n";
        assert_eq!(without_tests(kept), kept);
    }

    #[test]
    fn a_pattern_is_found_as_a_whole_word() {
        assert_eq!(places("diesel::a my_diesel::b diesel_async::c", "diesel::").collect::<Vec<_>>(), [0]);
        assert_eq!(places("kube kubes", "kube").collect::<Vec<_>>(), [0]);
    }
}
