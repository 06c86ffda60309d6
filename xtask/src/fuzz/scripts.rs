//! Scripts as people write them, and spoiled.

use rand::{Rng, rngs::StdRng};

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
pub(super) fn script(random: &mut StdRng) -> String {
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
    let piece = pick(random, &["/*+ O('*/'='--;') */ a", "`a``;b`", "${a;b}", "1.5e-3", "a[1]", "\"a;b\""]);
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
    const BLANKS: &[&str] =
        &["", " ", "\n", "\r\n", "\t", "-- c ; '\n", "// c\r", "/* ; ' */", "/***/ */", "\n\n", "-- 表\r\n", "/**/"];
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
