//! What is known about one setting. It must not know any particular one: they are in the table.

use super::kind::Kind;

/// One thing that can be set.
pub struct Setting {
    /// Its name in the file, such as `session.idle`; flags and environment variables are named after it.
    pub key: &'static str,
    /// What its text may be.
    pub kind: Kind,
    /// What holds when nobody sets it.
    pub default: Fallback,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// Never printed; may also be given as `<key>_file`, a file that holds the value.
    pub secret: bool,
    /// How its text is printed.
    pub(super) shown: fn(&str) -> String,
}

/// What holds when nobody sets it.
pub enum Fallback {
    /// This text, read as if somebody had given it.
    Text(&'static str),
    /// Something that depends on other settings or on the host; here in words.
    Derived(&'static str),
    /// Nothing: what it is for is off, or decided elsewhere.
    Absent,
}

impl Setting {
    pub(super) const fn new(key: &'static str, kind: Kind, default: Fallback, help: &'static str) -> Self {
        Self { key, kind, default, help, secret: false, shown: str::to_owned }
    }

    pub(super) const fn secret(key: &'static str, kind: Kind, default: Fallback, help: &'static str) -> Self {
        Self { key, kind, default, help, secret: true, shown: |_| "(set)".to_owned() }
    }

    /// Its environment variable: `SCALEPH_SESSION_IDLE`.
    pub fn variable(&self) -> String {
        format!("SCALEPH_{}", self.key.replace('.', "_").to_uppercase())
    }

    /// The setting under which the same value can be given as a file, if it is a secret.
    pub fn file_key(&self) -> Option<String> {
        self.secret.then(|| format!("{}_file", self.key))
    }
}
