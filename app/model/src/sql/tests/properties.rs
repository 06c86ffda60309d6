use super::{super::*, generator::Generator};
use std::time::{Duration, Instant};

/// All that holds for every text.
fn check(text: &str) {
    let tokens = lex(text);
    assert_eq!(tokens.iter().map(|token| token.text(text)).collect::<String>(), text);
    assert!(tokens.iter().all(|token| !token.range.is_empty()));
    let script = split(text);
    let positions = Positions::new(text);
    let (mut at, mut reach) = (0, 0);
    for statement in &script.statements {
        let range = statement.range.clone();
        assert!(at <= range.start && range.start < range.end && range.end <= text.len(), "{text:?}");
        assert!(statement.reach.start == reach && statement.reach.end >= range.end, "{text:?}");
        assert!(statement.reach.start <= range.start, "{text:?}");
        assert_eq!((statement.start, statement.end), (positions.position(range.start), positions.position(range.end)));
        assert_eq!(statement_at(&script, range.start), Some(statement), "{text:?}");
        let piece = &text[range.clone()];
        let blank = |c: char| c.is_whitespace() || c <= ' ' || c == '\u{feff}';
        assert!(!piece.starts_with(blank), "{text:?}");
        assert!(!piece.ends_with(blank) || lex(piece).last().is_some_and(|token| !token.terminated), "{text:?}");
        let again = split(piece);
        let pieces: Vec<_> = again.statements.iter().map(|inner| (inner.range.clone(), &inner.kind)).collect();
        assert_eq!(pieces, [(0..piece.len(), &statement.kind)], "{text:?}");
        if let Verdict::Refused(problem) = classify(piece) {
            assert!(piece.get(problem.range).is_some(), "{text:?}");
        }
        engine_error("at line 1, column 3 and from line 2, column 1 to line 2, column 4", text, range.clone());
        (at, reach) = (range.end, statement.reach.end);
    }
    assert!(script.statements.is_empty() || reach == text.len());
    assert!(script.problems.is_sorted_by_key(|problem| problem.range.start), "{text:?}");
    assert!(script.problems.iter().all(|problem| text.get(problem.range.clone()).is_some()), "{text:?}");
    classify(text);
    gateway_text(text);
}

#[test]
fn nothing_is_lost_and_nothing_panics() {
    let mut generator = Generator::new(1);
    for _ in 0..20_000 {
        check(&generator.script());
    }
}

#[test]
fn no_cut_and_no_change_of_a_script_panics() {
    let whole = "\u{feff}BEGIN STATEMENT SET;\r\nINSERT INTO a SELECT CASE U&'\\0061' WHEN /*+ O('*/') */ ${x;y} THEN `b``c` END; END; SET _utf8'表'='𠮷' -- \0\n;";
    for (index, _) in whole.char_indices() {
        check(&whole[..index]);
        check(&whole[index..]);
    }
    let mut generator = Generator::new(2);
    for _ in 0..2_000 {
        let mut characters: Vec<char> = whole.chars().collect();
        for _ in 0..=generator.below(4) {
            let (at, from) = (generator.below(characters.len()), generator.below(characters.len()));
            characters[at] = characters[from];
        }
        check(&characters.into_iter().collect::<String>());
    }
}

/// What takes milliseconds optimised takes longer here; a quadratic way would take minutes.
fn in_time(text: &str) -> Script {
    let before = Instant::now();
    let script = split(text);
    assert!(before.elapsed() < Duration::from_secs(3), "{:?}", before.elapsed());
    script
}

#[test]
fn large_scripts_are_split_in_time() {
    let size = 1 << 20;
    let line = "SELECT a, '表𠮷' FROM `t` WHERE b = 1.5 /* c */; ";
    assert_eq!(in_time(&line.repeat(size / line.len())).statements.len(), size / line.len());
    let line = "INSERT INTO a SELECT 1;\n";
    assert_eq!(in_time(&line.repeat(size / line.len())).statements.len(), size / line.len());
    assert_eq!(in_time(&"SELECT 1;".repeat(10_000)).statements.len(), 10_000);
    assert_eq!(in_time(&format!("SELECT {}", "a,".repeat(size / 2))).statements.len(), 1);
}

#[test]
fn hostile_scripts_are_split_in_time() {
    let size = 1 << 18;
    for piece in [
        "(",
        "'",
        "`",
        "``",
        "\"",
        "/*",
        "/*+",
        "/*+ '",
        "/***",
        "--",
        "${",
        "U&'",
        "_a",
        "_a-",
        "CASE ",
        "END ",
        "EXECUTE STATEMENT SET BEGIN ",
        "BEGIN STATEMENT SET;",
        "END /**/",
        "\0",
        "；",
        "STATEMENT SET BEGIN END",
        ";",
        "\r",
        "表",
        "$",
        "1e",
        ".",
    ] {
        let text = piece.repeat(size / piece.len());
        in_time(&text);
        in_time(&format!("EXECUTE STATEMENT SET BEGIN {text}"));
        in_time(&format!("CREATE TABLE t (a INT) {text}"));
    }
}
