//! What was typed about a variable.

use crate::forms::Posted;
use model::{Code, Text, VariableName, VariableText};
use store::{ValueChange, VariableForm};

/// What there is already, as far as the value depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// There is no variable yet.
    Nothing,
    /// Its value is plain.
    Plain,
    /// Its value is a secret.
    Secret,
}

/// The fields, or noted problems.
pub(super) fn read(form: &mut Posted, stored: Stored) -> Option<VariableForm> {
    let name = form.parse("name", VariableName::parse);
    let description = form.parse("description", Text::parse);
    let value = match form.field("kind") {
        "plain" => form.parse("value", |text| plain(text, stored)),
        "secret" => form.parse("secret_value", |text| secret(text, stored)),
        _ => {
            form.note(Code::NotAChoice.at("kind"));
            None
        }
    };
    Some(VariableForm { name: name?, description: description?, value: value? })
}

/// An empty value is one, but it does not take a secret's place: that would be a slip.
fn plain(text: &str, stored: Stored) -> Result<ValueChange, Code> {
    match (text.is_empty(), stored) {
        (true, Stored::Secret) => Err(Code::Required),
        _ => VariableText::parse(text).map(ValueChange::Plain),
    }
}

/// An empty field keeps what there is, as a secret.
fn secret(text: &str, stored: Stored) -> Result<ValueChange, Code> {
    match (text.is_empty(), stored) {
        (true, Stored::Nothing) => Err(Code::Required),
        (true, Stored::Plain) => Ok(ValueChange::Seal),
        (true, Stored::Secret) => Ok(ValueChange::Keep),
        (false, _) => VariableText::parse(text).map(ValueChange::Secret),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> VariableText {
        VariableText::parse(text).unwrap()
    }

    #[test]
    fn an_empty_secret_keeps_what_there_is_and_a_secret_becomes_plain_by_a_value_only() {
        assert_eq!(secret("", Stored::Nothing), Err(Code::Required));
        assert_eq!(secret("", Stored::Plain), Ok(ValueChange::Seal));
        assert_eq!(secret("", Stored::Secret), Ok(ValueChange::Keep));
        assert_eq!(secret(" s ", Stored::Secret), Ok(ValueChange::Secret(text(" s "))));
        assert_eq!(plain("", Stored::Secret), Err(Code::Required));
        assert_eq!(plain("", Stored::Plain), Ok(ValueChange::Plain(text(""))));
        assert_eq!(plain("x", Stored::Secret), Ok(ValueChange::Plain(text("x"))));
    }
}
