//! What was typed about a cluster.

use crate::forms::Posted;
use model::{ClusterAddress, Code, CredentialsKind, Name, Text, certificates, private_key};
use store::{SecretChange, SessionClusterForm};

/// What is stored already, as far as the form's secrets depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stored {
    /// How one signs in to it now.
    pub(super) credentials: Option<CredentialsKind>,
    /// True when there is a password or token.
    pub(super) has_secret: bool,
    /// True when there is a key of a client certificate.
    pub(super) has_key: bool,
}

/// The fields, or noted problems.
pub(super) fn read(form: &mut Posted, stored: Stored) -> Option<SessionClusterForm> {
    let name = form.parse("name", Name::parse);
    let description = form.parse("description", Text::parse);
    let rest_url = form.parse("rest_url", ClusterAddress::parse);
    let gateway_url = form.parse("gateway_url", |text| optional(text, ClusterAddress::parse));
    let credentials = form.parse("credentials", |text| text.parse().map_err(|_| Code::NotAChoice));
    let user_name = form.parse("user_name", |text| match text.trim() {
        "" if credentials == Some(CredentialsKind::Basic) => Err(Code::Required),
        text if text.contains(':') && credentials == Some(CredentialsKind::Basic) => {
            Err(Code::ForbiddenCharacter { character: ":".into() })
        }
        text => Ok(Some(text.to_owned()).filter(|name| !name.is_empty())),
    });
    let is_same = stored.has_secret && stored.credentials == credentials;
    let (drop_secret, drop_client) = (form.is_ticked("remove_secret"), form.is_ticked("remove_client"));
    let secret = form.parse("secret_credentials", |text| match credentials {
        None | Some(CredentialsKind::None) => Ok(SecretChange::Remove),
        Some(_) => change(text, drop_secret, is_same),
    });
    let ca_pem = form.parse("ca_pem", |text| optional(text, certificates));
    let client_certificate = match drop_client {
        true => Some(None),
        false => form.parse("client_certificate", |text| optional(text, certificates)),
    };
    let needs_key = matches!(client_certificate, Some(Some(_)));
    let client_key = form.parse("secret_client_key", |text| match needs_key {
        false => Ok(SecretChange::Remove),
        true => match change(text, false, stored.has_key)? {
            SecretChange::Set(key) => private_key(&key).map(SecretChange::Set),
            change => Ok(change),
        },
    });
    Some(SessionClusterForm {
        name: name?,
        description: description?,
        rest_url: Some(rest_url?),
        gateway_url: gateway_url?,
        credentials: credentials?,
        user_name: user_name?,
        secret: secret?,
        ca_pem: ca_pem?,
        client_certificate: client_certificate?,
        client_key: client_key?,
        restarts_jobs: form.is_ticked("restarts_jobs"),
    })
}

/// The two fields of the local engine's cluster; all else is the engine's.
pub(super) fn read_local(form: &mut Posted) -> Option<SessionClusterForm> {
    let name = form.parse("name", Name::parse);
    let description = form.parse("description", Text::parse);
    Some(SessionClusterForm { description: description?, ..SessionClusterForm::new(name?) })
}

fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, Code>) -> Result<Option<T>, Code> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// What was typed counts; nothing typed keeps what is there, and without anything it is missing.
fn change(typed: &str, drops: bool, is_stored: bool) -> Result<SecretChange, Code> {
    match (typed.trim().is_empty(), drops, is_stored) {
        (false, ..) => Ok(SecretChange::Set(typed.into())),
        (true, true, _) => Ok(SecretChange::Remove),
        (true, false, true) => Ok(SecretChange::Keep),
        (true, false, false) => Err(Code::Required),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_secret_keeps_the_stored_one_and_is_missing_without() {
        assert_eq!(change("", false, true), Ok(SecretChange::Keep));
        assert_eq!(change(" ", false, false), Err(Code::Required));
        assert_eq!(change("", true, true), Ok(SecretChange::Remove));
        assert_eq!(change(" s ", true, true), Ok(SecretChange::Set(" s ".into())));
    }

    #[test]
    fn an_optional_address_is_checked_when_it_is_given() {
        assert_eq!(optional(" ", ClusterAddress::parse), Ok(None));
        assert_eq!(optional("nowhere", ClusterAddress::parse), Err(Code::NotAnAddress));
    }
}
