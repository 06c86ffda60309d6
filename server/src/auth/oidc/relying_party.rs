//! This installation as the provider's client.

use super::{
    discovery::Discovery,
    error::Error,
    logout_token::{self, LogoutToken},
    person,
    provider::{Provider, Verified},
};
use crate::{auth::Auth, config::OidcConfig};
use app::{context::chain, paths};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use egress::{Class, Client, Egress, TlsOptions};
use openidconnect::{Nonce, PkceCodeVerifier, PostLogoutRedirectUrl, RedirectUrl, url::Url};
use std::{fmt, sync::Arc};
use store::{Identity, SignIn, Store};

/// What the sign-in button says when no setting does.
const LABEL: &str = "SSO";

/// This installation as the provider's client. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Oidc(Arc<Inner>);

struct Inner {
    config: OidcConfig,
    client: Client,
    discovery: Discovery,
    home: PostLogoutRedirectUrl,
    store: Store,
}

/// Who signed in at the provider, and what is kept of it.
pub(super) struct SignedIn {
    pub(super) identity: Identity,
    pub(super) sid: Option<String>,
    pub(super) id_token: String,
}

impl Oidc {
    /// The client of the configured provider; `origin` is what people see of us, without a slash at its end. Nothing is
    /// asked yet, so the provider may be down.
    ///
    /// # Errors
    /// [`Error::Settings`].
    pub(crate) fn new(config: OidcConfig, egress: &Egress, origin: &str, store: Store) -> Result<Self, Error> {
        let client = egress.client(Class::Issuer, &TlsOptions::default());
        let client = client.map_err(|error| Error::Settings("egress", error.into()))?;
        let bad_origin = |error: openidconnect::url::ParseError| Error::Settings("public_url", error.into());
        let redirect = RedirectUrl::new(format!("{origin}/auth/callback")).map_err(bad_origin)?;
        let home = PostLogoutRedirectUrl::new(format!("{origin}{}", paths::SIGN_IN)).map_err(bad_origin)?;
        let discovery = Discovery::new(config.clone(), redirect, client.clone(), store.clone());
        Ok(Self(Arc::new(Inner { config, client, discovery, home, store })))
    }

    /// The provider's origin: signing out is a form of ours that ends there.
    pub(crate) fn issuer_origin(&self) -> String {
        Url::parse(&self.0.config.issuer).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }

    /// The provider's name on the sign-in button.
    pub(crate) fn label(&self) -> &str {
        self.0.config.label.as_deref().unwrap_or(LABEL)
    }

    /// Where signing out goes on, after our own session ended; `None` when it was not from this provider, or the
    /// provider has no such place or does not answer.
    pub(crate) async fn sign_out_url(&self, sign_in: &SignIn) -> Option<String> {
        if sign_in.issuer.as_deref() != Some(&self.0.config.issuer) {
            return None;
        }
        match self.0.discovery.provider().await {
            Ok(provider) => provider.sign_out_url(sign_in.id_token.as_deref(), self.0.home.clone()).map(String::from),
            Err(error) => {
                let cause = chain(&error);
                tracing::warn!(error = cause, "signed out here, but not at the provider: {cause}");
                None
            }
        }
    }

    pub(super) fn config(&self) -> &OidcConfig {
        &self.0.config
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(super) async fn provider(&self) -> Result<Arc<Provider>, Error> {
        self.0.discovery.provider().await
    }

    /// Gives the code for tokens and finds out whose they are.
    pub(super) async fn signed_in(
        &self,
        code: &str,
        verifier: PkceCodeVerifier,
        nonce: &Nonce,
    ) -> Result<SignedIn, Error> {
        let Inner { config, client, discovery, store, .. } = &*self.0;
        let provider = discovery.provider().await?;
        let tokens = provider.exchange(client, code, verifier).await?;
        let verified = match provider.verify(&tokens, nonce, store.now()) {
            Err(error) if error.is_cured_by_other_keys() => match discovery.newer_than(&provider).await {
                Some(newer) => newer.verify(&tokens, nonce, store.now()),
                None => Err(error),
            },
            other => other,
        };
        let Verified { subject, sid, id_token, mut claims } = verified?;
        if person::wanted(config).into_iter().any(|name| !claims.has(name)) {
            claims = claims.or(provider.user_info(client, &tokens, &subject).await?);
        }
        Ok(SignedIn { identity: person::identity(config, subject.as_str(), &claims)?, sid, id_token })
    }

    /// Verifies what the provider sent to end sessions.
    pub(super) async fn logout_token(&self, token: &str) -> Result<LogoutToken, logout_token::Invalid> {
        let Inner { config, discovery, store, .. } = &*self.0;
        let down = |error: Error| logout_token::Invalid::Unverifiable(chain(&error));
        let provider = discovery.provider().await.map_err(down)?;
        let verify = |provider: &Provider| logout_token::verify(token, provider.keys(), config, store.now());
        match verify(&provider) {
            Err(logout_token::Invalid::Signature) => match discovery.newer_than(&provider).await {
                Some(newer) => verify(&newer),
                None => Err(logout_token::Invalid::Signature),
            },
            other => other,
        }
    }
}

impl fmt::Debug for Oidc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Oidc").field(&self.0.config.issuer).finish()
    }
}

/// Without a provider its routes lead nowhere.
impl<S: Send + Sync> FromRequestParts<S> for Oidc {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Auth>().and_then(|auth| auth.oidc.clone()).ok_or(StatusCode::NOT_FOUND)
    }
}
