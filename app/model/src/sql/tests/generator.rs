/// Scripts from pieces that are each likely to be misread beside another. The same seed gives the same scripts.
pub(crate) struct Generator(u64);

const PIECES: &[&str] = &[
    "SELECT",
    "INSERT INTO",
    "SET",
    "RESET",
    "EXECUTE",
    "STATEMENT",
    "BEGIN",
    "END",
    "CASE",
    "STATEMENT SET",
    "BEGIN STATEMENT SET;",
    "EXECUTE STATEMENT SET BEGIN",
    "COMPILE AND EXECUTE PLAN",
    "FOR",
    "EXPLAIN",
    "CREATE TABLE",
    "CREATE FUNCTION f AS 'x' USING JAR",
    "AS",
    "ADD JAR",
    "STOP JOB",
    "DESCRIBE",
    "JOB",
    "(",
    ")",
    ",",
    "=",
    ";",
    ";",
    ";",
    "'",
    "''",
    "'a;b'",
    "`",
    "`;`",
    "\"",
    "\";\"",
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
    "${a;b}",
    "?",
    "$",
    "1",
    "1.5e-3",
    ".5",
    "..",
    " ",
    " ",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{feff}",
    "\0",
    "\u{3000}",
    "表",
    "𠮷",
    "；",
    "\u{fffd}",
    "é",
    "\\",
    "#",
    "rest.address",
    ":",
    "/",
    "*",
    "+",
    "UESCAPE",
    "\\0061",
    "AND",
    "OR",
    "TEMPORARY",
    "x",
];

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    pub(crate) fn script(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..self.below(24) {
            out.push_str(PIECES[self.below(PIECES.len())]);
            if self.below(3) > 0 {
                out.push(' ');
            }
        }
        out
    }
}
