//! Trying what was typed, without saving it.

use crate::{context::Refusal, forms::Posted};
use control::ProbeDetails;
use egress::{ClientCertificate, TlsOptions};
use engine::connection::Credentials;
use model::{ClusterAddress, Code, CredentialsKind, Problem};
use store::{SecretChange, SessionClusterForm};
use url::Url;

/// Tries the addresses and leaves what was found, with all that was typed but secrets, for the form's page.
pub(super) async fn probe(form: &Posted, typed: SessionClusterForm) -> Result<(), Refusal> {
    let report = form.state.control.probe(details(typed)?).await;
    let text = serde_json::to_string(&report).map_err(|_| Refusal::Failed)?;
    form.leave(form.as_typed().handing(text)).await
}

/// What the test needs; stored secrets are sealed for it too.
fn details(typed: SessionClusterForm) -> Result<ProbeDetails, Refusal> {
    let mut missing: Vec<Problem> = Vec::new();
    let mut revealed = |change: SecretChange, field: &'static str| match change {
        SecretChange::Set(text) => text,
        SecretChange::Keep => {
            missing.push(Code::Required.at(field));
            String::new()
        }
        SecretChange::Remove => String::new(),
    };
    let credentials = match typed.credentials {
        CredentialsKind::None => Credentials::None,
        CredentialsKind::Basic => Credentials::Basic {
            name: typed.user_name.unwrap_or_default(),
            password: revealed(typed.secret, "secret_credentials"),
        },
        CredentialsKind::Bearer => Credentials::Bearer(revealed(typed.secret, "secret_credentials")),
    };
    let client = typed.client_certificate.map(|certificate_pem| ClientCertificate {
        certificate_pem,
        key_pem: revealed(typed.client_key, "secret_client_key"),
    });
    if !missing.is_empty() {
        return Err(Refusal::Problems(missing));
    }
    let url = |address: &ClusterAddress, field: &'static str| {
        Url::parse(&format!("{address}/")).map_err(|_| Refusal::from(Code::NotAnAddress.at(field)))
    };
    let rest = typed.rest_url.as_ref().ok_or_else(|| Refusal::from(Code::Required.at("rest_url")))?;
    Ok(ProbeDetails {
        rest: url(rest, "rest_url")?,
        gateway: typed.gateway_url.as_ref().map(|address| url(address, "gateway_url")).transpose()?,
        credentials,
        tls: TlsOptions { ca_pem: typed.ca_pem, client },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Name;

    fn typed(secret: SecretChange) -> SessionClusterForm {
        SessionClusterForm {
            rest_url: Some(ClusterAddress::parse("https://flink.example:8081/base/").unwrap()),
            credentials: CredentialsKind::Bearer,
            secret,
            ..SessionClusterForm::new(Name::parse("a").unwrap())
        }
    }

    #[test]
    fn a_base_path_stays_in_the_address() {
        let details = details(typed(SecretChange::Set("t".into()))).unwrap();
        assert_eq!(details.rest.as_str(), "https://flink.example:8081/base/");
        assert_eq!(details.credentials, Credentials::Bearer("t".into()));
    }

    #[test]
    fn a_stored_secret_must_be_typed_again_for_a_test() {
        let refused = details(typed(SecretChange::Keep)).map(drop);
        assert!(matches!(refused, Err(Refusal::Problems(problems)) if problems[0].at == "secret_credentials"));
    }
}
