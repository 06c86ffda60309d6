//! Which project may use which cluster, for what.

use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{projects, queries, runs, session_cluster_grants, session_clusters},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::{dsl::exists, prelude::*};
use diesel_async::RunQueryDsl;
use model::{
    ClusterKind, ClusterUse, Code, ProjectId, SessionClusterId, Topic, UserId,
    authority::{ClusterManage, ClusterView, Granted, JobControl, ProjectView, QueryRun, Scope, SystemScope},
    flink::FlinkVersion,
};
use serde::Serialize;

/// What a project may do on a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Uses {
    /// Run SQL interactively.
    pub may_query: bool,
    /// Submit jobs that stay.
    pub may_deploy: bool,
}

/// A project that was granted a cluster.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct ClusterGrant {
    /// Which project.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// How it is called.
    pub project_name: String,
    /// It may run SQL interactively.
    pub may_query: bool,
    /// It may submit jobs that stay.
    pub may_deploy: bool,
    /// Since when.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub granted_at: DateTime<Utc>,
}

/// A cluster that a project was granted, as its members see it: without addresses.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct GrantedCluster {
    /// Which one.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub id: SessionClusterId,
    /// Where it comes from.
    #[diesel(deserialize_as = Stored<ClusterKind>)]
    pub kind: ClusterKind,
    /// How it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// As it was last seen.
    #[diesel(deserialize_as = Stored<Option<FlinkVersion>>)]
    pub flink_version: Option<FlinkVersion>,
    /// When.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub seen_at: Option<DateTime<Utc>>,
    /// The project may run SQL interactively.
    pub may_query: bool,
    /// The project may submit jobs that stay.
    pub may_deploy: bool,
    /// Goes up with every change of the cluster.
    pub revision: i64,
}

/// Proof that a person may run queries on a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryGrant {
    project: ProjectId,
    user: UserId,
    cluster: SessionClusterId,
    kind: ClusterKind,
}

impl QueryGrant {
    /// In which project.
    pub fn project(&self) -> ProjectId {
        self.project
    }

    /// Who.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// On which cluster.
    pub fn cluster(&self) -> SessionClusterId {
        self.cluster
    }

    /// Where it comes from.
    pub fn kind(&self) -> ClusterKind {
        self.kind
    }
}

impl Store {
    /// Whether the project has a cluster for itself: it was granted it to deploy, nobody else was, and nothing of another
    /// project was ever recorded there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_cluster_alone(&self, scope: &Scope<JobControl>, cluster: SessionClusterId) -> Result<bool> {
        let (project, cluster) = (Stored(scope.project()), Stored(cluster));
        with_conn!(self, |conn| {
            let grants: Vec<(Stored<ProjectId>, bool)> = session_cluster_grants::table
                .filter(session_cluster_grants::cluster_id.eq(cluster))
                .select((session_cluster_grants::project_id, session_cluster_grants::may_deploy))
                .load(conn)
                .await?;
            if grants != [(project, true)] {
                return Ok(false);
            }
            // Asked for each project, which is what the indexes are made for.
            let ran = exists(runs::table.filter(runs::project_id.eq(projects::id).and(runs::cluster_id.eq(cluster))));
            let asked = queries::project_id.eq(projects::id).and(queries::cluster_id.eq(cluster));
            let others = projects::table.filter(projects::id.ne(project));
            let foreign = others.filter(ran.or(exists(queries::table.filter(asked))));
            Ok(!diesel::select(exists(foreign)).get_result::<bool>(conn).await?)
        })
    }

    /// Lets a project use a cluster, for just this from now on.
    ///
    /// # Errors
    /// The problem [`Code::Missing`] at `project` or `cluster`.
    pub async fn grant_cluster(
        &self,
        by: &Granted<ClusterManage>,
        project: ProjectId,
        cluster: SessionClusterId,
        uses: Uses,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| tx.grant(Some(by.user()), project, cluster, uses, request).await)
    }

    /// Lets a project use a cluster, as a part of making either.
    ///
    /// # Errors
    /// As [`Store::grant_cluster`].
    pub async fn grant_cluster_by_server(
        &self,
        _: &SystemScope,
        project: ProjectId,
        cluster: SessionClusterId,
        uses: Uses,
    ) -> Result<()> {
        in_transaction!(self, |tx| tx.grant(None, project, cluster, uses, &RequestId::of_the_server()).await)
    }

    /// Lets a project use a cluster no more; what runs goes on. No grant is fine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_cluster(
        &self,
        by: &Granted<ClusterManage>,
        project: ProjectId,
        cluster: SessionClusterId,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let grant = session_cluster_grants::table.find((Stored(cluster), Stored(project)));
            if diesel::delete(grant).execute(tx.conn).await? == 0 {
                return Ok(());
            }
            tx.grant_changed(project, cluster);
            let name: String =
                session_clusters::table.find(Stored(cluster)).select(session_clusters::name).first(tx.conn).await?;
            let act = Act::new("session_cluster.revoke", request).by(by.user()).in_project(project);
            tx.audit(act.on("session_cluster", cluster, name)).await
        })
    }

    /// The projects that may use a cluster, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants_of(&self, _: &Granted<ClusterView>, cluster: SessionClusterId) -> Result<Vec<ClusterGrant>> {
        with_conn!(self, |conn| {
            Ok(session_cluster_grants::table
                .inner_join(projects::table)
                .filter(session_cluster_grants::cluster_id.eq(Stored(cluster)))
                .order(projects::name_key)
                .select((
                    projects::id,
                    projects::name,
                    session_cluster_grants::may_query,
                    session_cluster_grants::may_deploy,
                    session_cluster_grants::granted_at,
                ))
                .load(conn)
                .await?)
        })
    }

    /// The clusters that the project may use, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn granted_clusters(&self, scope: &Scope<ProjectView>) -> Result<Vec<GrantedCluster>> {
        with_conn!(self, |conn| {
            Ok(session_cluster_grants::table
                .inner_join(session_clusters::table)
                .filter(session_cluster_grants::project_id.eq(Stored(scope.project())))
                .order(session_clusters::name_key)
                .select((
                    session_clusters::id,
                    session_clusters::kind,
                    session_clusters::name,
                    session_clusters::description,
                    session_clusters::flink_version,
                    session_clusters::seen_at,
                    session_cluster_grants::may_query,
                    session_cluster_grants::may_deploy,
                    session_clusters::revision,
                ))
                .load(conn)
                .await?)
        })
    }

    /// Checks that the project may run queries on a cluster.
    ///
    /// # Errors
    /// [`Error::Missing`] for a cluster that the project was not granted, the problem [`Code::NotGranted`] at
    /// `cluster` for one that it was granted for something else.
    pub async fn may_query(&self, scope: &Scope<QueryRun>, cluster: SessionClusterId) -> Result<QueryGrant> {
        let (project, user) = (scope.project(), scope.user());
        let row: (bool, Stored<ClusterKind>) = with_conn!(self, |conn| {
            session_cluster_grants::table
                .inner_join(session_clusters::table)
                .filter(session_cluster_grants::cluster_id.eq(Stored(cluster)))
                .filter(session_cluster_grants::project_id.eq(Stored(project)))
                .select((session_cluster_grants::may_query, session_clusters::kind))
                .first(conn)
                .await?
        });
        match row {
            (true, Stored(kind)) => Ok(QueryGrant { project, user, cluster, kind }),
            (false, _) => Err(Code::NotGranted.at("cluster").into()),
        }
    }
}

impl<C> Tx<'_, C> {
    fn grant_changed(&mut self, project: ProjectId, cluster: SessionClusterId) {
        self.changed(Topic::SessionCluster(cluster), 0);
        self.changed(Topic::Project(project), 0);
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Refuses a cluster that the project may not use for this.
        pub(crate) async fn must_be_granted(
            &mut self,
            project: ProjectId,
            cluster: SessionClusterId,
            purpose: ClusterUse,
        ) -> Result<()> {
            let (may_query, may_deploy): (bool, bool) = session_cluster_grants::table
                .find((Stored(cluster), Stored(project)))
                .select((session_cluster_grants::may_query, session_cluster_grants::may_deploy))
                .first(self.conn)
                .await?;
            let may = match purpose {
                ClusterUse::Query => may_query,
                ClusterUse::Deploy => may_deploy,
            };
            if may { Ok(()) } else { Err(Code::NotGranted.at("cluster").into()) }
        }

        async fn grant(
            &mut self,
            by: Option<UserId>,
            project: ProjectId,
            cluster: SessionClusterId,
            uses: Uses,
            request: &RequestId,
        ) -> Result<()> {
            let name: Option<String> = session_clusters::table
                .find(Stored(cluster))
                .select(session_clusters::name)
                .first(self.conn)
                .await
                .optional()?;
            let Some(name) = name else { return Err(Code::Missing.at("cluster").into()) };
            let may = (
                session_cluster_grants::may_query.eq(uses.may_query),
                session_cluster_grants::may_deploy.eq(uses.may_deploy),
            );
            diesel::insert_into(session_cluster_grants::table)
                .values((
                    session_cluster_grants::cluster_id.eq(Stored(cluster)),
                    session_cluster_grants::project_id.eq(Stored(project)),
                    may,
                    session_cluster_grants::granted_at.eq(self.at()),
                ))
                .on_conflict((session_cluster_grants::cluster_id, session_cluster_grants::project_id))
                .do_update()
                .set(may)
                .execute(self.conn)
                .await
                .map_err(Error::from)
                .on_reference(|| Code::Missing.at("project"))?;
            self.grant_changed(project, cluster);
            let act = Act::new("session_cluster.grant", request).in_project(project).on("session_cluster", cluster, name);
            let act = match by {
                Some(user) => act.by(user),
                None => act,
            };
            self.audit(act.after(uses)).await
        }
    }
}
