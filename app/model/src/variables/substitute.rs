//! Puts values in.

use super::{
    VariableName,
    scan::{Piece, scan},
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A reference to a variable that has neither a value nor a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unresolved {
    /// The variable.
    pub name: VariableName,
    /// The reference, in bytes of the text.
    pub range: Range<usize>,
}

/// The text with every reference replaced by its value, or else by its default, and every `$${` by `${`.
///
/// References to names in `reserved` are the engine's own and stay as they are. Values are not looked through again.
///
/// # Errors
/// All references that have neither, in their order.
pub fn substitute(
    text: &str,
    reserved: &[&str],
    mut value: impl FnMut(&VariableName) -> Option<String>,
) -> Result<String, Vec<Unresolved>> {
    let mut out = String::with_capacity(text.len());
    let mut unresolved = Vec::new();
    for piece in scan(text) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Escape => out.push_str("${"),
            Piece::Reference(found) if reserved.contains(&found.name.as_str()) => out.push_str(&text[found.range]),
            Piece::Reference(found) => match value(&found.name).or_else(|| found.default.map(Into::into)) {
                Some(value) => out.push_str(&value),
                None => unresolved.push(Unresolved { name: found.name, range: found.range }),
            },
        }
    }
    if unresolved.is_empty() { Ok(out) } else { Err(unresolved) }
}

/// The text that [`substitute`] turns into this one, whatever it holds.
pub fn escape(text: &str) -> String {
    text.replace("${", "$${")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::tests::generator::Generator;

    fn put(text: &str) -> Result<String, Vec<Unresolved>> {
        let value = |name: &VariableName| match name.as_str() {
            "a" => Some("A".into()),
            "nested" => Some("${a} $${a}".into()),
            _ => None,
        };
        substitute(text, &["checkpoint"], value)
    }

    #[test]
    fn a_value_goes_before_a_default_and_is_not_looked_through() {
        assert_eq!(put("${a}-${a:x}-${b:x y}-${b:}.").unwrap(), "A-A-x y-.");
        assert_eq!(put("<${nested}>").unwrap(), "<${a} $${a}>");
        assert_eq!(put("${b:${a}").unwrap(), "${a");
    }

    #[test]
    fn what_is_reserved_malformed_or_escaped_stays() {
        assert_eq!(put("${checkpoint} ${checkpoint:1}").unwrap(), "${checkpoint} ${checkpoint:1}");
        assert_eq!(put("${1} ${ ${\n} $ $$ {a} ${a").unwrap(), "${1} ${ ${\n} $ $$ {a} ${a");
        assert_eq!(put("$${a} $$${a} $$").unwrap(), "${a} $${a} $$");
    }

    #[test]
    fn every_reference_without_a_value_is_told_with_its_place() {
        let told = |name: &str, range| Unresolved { name: name.parse().unwrap(), range };
        assert_eq!(put("${b} ${a} ${c}"), Err(vec![told("b", 0..4), told("c", 10..14)]));
    }

    #[test]
    fn a_text_without_references_stays_and_what_is_escaped_comes_back() {
        let mut generator = Generator::new(3);
        for _ in 0..20_000 {
            let text = generator.script();
            assert_eq!(put(&escape(&text)).unwrap(), text, "{text:?}");
            let plain = text.replace("${", "$");
            if !plain.contains("${") {
                assert_eq!(put(&plain).unwrap(), plain, "{text:?}");
            }
        }
    }

    #[test]
    fn a_hostile_text_is_read_in_time() {
        for piece in ["${a:", "${", "$", "${aaaa", "$${a:"] {
            let text = piece.repeat((1 << 19) / piece.len());
            let before = std::time::Instant::now();
            assert!(put(&text).is_ok());
            assert!(before.elapsed().as_secs() < 3, "{piece}");
        }
    }
}
