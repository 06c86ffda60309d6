//! `fuzz`: throws made-up scripts at `model::sql` until the time is up, and shrinks the first that breaks a promise.

use anyhow::{Context, bail, ensure};
use model::sql::{Positions, Script, Verdict, classify, engine_error, gateway_text, lex, split, statement_at};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    panic,
    time::{Duration, Instant},
};

/// How many cases lie between two looks at the clock.
const ROUND: u64 = 256;

/// Runs with `--seconds N` (600 when not given) and `--seed S` (any when not given; it is printed).
///
/// Fails when a promise is broken; what broke it is printed as small as it could be made.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let options = Options::read(arguments)?;
    println!("fuzz: {} seconds, seed {}", options.seconds, options.seed);
    let mut random = StdRng::seed_from_u64(options.seed);
    let (begun, limit) = (Instant::now(), Duration::from_secs(options.seconds));
    let mut cases = 0_u64;
    // A panic is told once, with the small script, and not at every step on the way there.
    let loud = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let broken = loop {
        let broken = (0..ROUND)
            .map(|_| script(&mut random))
            .find(|script| broken_promise(script).is_some());
        cases += ROUND;
        if broken.is_some() || begun.elapsed() >= limit {
            break broken.map(shrunk);
        }
    };
    panic::set_hook(loud);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "fuzz: {cases} cases in {seconds:.1} s, {:.0} a second",
        cases as f64 / seconds
    );
    match broken {
        Some((script, promise)) => bail!("seed {}: {script:?}: {promise}", options.seed),
        None => Ok(()),
    }
}

struct Options {
    seconds: u64,
    seed: u64,
}

impl Options {
    fn read(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self {
            seconds: 600,
            seed: rand::random(),
        };
        for pair in arguments.chunks(2) {
            ensure!(pair.len() == 2, "`{}` needs a number", pair[0]);
            let value = pair[1]
                .parse()
                .with_context(|| format!("`{}` is no number for `{}`", pair[1], pair[0]))?;
            match pair[0] {
                "--seconds" => options.seconds = value,
                "--seed" => options.seed = value,
                other => bail!("`{other}` is neither `--seconds` nor `--seed`"),
            }
        }
        Ok(options)
    }
}

/// What is promised about every script, or which promise this one breaks.
fn broken_promise(script: &str) -> Option<String> {
    match panic::catch_unwind(|| check(script)) {
        Ok(checked) => checked.err().map(|error| error.to_string()),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or(panic.downcast_ref::<&str>().copied());
            Some(format!("a panic: {}", text.unwrap_or("without a text")))
        }
    }
}

fn check(text: &str) -> anyhow::Result<()> {
    let tokens = lex(text);
    let mut at = 0;
    for token in &tokens {
        ensure!(
            token.range.start == at && token.range.end > at,
            "the token at {at} is not next to the one before"
        );
        at = token.range.end;
    }
    ensure!(at == text.len(), "the tokens end at {at}");
    let script = split(text);
    ensure!(
        script.problems.is_sorted_by_key(|problem| problem.range.start),
        "problems are out of order"
    );
    for problem in &script.problems {
        ensure!(
            text.get(problem.range.clone()).is_some(),
            "a problem's range is no text"
        );
    }
    check_statements(text, &script)?;
    check_positions(text)?;
    if classify(text) == Verdict::Allowed {
        ensure!(
            script.statements.len() == 1,
            "{} statements were allowed as one",
            script.statements.len()
        );
    }
    Ok(())
}

fn check_statements(text: &str, script: &Script) -> anyhow::Result<()> {
    let positions = Positions::new(text);
    let (mut end, mut reach) = (0, 0);
    for statement in &script.statements {
        let range = statement.range.clone();
        ensure!(
            end <= range.start && range.start < range.end,
            "a statement at {range:?} overlaps or is empty"
        );
        ensure!(
            statement.reach.start == reach && reach <= range.start,
            "a reach leaves a gap or begins too late"
        );
        ensure!(range.end <= statement.reach.end, "a statement reaches beyond its reach");
        ensure!(
            statement.start == positions.position(range.start),
            "a start is elsewhere"
        );
        ensure!(statement.end == positions.position(range.end), "an end is elsewhere");
        for offset in [range.start, range.end - 1, statement.reach.end - 1] {
            ensure!(
                statement_at(script, offset) == Some(statement),
                "a cursor at {offset} means another statement"
            );
        }
        let piece = text.get(range.clone()).context("a statement cuts a character")?;
        let again = split(piece).statements;
        let same = matches!(again.as_slice(), [one] if one.range == (0..piece.len()) && one.kind == statement.kind);
        ensure!(same, "the statement at {range:?} is another when it stands alone");
        let sent = split(&gateway_text(piece)).statements;
        ensure!(
            sent.len() == 1,
            "the statement at {range:?} is sent as {} statements",
            sent.len()
        );
        if let Verdict::Refused(problem) = classify(piece) {
            ensure!(piece.get(problem.range).is_some(), "a refusal's range is no text");
        }
        let (line, column) = (1 + range.len() % 3, 1 + range.len() % 29);
        let error = format!(
            "From line {line}, column {column} to line {line}, column {}: x",
            column + 3
        );
        if let Some(place) = engine_error(&error, text, range.clone()).place {
            ensure!(text.get(place.range.clone()).is_some(), "an error's range is no text");
            ensure!(
                place.range.start >= range.start && place.range.end <= range.end,
                "an error points elsewhere"
            );
        }
        (end, reach) = (range.end, statement.reach.end);
    }
    ensure!(
        script.statements.is_empty() || reach == text.len(),
        "the last reach ends before the text"
    );
    Ok(())
}

fn check_positions(text: &str) -> anyhow::Result<()> {
    let positions = Positions::new(text);
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        ensure!(positions.utf16(byte) == units, "byte {byte} is not unit {units}");
        ensure!(
            positions.byte_of_utf16(units) == byte,
            "unit {units} is not byte {byte}"
        );
        let within_line_end = character == '\n' && text[..byte].ends_with('\r');
        ensure!(
            within_line_end || positions.byte(positions.position(byte)) == byte,
            "byte {byte} is not found again"
        );
        units += character.len_utf16();
    }
    Ok(())
}

/// Pieces that are each likely to be misread beside another.
const PIECES: &[&str] = &[
    "END",
    "CASE",
    "BEGIN",
    "STATEMENT",
    "SET",
    "RESET",
    "EXECUTE",
    "EXPLAIN",
    "COMPILE",
    "PLAN",
    "FOR",
    "JOB",
    "UESCAPE",
    "USING JAR",
    "(",
    ")",
    ",",
    "=",
    ".",
    ":",
    "/",
    "*",
    "+",
    "-",
    ";",
    ";",
    "'",
    "''",
    "`",
    "\"",
    "--",
    "//",
    "/*",
    "/*+",
    "*/",
    "/**/",
    "/***/",
    "/*/",
    "U&'",
    "X'",
    "_utf8'",
    "_a-",
    "n'",
    "${",
    "}",
    "$",
    "?",
    "1e",
    ".5",
    "..",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{feff}",
    "\0",
    "\u{b}",
    "\u{a0}",
    "\u{3000}",
    "表",
    "𠮷",
    "；",
    "\u{fffd}",
    "\\",
    "\\0061",
    "#",
    "&",
    "rest.address",
    "a",
];

/// A script as people write them, most often spoiled.
fn script(random: &mut StdRng) -> String {
    let mut out = String::new();
    if random.random_ratio(1, 20) {
        out.push('\u{feff}');
    }
    for _ in 0..random.random_range(0..6) {
        blank(random, &mut out);
        statement(random, &mut out);
        blank(random, &mut out);
        if random.random_ratio(9, 10) {
            out.push(';');
        }
    }
    for _ in 0..[0, 0, 1, 1, 2, 4, 16][random.random_range(0..7)] {
        out = spoiled(random, out);
    }
    out
}

fn statement(random: &mut StdRng, out: &mut String) {
    let opening = pick(random, OPENINGS);
    words(random, out, opening);
    out.push(' ');
    if opening.contains("STATEMENT SET ") || opening.ends_with(';') {
        for _ in 0..random.random_range(1..4) {
            blank(random, out);
            words(random, out, "INSERT INTO t ");
            query(random, out, 0);
            out.push(';');
        }
        words(random, out, " END");
    } else if opening.ends_with("SET") || opening.ends_with("JAR") || opening.ends_with("JOB") {
        blank(random, out);
        literal(random, out);
        out.push('=');
        literal(random, out);
    } else if !opening.ends_with('t') {
        query(random, out, 0);
    }
}

/// How statements begin; sets, settings, files and jobs are told by their last words.
const OPENINGS: &[&str] = &[
    "SELECT",
    "VALUES",
    "(",
    "INSERT INTO t",
    "INSERT INTO t SELECT",
    "EXECUTE STATEMENT SET BEGIN",
    "BEGIN STATEMENT SET;",
    "EXPLAIN STATEMENT SET BEGIN",
    "STATEMENT SET BEGIN",
    "COMPILE PLAN 'p' FOR STATEMENT SET BEGIN",
    "COMPILE AND EXECUTE PLAN 'p' FOR STATEMENT SET BEGIN",
    "SET",
    "RESET",
    "BEGIN STATEMENT SET",
    "ADD JAR",
    "REMOVE JAR",
    "CREATE TEMPORARY FUNCTION f AS 'x' USING JAR",
    "STOP JOB",
    "DESCRIBE JOB",
    "CREATE TABLE t (a AS b) AS",
    "CREATE VIEW v AS",
    "EXPLAIN",
    "EXECUTE",
    "DROP TABLE t",
    "USE t",
];

fn query(random: &mut StdRng, out: &mut String, depth: usize) {
    words(random, out, "SELECT");
    out.push(' ');
    let piece = pick(
        random,
        &[
            "/*+ O('*/'='--;') */ a",
            "`a``;b`",
            "${a;b}",
            "1.5e-3",
            "a[1]",
            "\"a;b\"",
        ],
    );
    match random.random_range(0..5) {
        0 if depth < 4 => {
            out.push('(');
            query(random, out, depth + 1);
            out.push(')');
        }
        1 => words(random, out, "CASE WHEN a = 1 THEN CASE b WHEN 2 THEN 3 END ELSE 4 END"),
        2 => out.push_str(piece),
        _ => literal(random, out),
    }
}

fn literal(random: &mut StdRng, out: &mut String) {
    const LITERALS: &[&str] = &[
        "'a'",
        "'a;''b'",
        "'rest.address'",
        "U&'\\0072est.address'",
        "_utf8'a'",
        "X'0a'",
        "n'a'",
        "'rest.' 'address'",
        "'表𠮷'",
        "'x.jar'",
        "rest.address",
        "'--'",
        "'/*'",
        "'b7937f1840d70d05ce09ef1228edf339'",
    ];
    out.push_str(pick(random, LITERALS));
}

/// The words with any blanks between them, in any case.
fn words(random: &mut StdRng, out: &mut String, text: &str) {
    let lower = random.random_ratio(1, 4);
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
            if random.random_ratio(1, 8) {
                blank(random, out);
            }
        }
        out.push_str(&if lower { word.to_lowercase() } else { word.to_owned() });
    }
}

fn blank(random: &mut StdRng, out: &mut String) {
    const BLANKS: &[&str] = &[
        "",
        " ",
        "\n",
        "\r\n",
        "\t",
        "-- c ; '\n",
        "// c\r",
        "/* ; ' */",
        "/***/ */",
        "\n\n",
        "-- 表\r\n",
        "/**/",
    ];
    out.push_str(pick(random, BLANKS));
}

/// One change: a piece put in, a stretch taken out or put elsewhere, or a byte overwritten.
fn spoiled(random: &mut StdRng, script: String) -> String {
    let mut bytes = script.into_bytes();
    let at = random.random_range(0..=bytes.len());
    let to = random.random_range(at..=bytes.len().min(at + 12));
    match random.random_range(0..5) {
        0..2 => drop(bytes.splice(at..at, pick(random, PIECES).bytes())),
        2 => drop(bytes.drain(at..to)),
        3 => {
            let stretch = bytes[at..to].to_vec();
            let there = random.random_range(0..=bytes.len());
            drop(bytes.splice(there..there, stretch));
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.random();
            }
        }
    }
    // What is no text any more comes to us as U+FFFD.
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn pick<'a>(random: &mut StdRng, from: &[&'a str]) -> &'a str {
    from[random.random_range(0..from.len())]
}

/// The script with everything taken out that is not needed to break a promise, and the promise.
fn shrunk(script: String) -> (String, String) {
    let mut characters: Vec<char> = script.chars().collect();
    let mut length = characters.len();
    while length > 0 {
        let mut at = 0;
        while at < characters.len() {
            let end = characters.len().min(at + length);
            let smaller: String = characters[..at].iter().chain(&characters[end..]).collect();
            if broken_promise(&smaller).is_some() {
                characters.drain(at..end);
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    let small: String = characters.into_iter().collect();
    let promise = broken_promise(&small).unwrap_or_else(|| "not broken the second time".to_owned());
    (small, promise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_breaks_nothing_and_wrong_options_are_refused() {
        run(&["--seconds", "0", "--seed", "7"]).unwrap();
        for wrong in [&["--seconds"][..], &["--seconds", "x"], &["--size", "1"]] {
            assert!(run(wrong).is_err(), "{wrong:?}");
        }
    }
}
