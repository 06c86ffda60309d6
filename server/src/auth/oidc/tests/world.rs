//! This installation as a browser and a provider see it: the real routes on a real store.

use super::issuer::Issuer;
use crate::{
    auth::{Auth, Oidc, Passwords, oidc},
    config::{OidcConfig, Secret},
    telemetry::ClientAddress,
};
use axum::{
    Extension, Json, Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
    response::Response,
    routing::get,
};
use chrono::{DateTime, TimeDelta, Utc};
use egress::{Class, Egress, Policy};
use model::{
    Name,
    authority::{SystemRole, SystemScope},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use store::{
    Clock, DatabaseUrl, FileOptions, KeySource, NewUser, RequestId, SIGN_IN, SessionLimits, SignIn, Store,
    StoreOptions, User,
};
use tower::ServiceExt;
use tower_sessions::{Session, SessionManagerLayer};
use url::Url;

pub(super) const SECRET: &str = "a secret of client and provider";

/// This installation, its provider, and the time.
pub(super) struct World {
    pub(super) issuer: Issuer,
    pub(super) store: Store,
    pub(super) oidc: Oidc,
    router: Router,
    now: Arc<Mutex<DateTime<Utc>>>,
    _directory: tempfile::TempDir,
}

/// A browser, as far as it matters.
#[derive(Default)]
pub(super) struct Browser {
    cookie: Option<String>,
}

/// An answer, read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) cache: String,
    pub(super) body: String,
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings than the usual ones.
    pub(super) async fn with(change: impl FnOnce(&mut OidcConfig)) -> Self {
        let mut world = Self::before_the_provider(change).await;
        world.issuer.up().await;
        world
    }

    /// While the provider is down.
    pub(super) async fn before_the_provider(change: impl FnOnce(&mut OidcConfig)) -> Self {
        let start: DateTime<Utc> = "2026-01-02T03:04:05Z".parse().unwrap();
        let (directory, now) = (tempfile::tempdir().unwrap(), Arc::new(Mutex::new(start)));
        let options = StoreOptions {
            database: DatabaseUrl::Sqlite(None),
            data_dir: directory.path().join("data"),
            key: KeySource::Own(directory.path().join("key")),
            files: FileOptions::Directory(None),
        };
        let clock = now.clone();
        let store = Store::open_with_clock(options, Clock::new(move || *clock.lock().unwrap())).await.unwrap();
        let issuer = Issuer::reserve(start).await;
        let mut config = OidcConfig {
            issuer: issuer.url.clone(),
            client_id: "scaleph".into(),
            client_secret: Some(Secret::new(SECRET)),
            scopes: ["openid", "profile", "email"].map(String::from).to_vec(),
            name_claim: "name".into(),
            groups_claim: "groups".into(),
            administrator_groups: vec!["admins".into()],
            auditor_groups: vec!["auditors".into()],
            label: None,
        };
        change(&mut config);
        let egress = Egress::new(Policy { allow_loopback: [Class::Issuer].into(), ..Policy::default() });
        let oidc = Oidc::new(config, &egress, "https://scaleph.example", store.clone()).unwrap();
        let router = router(&oidc, &store);
        Self { issuer, store, oidc, router, now, _directory: directory }
    }

    /// Lets time go by, here and there.
    pub(super) fn wait(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
        self.issuer.says(|says| says.now += time);
    }

    /// Signs in as the provider says; where it ends.
    pub(super) async fn sign_in(&self, browser: &mut Browser) -> String {
        let begun = browser.begin(self, "/auth/login").await;
        self.issuer.says(|says| says.nonce = begun["nonce"].clone());
        browser.come_back(self, &begun["state"]).await
    }

    pub(super) async fn post(&self, path: &str, kind: &str, body: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(body.to_owned().into()).unwrap();
        self.answer(request).await.0
    }

    /// Somebody who may do everything, and is not from the provider.
    pub(super) async fn administrator(&self) -> User {
        let scope = SystemScope::of_the_server();
        let token = self.store.create_setup_link(&scope, TimeDelta::hours(1)).await.unwrap();
        let name = Name::parse("root").unwrap();
        let role = SystemRole::Administrator;
        let new = NewUser { display_name: name.clone(), name, email: None, role, password_hash: None };
        self.store.create_first_administrator(&token, new, &request_id()).await.unwrap()
    }

    async fn answer(&self, request: Request<Body>) -> (Answer, Option<String>) {
        let response: Response = self.router.clone().oneshot(request).await.unwrap();
        let text = |name| response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let (location, cache, cookie) = (text(header::LOCATION), text(header::CACHE_CONTROL), text(header::SET_COOKIE));
        let cookie = cookie.split(';').next().filter(|cookie| !cookie.is_empty()).map(String::from);
        let status = response.status();
        let body = String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap();
        (Answer { status, location, cache, body }, cookie)
    }
}

impl Browser {
    pub(super) async fn get(&mut self, world: &World, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, self.cookie.clone().unwrap_or_default());
        let (answer, cookie) = world.answer(request.body(Body::empty()).unwrap()).await;
        self.cookie = cookie.or(self.cookie.take());
        answer
    }

    /// Begins a sign-in; the parameters of the provider's address.
    pub(super) async fn begin(&mut self, world: &World, path: &str) -> BTreeMap<String, String> {
        let answer = self.get(world, path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        let url = Url::parse(&answer.location).unwrap_or_else(|_| panic!("{answer:?} leads to the provider"));
        assert_eq!(url.path(), "/authorize");
        url.query_pairs().into_owned().collect()
    }

    /// Comes back with a code; where that ends.
    pub(super) async fn come_back(&mut self, world: &World, state: &str) -> String {
        self.get(world, &format!("/auth/callback?code=the-code&state={state}")).await.location
    }

    /// What the session says of who is signed in.
    pub(super) async fn signed_in(&mut self, world: &World) -> Option<SignIn> {
        serde_json::from_str(&self.get(world, "/who").await.body).unwrap()
    }

    pub(super) fn cookie(&self) -> Option<String> {
        self.cookie.clone()
    }
}

pub(super) fn request_id() -> RequestId {
    RequestId::new("request-1")
}

fn router(oidc: &Oidc, store: &Store) -> Router {
    let limits = SessionLimits { idle: TimeDelta::hours(1), absolute: TimeDelta::hours(8) };
    let auth = Auth { passwords: Passwords::new(), oidc: Some(oidc.clone()) };
    let who = async |session: Session| Json(session.get::<SignIn>(SIGN_IN).await.unwrap());
    oidc::routes()
        .route("/who", get(who))
        .layer(Extension(auth))
        .layer(Extension(request_id()))
        .layer(Extension(ClientAddress([192, 0, 2, 1].into())))
        .layer(SessionManagerLayer::new(store.sessions(limits)).with_secure(false))
}
