//! A server to test: the real router over a store of its own, and people by their roles.

use crate::{
    auth::{Auth, Passwords},
    config::{Config, Surroundings},
    door::Door,
    headers::Security,
    live::Live,
    router::{Parts, router},
    site::Site,
    telemetry::RequestObserver,
};
use app::{
    context::{AppState, Settings},
    line_cache::LineCache,
    routes::Rule,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use chrono::TimeDelta;
use control::{Control, Limits, Times};
use egress::{Egress, Policy};
use leptos::prelude::LeptosOptions;
use model::{
    Name, ProjectId, ScriptId, ScriptText, Text, UserId,
    authority::{ProjectRole, SystemRole, SystemScope},
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use store::{
    FileOptions, KeySource, NewProject, NewScript, NewUser, ProjectFilter, RequestId, SIGN_IN, SessionLimits, SignIn,
    Store, StoreOptions, User,
};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;
use tower_sessions::{SessionManagerLayer, SessionStore, cookie::SameSite, session::Record};

pub(super) const ORIGIN: &str = "http://127.0.0.1:8620";
const LIMITS: SessionLimits = SessionLimits { idle: TimeDelta::hours(1), absolute: TimeDelta::hours(2) };

/// The server with a project that has a script and a member of every role, and a project that is nobody's business.
pub(super) struct Server {
    pub(super) store: Store,
    pub(super) project: ProjectId,
    pub(super) script: ScriptId,
    pub(super) foreign_project: ProjectId,
    pub(super) foreign_script: ScriptId,
    pub(super) administrator: User,
    router: Router,
    control: Control,
    _stop: watch::Sender<bool>,
    _folder: TempDir,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Server {
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder).await;
        let control = control(&store).await;
        let (stop, stopping) = watch::channel(false);
        let router = router(parts(&store, &control, stopping));

        let request = RequestId::new("test");
        let scope = SystemScope::of_the_server();
        let link = store.create_setup_link(&scope, TimeDelta::hours(1)).await.unwrap();
        let administrator =
            store.create_first_administrator(&link, person("ada", SystemRole::User), &request).await.unwrap();
        let (project, script) = work(&store, administrator.id, "Orders").await;
        let mut server = Self {
            foreign_project: project,
            foreign_script: script,
            store,
            project,
            script,
            administrator,
            router,
            control,
            _stop: stop,
            _folder: folder,
        };
        for role in ProjectRole::ALL {
            let user = server.user(role.as_str(), SystemRole::User).await;
            let member = server.store.membership(server.administrator.id, project).await.unwrap().unwrap();
            server.store.add_member(&member.allow().unwrap(), &user.name, *role, &request).await.unwrap();
        }
        server.user("auditor", SystemRole::Auditor).await;
        let stranger = server.user("stranger", SystemRole::User).await;
        (server.foreign_project, server.foreign_script) = work(&server.store, stranger.id, "Secret plans").await;
        server
    }

    /// Makes an account.
    pub(super) async fn user(&self, name: &str, role: SystemRole) -> User {
        let standing = self.store.standing(self.administrator.id).await.unwrap().unwrap();
        let new = person(name, role);
        self.store.create_user(&standing.allow().unwrap(), new, &RequestId::new("test")).await.unwrap()
    }

    /// A cookie of somebody who is signed in; an empty name is nobody.
    pub(super) async fn sign_in(&self, name: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        let user = self.store.user_for_sign_in(name).await.unwrap().unwrap().user;
        let sign_in =
            SignIn { user: user.id, user_agent: None, address: None, issuer: None, sid: None, id_token: None };
        let mut record = Record {
            id: Default::default(),
            data: HashMap::from([(SIGN_IN.into(), serde_json::to_value(sign_in).unwrap())]),
            expiry_date: time::OffsetDateTime::now_utc() + time::Duration::hours(1),
        };
        self.store.sessions(LIMITS).create(&mut record).await.unwrap();
        format!("scaleph={}", record.id)
    }

    pub(super) async fn raw(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.raw(request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(super) async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path)
            .header(header::HOST, "127.0.0.1:8620")
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8620")
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_string())).unwrap()).await
    }

    pub(super) async fn call(&self, function: &str, cookie: &str, json: serde_json::Value) -> Answer {
        let request = Request::post(format!("/api/{function}"))
            .header(header::HOST, "127.0.0.1:8620")
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(json.to_string())).unwrap()).await
    }

    /// Sends nothing but the request itself to a route, its parameters filled in with what there is.
    pub(super) async fn knock(&self, rule: &Rule, cookie: &str) -> u16 {
        let address = self.address(rule.path);
        match rule.method {
            Method::GET => self.get(&address, cookie).await.status,
            _ => self.post(&address, cookie, "").await.status,
        }
    }

    /// The pattern of a route with real ids in it.
    pub(super) fn address(&self, pattern: &str) -> String {
        let nobody = "0197a3c2-6f6e-7000-8000-00000000dead";
        pattern
            .replace("{project}", &self.project.to_string())
            .replace("{script}", &self.script.to_string())
            .replace("{user}", &self.administrator.id.to_string())
            .split('/')
            .map(|part| if part.starts_with('{') { nobody } else { part })
            .collect::<Vec<_>>()
            .join("/")
    }

    pub(super) async fn stop(self) {
        self.stop_working().await;
    }

    /// Nothing that was asked for is carried out any more; pages are still answered.
    pub(super) async fn stop_working(&self) {
        self.control.stop().await;
    }
}

/// The projects of a new server, once a browser that wants a language has used its setup link.
pub(super) async fn set_up_in(language: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let control = control(&store).await;
    let (_stop, stopping) = watch::channel(false);
    let router = router(parts(&store, &control, stopping));
    let token = store.create_setup_link(&SystemScope::of_the_server(), TimeDelta::hours(1)).await.unwrap();
    let password = "correct horse battery";
    let form = format!("token={token}&name=ada&display_name=Ada&secret_password={password}&secret_again={password}");
    let request = Request::post("/setup")
        .header(header::HOST, "127.0.0.1:8620")
        .header(header::ORIGIN, ORIGIN)
        .header(header::ACCEPT_LANGUAGE, language)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = router.oneshot(request.body(Body::from(form.replace(' ', "+"))).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let ada = store.user_for_sign_in("ada").await.unwrap().unwrap().user;
    let standing = store.standing(ada.id).await.unwrap().unwrap();
    let projects = store.own_projects(&standing, &ProjectFilter::default()).await.unwrap();
    control.stop().await;
    projects.into_iter().map(|own| own.project.name.to_string()).collect()
}

/// A new database.
async fn open(folder: &TempDir) -> Store {
    let options = StoreOptions {
        database: store::DatabaseUrl::Sqlite(None),
        data_dir: folder.path().into(),
        key: KeySource::Own(folder.path().join("secrets.key")),
        files: FileOptions::Directory(None),
    };
    Store::open(options).await.unwrap()
}

/// A project with a script.
async fn work(store: &Store, owner: UserId, name: &str) -> (ProjectId, ScriptId) {
    let request = RequestId::new("test");
    let standing = store.standing(owner).await.unwrap().unwrap();
    let new = NewProject { name: Name::parse(name).unwrap(), description: Text::default() };
    let project = store.create_project(&standing.allow().unwrap(), &new, &request).await.unwrap();
    let member = store.membership(owner, project.id).await.unwrap().unwrap();
    let text = ScriptText::parse("SELECT 1;\nSELECT 'two';").unwrap();
    let new = NewScript { folder: None, name: Name::parse("First").unwrap(), text };
    let script = store.create_script(&member.allow().unwrap(), &new, &request).await.unwrap();
    (project.id, script.id)
}

fn person(name: &str, role: SystemRole) -> NewUser {
    let name = Name::parse(name).unwrap();
    NewUser { display_name: name.clone(), name, email: None, role, password_hash: None }
}

async fn control(store: &Store) -> Control {
    let parts = control::Parts {
        store: store.clone(),
        egress: Egress::new(Policy::default()),
        scope: SystemScope::of_the_server(),
        local: None,
        limits: Limits {
            spool_rows: 1000,
            spool_bytes: 1 << 20,
            user_bytes: 1 << 22,
            disk_bytes: 1 << 24,
            unread_close: Duration::from_secs(60),
        },
        holder: "test".into(),
        times: Times::default(),
    };
    Control::start(parts).await.unwrap()
}

fn parts(store: &Store, control: &Control, stopping: watch::Receiver<bool>) -> Parts<store::Sessions> {
    let around = Surroundings::of_process().unwrap();
    let config = Config::load(None, &[], &around).map_err(|error| error.to_string()).unwrap().config;
    let door = Door::new(config.web, "127.0.0.1:8620".parse().unwrap());
    let options = LeptosOptions::builder().output_name("frontend").site_root("site").site_pkg_dir("pkg/0").build();
    let settings = Settings { public_url: ORIGIN.into(), local_sign_in: true, provider: None };
    let site = Site { routes: pages::routes, document: pages::document, downloads: pages::downloads, see: pages::see };
    Parts {
        state: AppState {
            options,
            store: store.clone(),
            control: control.clone(),
            settings: Arc::new(settings),
            lines: LineCache::default(),
        },
        auth: Auth { passwords: Passwords::new(), oidc: None },
        door,
        security: Security { issuers: "".into(), tls: false },
        live: Live::new(site.see, stopping),
        site,
        observer: RequestObserver::default(),
        sessions: SessionManagerLayer::new(store.sessions(LIMITS))
            .with_name("scaleph")
            .with_secure(false)
            .with_same_site(SameSite::Lax),
    }
}

/// Compares with a text that is kept beside the tests; `UPDATE_GOLDEN=1` writes it anew.
pub(super) fn golden(name: &str, found: &str) {
    let path = format!("{}/src/tests/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == found, "{name} differs; look at it, then write it anew with UPDATE_GOLDEN=1:\n{found}");
}

pub(super) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap()
}
