//! Sign-ins that were begun in a browser and are not over.

use super::error::Error;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

/// The key in the session.
const PENDING: &str = "pending_sign_ins";
/// After so long the person has to begin again.
const LONGEST: TimeDelta = TimeDelta::minutes(10);
/// So many tabs of one browser may be at the provider at once; of more, the oldest is forgotten.
const MOST: usize = 5;

/// What the callback has to check, and where it leads.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) state: CsrfToken,
    pub(super) nonce: Nonce,
    pub(super) verifier: PkceCodeVerifier,
    pub(super) back: Option<String>,
    pub(super) begun_at: DateTime<Utc>,
}

impl Pending {
    /// Keeps it until the provider sends the browser back.
    pub(super) async fn keep(self, session: &Session) -> Result<(), Error> {
        let mut all = all(session, self.begun_at).await?;
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push(self);
        Ok(session.insert(PENDING, all).await?)
    }

    /// Takes the one with this state out: it can be used once.
    ///
    /// # Errors
    /// [`Error::State`] when none was begun here, or too long ago.
    pub(super) async fn take(session: &Session, state: &str, now: DateTime<Utc>) -> Result<Self, Error> {
        let mut all = all(session, now).await?;
        let Some(at) = all.iter().position(|pending| pending.state.secret() == state) else {
            return Err(Error::State("the state belongs to no sign-in of this browser, or to one that is too old"));
        };
        let pending = all.remove(at);
        session.insert(PENDING, all).await?;
        Ok(pending)
    }
}

/// The oldest first, without those whose time is over.
async fn all(session: &Session, now: DateTime<Utc>) -> Result<Vec<Pending>, Error> {
    let all: Vec<Pending> = session.get(PENDING).await?.unwrap_or_default();
    Ok(all.into_iter().filter(|pending| now - pending.begun_at < LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tower_sessions::MemoryStore;

    fn pending(state: &str, begun_at: DateTime<Utc>) -> Pending {
        Pending {
            state: CsrfToken::new(state.into()),
            nonce: Nonce::new("n".into()),
            verifier: PkceCodeVerifier::new("v".into()),
            back: None,
            begun_at,
        }
    }

    #[tokio::test]
    async fn a_sign_in_is_used_once_within_ten_minutes_and_tabs_do_not_disturb_each_other() {
        let session = Session::new(None, Arc::new(MemoryStore::default()), None);
        let now = Utc::now();
        for state in ["a", "b"] {
            pending(state, now).keep(&session).await.unwrap();
        }
        assert!(matches!(Pending::take(&session, "c", now).await, Err(Error::State(_))));
        assert_eq!(Pending::take(&session, "a", now).await.unwrap().state.secret(), "a");
        assert!(matches!(Pending::take(&session, "a", now).await, Err(Error::State(_))));
        let late = now + TimeDelta::minutes(10);
        assert!(matches!(Pending::take(&session, "b", late).await, Err(Error::State(_))));
    }

    #[tokio::test]
    async fn the_oldest_of_too_many_is_forgotten() {
        let session = Session::new(None, Arc::new(MemoryStore::default()), None);
        let now = Utc::now();
        for number in 0..6 {
            pending(&number.to_string(), now).keep(&session).await.unwrap();
        }
        assert!(matches!(Pending::take(&session, "0", now).await, Err(Error::State(_))));
        assert!(Pending::take(&session, "1", now).await.is_ok());
    }
}
