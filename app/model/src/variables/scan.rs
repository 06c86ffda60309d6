//! Finds where a text is more than text.

use super::{Reference, VariableName};

/// A piece of a text; the pieces one after the other are the text.
pub(super) enum Piece<'a> {
    /// Stands for itself.
    Plain(&'a str),
    /// `$${`, which stands for `${`.
    Escape,
    /// Stands for a value.
    Reference(Reference<'a>),
}

/// The pieces of a text, in their order.
pub(super) fn scan(text: &str) -> Scan<'_> {
    Scan { text, at: 0, no_brace_before: 0 }
}

pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// No `}` stands between here and where was looked for one last; looked for once, or many `${a:` would take for ever.
    no_brace_before: usize,
}

impl<'a> Iterator for Scan<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let (start, rest) = (self.at, &self.text[self.at..]);
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with("$${") {
            self.at += 3;
            return Some(Piece::Escape);
        }
        if let Some(reference) = self.reference(start) {
            self.at = reference.range.end;
            return Some(Piece::Reference(reference));
        }
        // What was just looked at is plain, up to the next dollar that could begin something.
        let more = rest.char_indices().skip(1).find(|&(at, _)| is_start(&rest[at..]));
        self.at += more.map_or(rest.len(), |(at, _)| at);
        Some(Piece::Plain(&self.text[start..self.at]))
    }
}

impl<'a> Scan<'a> {
    /// The reference that begins at a byte.
    fn reference(&mut self, start: usize) -> Option<Reference<'a>> {
        let inner = self.text[start..].strip_prefix("${")?;
        let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'))?;
        let name = VariableName::exactly(&inner[..name_end])?;
        let after = start + 2 + name_end;
        let (default, end) = match self.text[after..].strip_prefix(':') {
            Some(rest) => {
                let length = self.brace(after + 1)?;
                (Some(&rest[..length]), after + 1 + length)
            }
            None => (None, after),
        };
        self.text[end..].starts_with('}').then_some(Reference { name, default, range: start..end + 1 })
    }

    /// How many bytes on from one the first `}` of its line is.
    fn brace(&mut self, from: usize) -> Option<usize> {
        if from < self.no_brace_before {
            return None;
        }
        let rest = &self.text[from..];
        let length = rest.find(['}', '\n', '\r']).unwrap_or(rest.len());
        if rest[length..].starts_with('}') {
            return Some(length);
        }
        self.no_brace_before = from + length;
        None
    }
}

fn is_start(rest: &str) -> bool {
    rest.starts_with("${") || rest.starts_with("$${")
}
