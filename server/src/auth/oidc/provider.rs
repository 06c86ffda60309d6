//! The provider as it described itself, and what is asked of it.

use super::{
    claims::{Claims, OidcClient, SIGNED_BY_KEY_PAIR, Token, Tokens, UserInfo},
    error::Error,
    pending::Pending,
};
use crate::config::{OidcConfig, Secret};
use chrono::{DateTime, TimeDelta, Utc};
use egress::{Call, Client};
use futures::future::BoxFuture;
use openidconnect::{
    AccessTokenHash, AuthType, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndSessionUrl,
    HttpRequest, HttpResponse, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope,
    SubjectIdentifier, TokenResponse, UserInfoError,
    core::{CoreClientAuthMethod, CoreJsonWebKeySet, CoreResponseType},
    url::Url,
};
use serde::de::IgnoredAny;
use std::time::Duration;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// In bytes, of one answer.
const LONGEST_ANSWER: usize = 1 << 20;
/// So far may our clock and the provider's be apart.
pub(super) const LEEWAY: TimeDelta = TimeDelta::seconds(60);

/// The provider as it described itself.
pub(super) struct Provider {
    client: OidcClient,
    keys: CoreJsonWebKeySet,
    end_session: Option<EndSessionUrl>,
}

/// What a verified id token says.
pub(super) struct Verified {
    pub(super) subject: SubjectIdentifier,
    pub(super) sid: Option<String>,
    pub(super) id_token: String,
    pub(super) claims: Claims,
}

impl Provider {
    /// Reads what the issuer says about itself, and its keys.
    pub(super) async fn discover(config: &OidcConfig, redirect: RedirectUrl, client: &Client) -> Result<Self, Error> {
        let issuer =
            IssuerUrl::new(config.issuer.clone()).map_err(|error| Error::Settings("oidc.issuer", error.into()))?;
        let http = http(client);
        let metadata = ProviderMetadataWithLogout::discover_async(issuer, &http);
        let metadata = metadata.await.map_err(|error| Error::Down("description of itself", error.into()))?;
        let methods = metadata.token_endpoint_auth_methods_supported().map(Vec::as_slice).unwrap_or_default();
        let by_body = methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic);
        let secret = config.client_secret.as_ref().map(Secret::expose).map(|secret| ClientSecret::new(secret.into()));
        let keys = metadata.jwks().clone();
        let end_session = metadata.additional_metadata().end_session_endpoint.clone();
        let client = OidcClient::from_provider_metadata(metadata, ClientId::new(config.client_id.clone()), secret)
            .set_redirect_uri(redirect)
            .set_auth_type(if by_body { AuthType::RequestBody } else { AuthType::BasicAuth });
        Ok(Self { client, keys, end_session })
    }

    /// The keys that the provider signs with.
    pub(super) fn keys(&self) -> &CoreJsonWebKeySet {
        &self.keys
    }

    /// Where a sign-in begins, and what is to be kept of it.
    pub(super) fn begin(&self, scopes: &[String], back: Option<String>, begun_at: DateTime<Utc>) -> (Url, Pending) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let scopes = scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new);
        let (url, state, nonce) = self
            .client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        (url, Pending { state, nonce, verifier, back, begun_at })
    }

    /// Gives the code for tokens.
    pub(super) async fn exchange(
        &self,
        client: &Client,
        code: &str,
        verifier: PkceCodeVerifier,
    ) -> Result<Tokens, Error> {
        let code_of_this = AuthorizationCode::new(code.into());
        let request =
            self.client.exchange_code(code_of_this).map_err(|error| Error::Down("token endpoint", error.into()))?;
        let http = http(client);
        let answer = request.set_pkce_verifier(verifier).request_async(&http).await;
        answer.map_err(|error| match error {
            RequestTokenError::Request(error) => Error::Down("tokens", error.into()),
            RequestTokenError::ServerResponse(said) => Error::refused(&said.to_string().replace(code, "(code)")),
            // What cannot be read may hold a token all the same: the text of the error is not shown. What is not even
            // JSON is not of the provider, but of something before it.
            RequestTokenError::Parse(error, body) => match serde_json::from_slice::<IgnoredAny>(&body) {
                Ok(_) => Error::Claims(format!("the tokens are not readable at `{}`", error.path())),
                Err(_) => Error::Down("tokens", "the answer is not JSON".into()),
            },
            RequestTokenError::Other(said) => Error::Down("tokens", said.into()),
        })
    }

    /// Checks signature, issuer, audience, times, nonce, authorised party and the hash of the access token.
    pub(super) fn verify(&self, tokens: &Tokens, nonce: &Nonce, now: DateTime<Utc>) -> Result<Verified, Error> {
        let is_of_now = move |issued: DateTime<Utc>| match issued > now + LEEWAY {
            true => Err(format!("the token was issued in the future, at {issued}")),
            false => Ok(()),
        };
        let verifier = self
            .client
            .id_token_verifier()
            .set_allowed_algs(SIGNED_BY_KEY_PAIR)
            .set_time_fn(move || now - LEEWAY)
            .set_issue_time_verifier_fn(is_of_now);
        let token = tokens.id_token().ok_or_else(|| Error::Claims("the answer has no id token".into()))?;
        let claims = token.claims(&verifier, nonce).map_err(Error::Token)?;
        if claims.authorized_party().is_some_and(|party| party != self.client.client_id()) {
            return Err(Error::Claims("the id token was made for another party (azp)".into()));
        }
        if let Some(expected) = claims.access_token_hash() {
            let unusable = |error| Error::Claims(format!("the hash of the access token cannot be checked: {error}"));
            let alg = token.signing_alg().map_err(|error| unusable(error.to_string()))?;
            let key = token.signing_key(&verifier).map_err(|error| unusable(error.to_string()))?;
            let hash = AccessTokenHash::from_token(tokens.access_token(), alg, key);
            if hash.map_err(|error| unusable(error.to_string()))? != *expected {
                return Err(Error::Claims("the access token is not the one of the id token (at_hash)".into()));
            }
        }
        let said = Claims::of(claims);
        Ok(Verified {
            subject: claims.subject().clone(),
            sid: said.text("sid").map(String::from),
            id_token: token.to_string(),
            claims: said,
        })
    }

    /// What the provider says about the person beside the id token; nothing where it has no such endpoint.
    pub(super) async fn user_info(
        &self,
        client: &Client,
        tokens: &Tokens,
        subject: &SubjectIdentifier,
    ) -> Result<Claims, Error> {
        let Ok(request) = self.client.user_info(tokens.access_token().clone(), Some(subject.clone())) else {
            return Ok(Claims::default());
        };
        let http = http(client);
        let said: UserInfo = request.request_async(&http).await.map_err(|error| match error {
            UserInfoError::Request(error) => Error::Down("userinfo", error.into()),
            UserInfoError::Response(status, ..) if status.is_server_error() => {
                Error::Down("userinfo", format!("status {status}").into())
            }
            UserInfoError::Response(status, ..) => Error::Refused(format!("userinfo answered with status {status}")),
            UserInfoError::Parse(error) => Error::Claims(format!("userinfo is unreadable at `{}`", error.path())),
            UserInfoError::ClaimsVerification(error) => Error::Claims(format!("userinfo is not valid: {error}")),
            other => Error::Claims(other.to_string()),
        })?;
        Ok(Claims::of(&said))
    }

    /// Where signing out goes on; `None` when the provider has no such place.
    pub(super) fn sign_out_url(&self, id_token: Option<&str>, home: PostLogoutRedirectUrl) -> Option<Url> {
        let request = LogoutRequest::from(self.end_session.clone()?).set_post_logout_redirect_uri(home);
        let request = match id_token.and_then(|token| token.parse::<Token>().ok()) {
            Some(token) => request.set_id_token_hint(&token),
            None => request.set_client_id(self.client.client_id().clone()),
        };
        Some(request.http_get_url())
    }
}

/// The way out, in the form that the library takes.
fn http(client: &Client) -> impl Fn(HttpRequest) -> BoxFuture<'static, Result<HttpResponse, egress::Error>> + use<> {
    let client = client.clone();
    move |request| Box::pin(ask(client.clone(), request))
}

async fn ask(client: Client, request: HttpRequest) -> Result<HttpResponse, egress::Error> {
    let answer = client.open(Call::try_from(request)?.within(PATIENCE)).await?;
    let mut response = HttpResponse::new(Vec::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    *response.body_mut() = answer.read_limited(LONGEST_ANSWER).await?.into();
    Ok(response)
}
