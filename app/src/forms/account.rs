//! The own account: profile and sessions. The password is changed where passwords are known: in the server.

use super::Posted;
use crate::{
    locale::{Language, Theme},
    paths,
};
use axum::response::Response;
use chrono_tz::Tz;
use model::{Code, Name};
use store::{Preferences, Profile, SessionKey};

/// Changes name, mail address, language, theme and zone.
pub(crate) async fn update(form: Posted) -> Response {
    form.answer(async |form| {
        let actor = form.actor()?;
        let display_name = form.parse("display_name", Name::parse);
        let email = form.parse("email", email);
        let zone = form.parse("time_zone", zone);
        let revision = form.revision();
        let (Some(display_name), Some(email), Some(time_zone), Some(revision)) = (display_name, email, zone, revision)
        else {
            return Err(form.problems());
        };
        let preferences = Preferences {
            language: Language::of_tag(form.field("language")).map(|language| language.tag().into()),
            theme: Theme::of(form.field("theme")).map(|theme| theme.as_str().into()),
            time_zone,
        };
        let store = form.state.store.clone();
        store.update_profile(&actor.standing, revision, &Profile { display_name, email }, &actor.request).await?;
        store.set_preferences(&actor.standing, &preferences).await?;
        form.done(paths::ACCOUNT, "saved").await?;
        Ok(paths::ACCOUNT.into())
    })
    .await
}

/// Ends one of the own sessions, or all others.
pub(crate) async fn end_sessions(form: Posted) -> Response {
    form.answer_at(paths::ACCOUNT.into(), async |form| {
        let actor = form.actor()?;
        let store = form.state.store.clone();
        match form.field("session") {
            "" => _ = store.revoke_own_sessions(&actor.standing, Some(&actor.session), &actor.request).await?,
            key => {
                let Ok(key) = key.parse::<SessionKey>();
                store.revoke_own_session(&actor.standing, &key, &actor.request).await?;
            }
        }
        Ok(paths::ACCOUNT.into())
    })
    .await
}

pub(super) fn email(text: &str) -> Result<Option<String>, Code> {
    match text.trim() {
        "" => Ok(None),
        text => {
            let plain = text.len() <= 254
                && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
            let parts =
                text.split_once('@').filter(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
            if plain && parts.is_some() { Ok(Some(text.into())) } else { Err(Code::NotAnEmail) }
        }
    }
}

fn zone(text: &str) -> Result<Option<String>, Code> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse::<Tz>().map(|zone| Some(zone.name().into())).map_err(|_| Code::NotATimeZone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_a_name_and_a_host() {
        assert_eq!(email(" a@b.example "), Ok(Some("a@b.example".into())));
        assert_eq!(email(""), Ok(None));
        for wrong in ["a", "@b", "a@", "a@b@c", "a b@c", "<a@b>"] {
            assert_eq!(email(wrong), Err(Code::NotAnEmail), "{wrong}");
        }
    }

    #[test]
    fn a_zone_is_one_of_the_database() {
        assert_eq!(zone("Asia/Shanghai"), Ok(Some("Asia/Shanghai".into())));
        assert_eq!(zone("Mars/Base"), Err(Code::NotATimeZone));
    }
}
