//! For tests: somebody who works in a project, with a cluster on which queries may run.

use crate::{
    Appended, HeldFrom, NewQuery, Query, QueryLease, Result, ResultPage, SessionCluster, SpoolBounds, SpoolRows, Store,
    Uses,
    testing::{TestStore, request},
};
use chrono::TimeDelta;
use model::{
    Name, QueryState,
    authority::{Membership, Permission, Scope, Standing, SystemRole, SystemScope},
    flink::{FlinkJobId, rows::ChangeKind},
};

pub(crate) const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// The server whose local cluster it is; it takes over what replica `a` began.
pub(crate) const HOST: &str = "b";

pub(crate) struct Desk {
    pub(crate) admin: Standing,
    pub(crate) member: Membership,
    pub(crate) cluster: SessionCluster,
    pub(crate) server: SystemScope,
}

impl Desk {
    pub(crate) async fn new(store: &TestStore) -> Self {
        let server = SystemScope::of_the_server();
        let admin = store.person("Ada", SystemRole::Administrator).await;
        let user = store.person("Grace", SystemRole::User).await;
        let member = store.project_of(&user, "Orders").await;
        let cluster = store.ensure_local_cluster(&server, &Name::parse("Local").unwrap(), HOST).await.unwrap();
        let uses = Uses { may_query: true, may_deploy: false };
        store.grant_cluster_by_server(&server, member.project, cluster.id, uses).await.unwrap();
        Self { admin, member, cluster, server }
    }

    /// Of the one who works.
    pub(crate) fn scope<P: Permission>(&self) -> Scope<P> {
        self.member.allow().unwrap()
    }

    pub(crate) fn wanted(&self, statement: &str) -> NewQuery {
        NewQuery {
            cluster: self.cluster.id,
            script: None,
            statement: statement.into(),
            start: None,
            kind: "select".into(),
            job: FlinkJobId::from_bytes(rand::random()),
        }
    }

    /// A query that replica `a` draws.
    pub(crate) async fn query(&self, store: &Store, statement: &str) -> (Query, QueryLease) {
        let held = HeldFrom { holder: "a", ttl: MINUTE };
        store.create_query(&self.scope(), self.wanted(statement), held, &request()).await.unwrap()
    }

    /// The state of a query.
    pub(crate) async fn state(&self, store: &Store, query: &Query) -> QueryState {
        store.query(&self.scope(), query.id).await.unwrap().state
    }

    /// Appends a page of rows `[<number>,"<filling>"]` that follow `first`.
    pub(crate) async fn append(
        &self,
        store: &Store,
        lease: &QueryLease,
        page: (i64, i64, usize),
        bounds: SpoolBounds,
    ) -> Result<Appended> {
        let (token, rows, filling) = page;
        let first = store.query(&self.scope(), lease.query).await.unwrap().rows;
        let page = ResultPage {
            token,
            next: Some(token + 1),
            rows: numbered(first..first + rows, filling),
            columns: None,
            result_kind: None,
            announce: true,
        };
        store.append_page(&self.server, lease, page, bounds).await
    }
}

/// Rows that say their number.
pub(crate) fn numbered(numbers: std::ops::Range<i64>, filling: usize) -> SpoolRows {
    let mut rows = SpoolRows::default();
    for number in numbers {
        rows.push(ChangeKind::Insert, &format!("[{number},\"{}\"]", "x".repeat(filling)));
    }
    rows
}

/// Enough for a test.
pub(crate) const WIDE: SpoolBounds = SpoolBounds { rows: 1_000_000, bytes: 256 * 1024 * 1024 };
