//! How people sign in, and how long that holds.

use super::{kind::FromText, problem::Problem, secret::Secret, values::Values};
use std::{net::IpAddr, time::Duration};
use url::Url;

/// How long sessions live.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// Ends when unused for so long.
    pub idle: Duration,
    /// Ends so long after signing in.
    pub absolute: Duration,
}

/// How people sign in.
#[derive(Clone, Debug)]
pub struct SignInConfig {
    /// With a name and a password of this installation.
    pub local: bool,
    /// With a provider.
    pub oidc: Option<OidcConfig>,
}

/// A provider of OpenID Connect.
#[derive(Clone, Debug)]
pub struct OidcConfig {
    /// Exactly as the provider calls itself: it is compared with `iss`.
    pub issuer: String,
    /// The name of this installation there.
    pub client_id: String,
    /// Nothing for a public client.
    pub client_secret: Option<Secret>,
    /// What is asked for; `openid` is among it.
    pub scopes: Vec<String>,
    /// The claim with the name that is shown.
    pub name_claim: String,
    /// The claim with the groups.
    pub groups_claim: String,
    /// Groups of administrators.
    pub administrator_groups: Vec<String>,
    /// Groups of auditors.
    pub auditor_groups: Vec<String>,
    /// The provider's name on the button.
    pub label: Option<String>,
}

impl SessionConfig {
    pub(super) fn new(values: &Values, problems: &mut Vec<Problem>) -> Self {
        let (idle, absolute) = (values.require("session.idle"), values.require("session.absolute"));
        if idle > absolute {
            let text = format!("must not be longer than session.absolute, {}", humantime::format_duration(absolute));
            problems.push(values.rule("session.idle", text));
        }
        Self { idle, absolute }
    }
}

impl SignInConfig {
    pub(super) fn new(values: &Values, problems: &mut Vec<Problem>) -> Self {
        let local: bool = values.require("sign_in.local");
        let oidc = OidcConfig::new(values, problems);
        if !local && oidc.is_none() {
            problems.push(values.rule("sign_in.local", "cannot be off without oidc.issuer: nobody could sign in"));
        }
        Self { local, oidc }
    }
}

impl OidcConfig {
    fn new(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let text = |key| values.get::<String>(key);
        let Some(Issuer(issuer)) = values.get("oidc.issuer") else {
            for key in ["oidc.client_id", "oidc.client_secret", "oidc.administrator_groups", "oidc.auditor_groups"] {
                if !values.list::<String>(key).is_empty() {
                    problems.push(values.rule(key, "is of no use without oidc.issuer"));
                }
            }
            return None;
        };
        if text("oidc.client_id").is_none() {
            problems.push(values.rule("oidc.client_id", "must be set, because oidc.issuer is"));
        }
        let scopes: Vec<String> = values.list("oidc.scopes");
        if !scopes.iter().any(|scope| scope == "openid") {
            problems
                .push(values.rule("oidc.scopes", "must have `openid` among it: without, providers send no id token"));
        }
        Some(Self {
            issuer,
            client_id: text("oidc.client_id").unwrap_or_default(),
            client_secret: text("oidc.client_secret").map(Secret::new),
            scopes,
            name_claim: values.require("oidc.name_claim"),
            groups_claim: values.require("oidc.groups_claim"),
            administrator_groups: values.list("oidc.administrator_groups"),
            auditor_groups: values.list("oidc.auditor_groups"),
            label: text("oidc.label"),
        })
    }
}

/// An issuer, kept as it was written; a slash more or less makes another one.
pub(super) struct Issuer(String);

impl FromText for Issuer {
    const NAME: &'static str = "issuer";
    const ALLOWED: &'static str = "an `https://` address without query and credentials (`http://` only of this host)";

    fn from_text(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?.trim_matches(['[', ']']);
        let is_local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_local);
        let is_bare = url.query().is_none() && url.fragment().is_none();
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        (is_safe && is_bare && is_anonymous).then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_https_or_of_this_host_and_stays_as_it_is_written() {
        for (text, allowed) in [
            ("https://id.example/realms/data/", true),
            ("http://127.0.0.1:9000", true),
            ("http://localhost:9000", true),
            ("http://id.example", false),
            ("https://id.example/?tenant=1", false),
            ("https://me:pw@id.example", false),
            ("id.example", false),
        ] {
            let issuer = Issuer::from_text(text).map(|issuer| issuer.0);
            assert_eq!(issuer.as_deref(), allowed.then_some(text));
        }
    }
}
