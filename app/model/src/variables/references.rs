//! Which variables a text names.

use super::{
    VariableName,
    scan::{Piece, scan},
};
use std::ops::Range;

/// A place in a text that stands for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// Whose value.
    pub name: VariableName,
    /// What is put in when there is none: everything between `:` and `}`.
    pub default: Option<&'a str>,
    /// From `$` to `}`, in bytes.
    pub range: Range<usize>,
}

/// Every reference in a text, in their order; what is escaped is none.
pub fn references(text: &str) -> Vec<Reference<'_>> {
    let found = |piece| match piece {
        Piece::Reference(reference) => Some(reference),
        Piece::Plain(_) | Piece::Escape => None,
    };
    scan(text).filter_map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its name, its default, and all of it.
    type Seen<'a> = (String, Option<&'a str>, &'a str);

    fn seen(text: &str) -> Vec<Seen<'_>> {
        let found = references(text).into_iter();
        found.map(|Reference { name, default, range }| (name.to_string(), default, &text[range])).collect()
    }

    #[test]
    fn references_are_found_with_their_defaults() {
        assert_eq!(
            seen("表 ${a} ${b.c-d:x: 'y'} ${e:}${f}"),
            [
                ("a".into(), None, "${a}"),
                ("b.c-d".into(), Some("x: 'y'"), "${b.c-d:x: 'y'}"),
                ("e".into(), Some(""), "${e:}"),
                ("f".into(), None, "${f}"),
            ]
        );
    }

    #[test]
    fn what_is_malformed_or_escaped_is_text() {
        for text in
            ["$a", "${", "${}", "${1}", "${ a}", "${a", "${a\n}", "${a:b\r}", "$${a}", "${a b}", "${ä}", "${:b}"]
        {
            assert_eq!(references(text), [], "{text}");
        }
        let long = format!("${{{}}}", "x".repeat(65));
        assert_eq!(references(&long), []);
    }

    #[test]
    fn a_malformed_reference_does_not_hide_the_next() {
        assert_eq!(seen("${ ${a}"), [("a".into(), None, "${a}")]);
        assert_eq!(seen("${a:${b}}"), [("a".into(), Some("${b"), "${a:${b}")]);
    }
}
