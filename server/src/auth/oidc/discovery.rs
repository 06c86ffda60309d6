//! What the provider says about itself, read when it is needed and kept for a while.
//!
//! The server starts while the provider is down. A provider may change its keys at any moment: whoever meets a signature
//! that ours do not verify asks for newer ones, which is granted at most once a minute, for anybody can send us a token.

use super::{error::Error, provider::Provider};
use crate::config::OidcConfig;
use app::context::chain;
use chrono::{DateTime, TimeDelta, Utc};
use egress::Client;
use openidconnect::RedirectUrl;
use std::sync::Arc;
use store::Store;
use tokio::sync::Mutex;

/// A key that the provider took back is believed for so long at most, if the provider can be asked.
const OLD: TimeDelta = TimeDelta::hours(1);
/// Between two attempts to read again what is known.
const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// Whoever waited for an attempt that failed does not begin another one.
const JUST_FAILED: TimeDelta = TimeDelta::seconds(1);

/// The provider, found when it is needed.
pub(super) struct Discovery {
    config: OidcConfig,
    redirect: RedirectUrl,
    client: Client,
    store: Store,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    provider: Option<Arc<Provider>>,
    read_at: Option<DateTime<Utc>>,
    read_again_at: Option<DateTime<Utc>>,
    failed_at: Option<DateTime<Utc>>,
}

impl Discovery {
    /// Of the configured issuer. Asks nothing yet.
    pub(super) fn new(config: OidcConfig, redirect: RedirectUrl, client: Client, store: Store) -> Self {
        Self { config, redirect, client, store, known: Mutex::default() }
    }

    /// The provider, asked if it is not known, or not known well enough.
    ///
    /// # Errors
    /// [`Error::Down`] or [`Error::StillDown`] when it cannot be asked and was never known.
    pub(super) async fn provider(&self) -> Result<Arc<Provider>, Error> {
        let mut known = self.known.lock().await;
        let now = self.store.now();
        if let Some(provider) = known.provider.clone() {
            let fresh = is_within(known.read_at, now, OLD);
            let newer = if fresh { None } else { self.read_again(&mut known, now).await };
            return Ok(newer.unwrap_or(provider));
        }
        if is_within(known.failed_at, now, JUST_FAILED) {
            return Err(Error::StillDown);
        }
        let asked = self.ask().await;
        known.failed_at = asked.is_err().then(|| self.store.now());
        let provider = asked?;
        known.read_at = Some(now);
        known.provider = Some(provider.clone());
        Ok(provider)
    }

    /// The provider with newer keys than this one has, if they can be had now.
    pub(super) async fn newer_than(&self, old: &Arc<Provider>) -> Option<Arc<Provider>> {
        let mut known = self.known.lock().await;
        match known.provider.clone().filter(|provider| !Arc::ptr_eq(provider, old)) {
            Some(newer) => Some(newer),
            None => self.read_again(&mut known, self.store.now()).await,
        }
    }

    async fn read_again(&self, known: &mut Known, now: DateTime<Utc>) -> Option<Arc<Provider>> {
        if is_within(known.read_again_at, now, PAUSE) {
            return None;
        }
        known.read_again_at = Some(now);
        match self.ask().await {
            Ok(provider) => {
                tracing::info!(issuer = self.config.issuer, "read the keys of the sign-in provider again");
                known.read_at = Some(now);
                known.provider = Some(provider.clone());
                Some(provider)
            }
            Err(error) => {
                let cause = chain(&error);
                tracing::warn!(error = cause, "cannot read the keys of the sign-in provider again: {cause}");
                None
            }
        }
    }

    async fn ask(&self) -> Result<Arc<Provider>, Error> {
        let provider = Provider::discover(&self.config, self.redirect.clone(), &self.client).await?;
        Ok(Arc::new(provider))
    }
}

/// A clock that was set back does not stop anything for longer than `span`.
fn is_within(then: Option<DateTime<Utc>>, now: DateTime<Utc>, span: TimeDelta) -> bool {
    then.is_some_and(|then| (now - then).abs() < span)
}
