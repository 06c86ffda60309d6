//! What tests of queries share: a store with a person, a project and a cluster, and the control of one server or more.

use control::{Control, Limits, NewRun, Parts, Reading, Times};
use egress::{Class, Egress, Policy};
use model::{
    ClusterAddress, Name, QueryId, QueryState, SessionClusterId, Text,
    authority::{Granted, Membership, ProjectCreate, QueryRun, QueryView, Scope, Standing, SystemRole, SystemScope},
};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};
use store::{
    DatabaseUrl, FileOptions, KeySource, NewProject, NewUser, Query, RequestId, SessionClusterForm, Store,
    StoreOptions, Uses,
};
use url::Url;

/// One installation.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) member: Membership,
    pub(crate) cluster: SessionClusterId,
    pub(crate) options: StoreOptions,
    directory: tempfile::TempDir,
}

pub(crate) fn request() -> RequestId {
    RequestId::new("request-1")
}

/// Little patience, so that a test does not wait.
pub(crate) fn times() -> Times {
    Times {
        lease: Duration::from_secs(5),
        renew: Duration::from_millis(300),
        look: Duration::from_millis(200),
        patience: Duration::from_secs(5),
        arrival: Duration::from_millis(800),
        ..Times::default()
    }
}

pub(crate) fn limits() -> Limits {
    Limits {
        spool_rows: 1_000_000,
        spool_bytes: 256 << 20,
        user_bytes: 1 << 30,
        disk_bytes: 4 << 30,
        unread_close: Duration::from_secs(900),
    }
}

pub(crate) fn egress() -> Egress {
    Egress::new(Policy { allow_loopback: [Class::Cluster].into(), ..Policy::default() })
}

impl House {
    /// With SQLite.
    pub(crate) async fn new(rest: &Url, gateway: &Url) -> Self {
        Self::with(None, rest, gateway).await
    }

    /// With PostgreSQL, in a schema of its own; `None`, said aloud, where there is no server.
    pub(crate) async fn shared(rest: &Url, gateway: &Url) -> Option<Self> {
        let Ok(server) = std::env::var("SCALEPH_TEST_POSTGRES_URL") else {
            assert!(std::env::var_os("CI").is_none(), "SCALEPH_TEST_POSTGRES_URL is not set");
            println!("skipped: SCALEPH_TEST_POSTGRES_URL is not set");
            return None;
        };
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let schema = format!("control_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        let fresh = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
        client.batch_execute(&fresh).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-c%20search_path%3D{schema}");
        Some(Self::with(Some(DatabaseUrl::Postgres(url)), rest, gateway).await)
    }

    async fn with(database: Option<DatabaseUrl>, rest: &Url, gateway: &Url) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = database.unwrap_or_else(|| DatabaseUrl::Sqlite(Some(directory.path().join("scaleph.db"))));
        let options = StoreOptions {
            database,
            data_dir: directory.path().join("data"),
            key: KeySource::Own(directory.path().join("key")),
            files: FileOptions::Directory(Some(directory.path().join("files"))),
        };
        let store = Store::open(options.clone()).await.unwrap();
        let owner = administrator(&store).await;
        let new = NewProject { name: Name::parse("Sample").unwrap(), description: Text::default() };
        let granted: Granted<ProjectCreate> = owner.allow().unwrap();
        let project = store.create_project(&granted, &new, &request()).await.unwrap();
        let member = store.membership(owner.user, project.id).await.unwrap().unwrap();
        let form = SessionClusterForm {
            rest_url: Some(ClusterAddress::parse(rest.as_str()).unwrap()),
            gateway_url: Some(ClusterAddress::parse(gateway.as_str()).unwrap()),
            ..SessionClusterForm::new(Name::parse("Elsewhere").unwrap())
        };
        let cluster = store.create_cluster(&owner.allow().unwrap(), form, &request()).await.unwrap().id;
        let uses = Uses { may_query: true, may_deploy: false };
        store.grant_cluster(&owner.allow().unwrap(), project.id, cluster, uses, &request()).await.unwrap();
        Self { store, member, cluster, options, directory }
    }

    /// Another server's store: the same database and files.
    pub(crate) async fn replica(&self) -> Store {
        let mut options = self.options.clone();
        options.data_dir = self.directory.path().join("replica");
        Store::open(options).await.unwrap()
    }

    pub(crate) fn runner(&self) -> Scope<QueryRun> {
        self.member.allow().unwrap()
    }

    pub(crate) fn viewer(&self) -> Scope<QueryView> {
        self.member.allow().unwrap()
    }

    pub(crate) fn statement(&self, text: &str) -> NewRun {
        NewRun { cluster: self.cluster, script: None, text: text.into(), line: 1, column: 1 }
    }

    pub(crate) async fn run(&self, control: &Control, text: &str) -> Query {
        control.run(&self.runner(), self.statement(text), &request()).await.unwrap()
    }

    pub(crate) async fn query(&self, id: QueryId) -> Query {
        self.store.query(&self.viewer(), id).await.unwrap()
    }

    /// The query, once it is as wanted; panics with what it is after a while.
    pub(crate) async fn until(&self, id: QueryId, wanted: impl Fn(&Query) -> bool) -> Query {
        let begun = Instant::now();
        loop {
            let query = self.query(id).await;
            if wanted(&query) {
                return query;
            }
            assert!(begun.elapsed() < Duration::from_secs(40), "not reached: {query:#?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) async fn until_over(&self, id: QueryId) -> Query {
        self.until(id, |query| query.state.is_over()).await
    }

    pub(crate) async fn until_state(&self, id: QueryId, state: QueryState) -> Query {
        self.until(id, |query| query.state == state).await
    }

    /// The first value of each kept row, as it was written.
    pub(crate) async fn values(&self, control: &Control, id: QueryId) -> Vec<String> {
        let mut values = Vec::new();
        let mut from = 0;
        loop {
            let Reading { window, .. } = control.read(&self.viewer(), id, from, 5_000).await.unwrap();
            let fields = window.rows.iter().map(|row| row.fields.trim_matches(['[', ']']).to_owned());
            values.extend(fields);
            from = u64::try_from(window.start).unwrap() + window.rows.len() as u64;
            if window.rows.is_empty() || from >= u64::try_from(window.total).unwrap() {
                return values;
            }
        }
    }
}

async fn administrator(store: &Store) -> Standing {
    let hour = chrono::TimeDelta::hours(1);
    let link = store.create_setup_link(&SystemScope::of_the_server(), hour).await.unwrap();
    let name = Name::parse("Ada").unwrap();
    let role = SystemRole::Administrator;
    let new = NewUser { display_name: name.clone(), name, email: None, role, password_hash: None };
    let user = store.create_first_administrator(&link, new, &request()).await.unwrap();
    store.standing(user.id).await.unwrap().unwrap()
}

/// A server on a store.
pub(crate) async fn server(store: &Store, holder: &str) -> Control {
    server_with(store, holder, limits()).await
}

pub(crate) async fn server_with(store: &Store, holder: &str, limits: Limits) -> Control {
    begin(store, holder, limits, times()).await
}

/// One that does not notice for an hour that its leases are over, as if it had been paused and just woke up.
pub(crate) async fn sleepy_server(store: &Store, holder: &str) -> Control {
    let hour = Duration::from_secs(3600);
    let lease = Duration::from_secs(1);
    begin(store, holder, limits(), Times { lease, renew: hour, look: hour, ..times() }).await
}

/// One that looks often for what runs left behind, and keeps none of it.
pub(crate) async fn tidy_server(store: &Store, holder: &str) -> Control {
    let times = Times { savepoints: Duration::from_millis(50), checkpoint_retention: Duration::ZERO, ..times() };
    begin(store, holder, limits(), times).await
}

async fn begin(store: &Store, holder: &str, limits: Limits, times: Times) -> Control {
    let parts = Parts {
        store: store.clone(),
        egress: egress(),
        scope: SystemScope::of_the_server(),
        local: None,
        limits,
        holder: holder.into(),
        times,
    };
    Control::start(parts).await.unwrap()
}
