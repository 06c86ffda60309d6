//! Who somebody is here, after what the provider said.

use super::{claims::Claims, error::Error};
use crate::config::OidcConfig;
use model::{Name, authority::SystemRole};
use store::Identity;

/// The claims that are worth asking userinfo for when the id token does not have them.
pub(super) fn wanted(config: &OidcConfig) -> Vec<&str> {
    let mut wanted = vec![config.name_claim.as_str()];
    if decides_roles(config) {
        wanted.push(&config.groups_claim);
    }
    for (scope, claim) in [("email", "email"), ("profile", "preferred_username")] {
        if config.scopes.iter().any(|asked| asked == scope) {
            wanted.push(claim);
        }
    }
    wanted
}

/// Who this is, for the store.
///
/// # Errors
/// [`Error::Claims`] when nothing that was said can be a name.
pub(super) fn identity(config: &OidcConfig, subject: &str, claims: &Claims) -> Result<Identity, Error> {
    let mail_name = claims.text("email").and_then(|email| email.split('@').next());
    let names = [claims.text("preferred_username"), mail_name, claims.text(&config.name_claim), Some(subject)];
    let name = names.into_iter().flatten().find_map(name_of);
    let name = name.ok_or_else(|| Error::Claims("no claim can be a name".into()))?;
    let shown = [claims.text(&config.name_claim), claims.text("name")].into_iter().flatten().find_map(name_of);
    Ok(Identity {
        issuer: config.issuer.clone(),
        subject: subject.into(),
        display_name: shown.unwrap_or_else(|| name.clone()),
        name,
        email: claims.text("email").filter(|email| is_address(email)).map(String::from),
        role: role(config, claims),
    })
}

/// Without a setting about groups a role is ours to give; with one, groups give and take it at each sign-in.
fn role(config: &OidcConfig, claims: &Claims) -> Option<SystemRole> {
    if !decides_roles(config) {
        return None;
    }
    let groups = claims.texts(&config.groups_claim);
    let is_in = |some: &[String]| some.iter().any(|group| groups.contains(&group.as_str()));
    Some(match () {
        () if is_in(&config.administrator_groups) => SystemRole::Administrator,
        () if is_in(&config.auditor_groups) => SystemRole::Auditor,
        () => SystemRole::User,
    })
}

fn decides_roles(config: &OidcConfig) -> bool {
    !config.administrator_groups.is_empty() || !config.auditor_groups.is_empty()
}

/// The text as a name, without what a name must not have.
fn name_of(text: &str) -> Option<Name> {
    let visible: String = text.chars().filter(|c| Name::parse(&c.to_string()).is_ok() || *c == ' ').collect();
    let short: String = visible.trim().chars().take(Name::MOST as usize).collect();
    Name::parse(&short).ok()
}

fn is_address(email: &str) -> bool {
    email.len() <= 254 && email.contains('@') && !email.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn config(administrators: &[&str], auditors: &[&str]) -> OidcConfig {
        let owned = |groups: &[&str]| groups.iter().map(ToString::to_string).collect();
        OidcConfig {
            issuer: "https://id.example.com".into(),
            client_id: "scaleph".into(),
            client_secret: None,
            scopes: owned(&["openid", "profile", "email"]),
            name_claim: "name".into(),
            groups_claim: "groups".into(),
            administrator_groups: owned(administrators),
            auditor_groups: owned(auditors),
            label: None,
        }
    }

    #[test]
    fn groups_decide_the_role_when_a_setting_names_one() {
        let both = config(&["admins"], &["auditors"]);
        for (groups, role) in [
            (json!(["admins", "auditors"]), SystemRole::Administrator),
            (json!("auditors"), SystemRole::Auditor),
            (json!(["others"]), SystemRole::User),
            (json!(null), SystemRole::User),
        ] {
            let claims = Claims::of(&json!({"groups": groups}));
            assert_eq!(identity(&both, "1", &claims).unwrap().role, Some(role), "{groups}");
        }
        let claims = Claims::of(&json!({"groups": ["admins"]}));
        assert_eq!(identity(&config(&[], &[]), "1", &claims).unwrap().role, None);
    }

    #[test]
    fn a_name_is_what_the_provider_calls_the_person_without_what_deceives() {
        let claims = Claims::of(&json!({
            "preferred_username": "ada\u{202e}", "name": "Ada Lovelace", "email": "a.lovelace@example.com",
        }));
        let said = identity(&config(&[], &[]), "1", &claims).unwrap();
        assert_eq!((said.name.as_str(), said.display_name.as_str()), ("ada", "Ada Lovelace"));
        assert_eq!(said.email.as_deref(), Some("a.lovelace@example.com"));

        let said = identity(&config(&[], &[]), "1", &Claims::of(&json!({"email": "bob@example.com"}))).unwrap();
        assert_eq!((said.name.as_str(), said.display_name.as_str()), ("bob", "bob"));
        let said = identity(&config(&[], &[]), "auth0|42", &Claims::of(&json!({"email": "no\naddress@x"}))).unwrap();
        assert_eq!((said.name.as_str(), said.email), ("noaddress", None));
        let said = identity(&config(&[], &[]), &"s".repeat(200), &Claims::default()).unwrap();
        assert_eq!(said.name.as_str().len(), 80);
    }

    #[test]
    fn userinfo_is_asked_for_what_is_used() {
        assert_eq!(wanted(&config(&[], &[])), ["name", "email", "preferred_username"]);
        assert_eq!(wanted(&config(&["a"], &[])), ["name", "groups", "email", "preferred_username"]);
    }
}
