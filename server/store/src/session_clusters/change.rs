//! How clusters are registered, changed and forgotten.

use super::{CLIENT_KEY, CREDENTIALS, owner};
use crate::{
    Act, Error, HandsOffScope, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    revision,
    schema::{gateway_sessions, queries, session_clusters, users},
    session_clusters::SessionCluster,
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ClusterAddress, ClusterKind, Code, CredentialsKind, Name, Problem, SessionClusterId, Text, Topic,
    authority::{ClusterManage, Granted},
    certificates, private_key,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt};

/// What becomes of a secret that is never shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum SecretChange {
    /// It stays.
    #[default]
    Keep,
    /// There is none any more.
    Remove,
    /// This is it from now on.
    Set(String),
}

impl SecretChange {
    /// Of a form's field: absent keeps, empty removes.
    pub fn of(field: Option<&str>) -> Self {
        match field {
            None => Self::Keep,
            Some("") => Self::Remove,
            Some(value) => Self::Set(value.into()),
        }
    }
}

impl fmt::Debug for SecretChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep",
            Self::Remove => "Remove",
            Self::Set(_) => "Set(…)",
        })
    }
}

/// What an administrator says of an external cluster. Of a local one only name and description are taken.
#[derive(Clone, Debug)]
pub struct SessionClusterForm {
    /// How it is called.
    pub name: Name,
    /// What it is for.
    pub description: Text<2000>,
    /// Where its REST endpoint is.
    pub rest_url: Option<ClusterAddress>,
    /// Where its SQL Gateway is, if it has one.
    pub gateway_url: Option<ClusterAddress>,
    /// How one signs in to it.
    pub credentials: CredentialsKind,
    /// As whom, for [`CredentialsKind::Basic`].
    pub user_name: Option<String>,
    /// The password or token.
    pub secret: SecretChange,
    /// What its certificate is checked against, in PEM; `None` for the system's roots.
    pub ca_pem: Option<String>,
    /// What we show of ourselves, in PEM.
    pub client_certificate: Option<String>,
    /// The key of that certificate, in PEM.
    pub client_key: SecretChange,
    /// Whether jobs are started there again by themselves when it lost them.
    pub restarts_jobs: bool,
}

impl Store {
    /// Registers an external cluster.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`, [`Code::Required`] at `rest_url` or `user_name`, and
    /// [`Code::NotPem`] at `ca_pem`, `client_certificate` or `client_key`.
    pub async fn create_cluster(
        &self,
        by: &Granted<ClusterManage>,
        form: SessionClusterForm,
        request: &RequestId,
    ) -> Result<SessionCluster> {
        let form = form.checked()?;
        in_transaction!(self, |tx| {
            let cluster: SessionCluster = diesel::insert_into(session_clusters::table)
                .values((
                    session_clusters::id.eq(Stored(tx.id::<SessionClusterId>())),
                    session_clusters::kind.eq(Stored(ClusterKind::External)),
                    session_clusters::created_at.eq(tx.at()),
                    session_clusters::revision.eq(1_i64),
                    form.named(),
                    form.reached(),
                ))
                .returning(SessionCluster::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
            let secrets = tx.change_secrets(&cluster, None, &form).await?;
            tx.cluster_changed(cluster.id, cluster.revision);
            let act = Act::new("session_cluster.create", request).by(by.user());
            tx.audit(act.on("session_cluster", cluster.id, &cluster.name).after(shown(&cluster, &secrets))).await?;
            Ok(cluster)
        })
    }

    /// Changes what is said of a cluster.
    ///
    /// # Errors
    /// [`Error::Missing`], the problem [`Code::StaleRevision`], or as [`Store::create_cluster`].
    pub async fn update_cluster(
        &self,
        by: &Granted<ClusterManage>,
        id: SessionClusterId,
        revision: i64,
        form: SessionClusterForm,
        request: &RequestId,
    ) -> Result<SessionCluster> {
        in_transaction!(self, |tx| {
            let before = tx.cluster_at(id, revision).await?;
            let is_local = before.kind == ClusterKind::Local;
            let form = if is_local { form } else { form.checked()? };
            let bumped = session_clusters::revision.eq(session_clusters::revision + 1);
            let row = session_clusters::table.find(Stored(id));
            let name = || Code::NameTaken { name: form.name.to_string() }.at("name");
            let returning = SessionCluster::as_returning();
            let after: SessionCluster = match is_local {
                true => {
                    let set = diesel::update(row).set((bumped, form.named())).returning(returning);
                    set.get_result(tx.conn).await.map_err(Error::from).on_taken(name)?
                }
                false => {
                    let set = diesel::update(row).set((bumped, form.named(), form.reached())).returning(returning);
                    set.get_result(tx.conn).await.map_err(Error::from).on_taken(name)?
                }
            };
            let secrets = if is_local { json!({}) } else { tx.change_secrets(&after, Some(&before), &form).await? };
            tx.cluster_changed(id, after.revision);
            let act = Act::new("session_cluster.update", request).by(by.user());
            let act = act.on("session_cluster", id, &after.name).before(shown(&before, &json!({})));
            tx.audit(act.after(shown(&after, &secrets))).await?;
            Ok(after)
        })
    }

    /// Forgets a cluster, its secrets and its grants. Nothing is stopped on it; its history stays.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`], and [`Code::InUse`] while somebody has a session
    /// or a query on it.
    pub async fn delete_cluster(
        &self,
        by: &Granted<ClusterManage>,
        id: SessionClusterId,
        revision: i64,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let cluster = tx.cluster_at(id, revision).await?;
            let users = tx.users_of_cluster(id).await?;
            if !users.is_empty() {
                return Err(Code::InUse { by: users.into_iter().take(10).collect() }.at("cluster").into());
            }
            tx.unseal_never(&owner(id), None).await?;
            diesel::delete(session_clusters::table.find(Stored(id))).execute(tx.conn).await?;
            tx.forget_hands_off(HandsOffScope::SessionCluster(id)).await?;
            tx.cluster_changed(id, cluster.revision + 1);
            let act = Act::new("session_cluster.delete", request).by(by.user());
            tx.audit(act.on("session_cluster", id, &cluster.name).before(shown(&cluster, &json!({})))).await
        })
    }
}

impl SessionClusterForm {
    /// A cluster of which nothing but its name is said; secrets stay as they are.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            description: Text::default(),
            rest_url: None,
            gateway_url: None,
            credentials: CredentialsKind::None,
            user_name: None,
            secret: SecretChange::Keep,
            ca_pem: None,
            client_certificate: None,
            client_key: SecretChange::Keep,
            restarts_jobs: false,
        }
    }

    /// Refuses what cannot be, with all its problems at once.
    fn checked(mut self) -> Result<Self> {
        let mut problems: Vec<Problem> = Vec::new();
        if self.rest_url.is_none() {
            problems.push(Code::Required.at("rest_url"));
        }
        self.user_name =
            self.user_name.filter(|name| !name.trim().is_empty() && self.credentials == CredentialsKind::Basic);
        if self.credentials == CredentialsKind::Basic && self.user_name.is_none() {
            problems.push(Code::Required.at("user_name"));
        }
        if self.credentials == CredentialsKind::None {
            self.secret = SecretChange::Remove;
        }
        for (field, pem) in [("ca_pem", &mut self.ca_pem), ("client_certificate", &mut self.client_certificate)] {
            match pem.take().filter(|text| !text.trim().is_empty()).map(|text| certificates(&text)).transpose() {
                Ok(text) => *pem = text,
                Err(code) => problems.push(code.at(field)),
            }
        }
        if let SecretChange::Set(key) = &mut self.client_key {
            match private_key(key) {
                Ok(text) => *key = text,
                Err(code) => problems.push(code.at("client_key")),
            }
        }
        if self.client_certificate.is_none() {
            self.client_key = SecretChange::Remove;
        }
        if problems.is_empty() { Ok(self) } else { Err(Error::Problems(problems)) }
    }

    fn named(&self) -> Named<'_> {
        let name = self.name.as_str();
        Named { name, name_key: key_of(name), description: self.description.as_str() }
    }

    fn reached(&self) -> Reached<'_> {
        Reached {
            rest_url: self.rest_url.as_ref().map(ClusterAddress::as_str),
            gateway_url: self.gateway_url.as_ref().map(ClusterAddress::as_str),
            credentials: self.credentials.as_str(),
            user_name: self.user_name.as_deref(),
            ca_pem: self.ca_pem.as_deref(),
            client_certificate: self.client_certificate.as_deref(),
            restarts_jobs: self.restarts_jobs,
        }
    }
}

/// What the audit says of a cluster: everything but secrets, which stand as digests.
fn shown(cluster: &SessionCluster, secrets: &Value) -> Value {
    json!({
        "name": cluster.name,
        "description": cluster.description,
        "rest_url": cluster.rest_url,
        "gateway_url": cluster.gateway_url,
        "credentials": cluster.credentials,
        "user_name": cluster.user_name,
        "ca_pem": cluster.ca_pem,
        "client_certificate": cluster.client_certificate,
        "restarts_jobs": cluster.restarts_jobs,
        "secrets": secrets,
    })
}

impl<C> Tx<'_, C> {
    /// Says that a cluster, and the list of them, is another.
    pub(super) fn cluster_changed(&mut self, id: SessionClusterId, revision: i64) {
        self.changed(Topic::SessionCluster(id), revision);
        self.changed(Topic::SessionClusters, 0);
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// A cluster, locked by a write, if it has the revision that somebody saw.
        async fn cluster_at(&mut self, id: SessionClusterId, revision: i64) -> Result<SessionCluster> {
            let cluster: SessionCluster = diesel::update(session_clusters::table.find(Stored(id)))
                .set(session_clusters::revision.eq(session_clusters::revision))
                .returning(SessionCluster::as_returning())
                .get_result(self.conn)
                .await?;
            revision::must_be(revision, cluster.revision)?;
            Ok(cluster)
        }

        /// Seals and forgets; says what the audit may say.
        async fn change_secrets(
            &mut self,
            cluster: &SessionCluster,
            before: Option<&SessionCluster>,
            form: &SessionClusterForm,
        ) -> Result<Value> {
            let owner = owner(cluster.id);
            // A password is no token: it does not stay when the way of signing in is another.
            let is_other = before.is_some_and(|before| before.credentials != cluster.credentials);
            let secret = match &form.secret {
                SecretChange::Keep if is_other => &SecretChange::Remove,
                change => change,
            };
            let mut said = serde_json::Map::new();
            for (name, change) in [(CREDENTIALS, secret), (CLIENT_KEY, &form.client_key)] {
                match change {
                    SecretChange::Keep => {}
                    SecretChange::Remove => self.unseal_never(&owner, Some(name)).await?,
                    SecretChange::Set(value) => {
                        let digest = self.seal(&owner, name, value).await?;
                        said.insert(name.into(), digest.into());
                    }
                }
            }
            Ok(Value::Object(said))
        }

        /// Who has an open session or a query on it, by name.
        async fn users_of_cluster(&mut self, id: SessionClusterId) -> Result<BTreeSet<String>> {
            let of_queries: Vec<String> = queries::table
                .inner_join(users::table)
                .filter(queries::cluster_id.eq(Stored(id)).and(queries::ended_at.is_null()))
                .select(users::display_name)
                .load(self.conn)
                .await?;
            let of_sessions: Vec<String> = gateway_sessions::table
                .inner_join(users::table)
                .filter(gateway_sessions::cluster_id.eq(Stored(id)).and(gateway_sessions::state.eq("open")))
                .select(users::display_name)
                .load(self.conn)
                .await?;
            Ok(of_queries.into_iter().chain(of_sessions).collect())
        }
    }
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = session_clusters)]
struct Named<'a> {
    name: &'a str,
    name_key: String,
    description: &'a str,
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = session_clusters, treat_none_as_null = true)]
struct Reached<'a> {
    rest_url: Option<&'a str>,
    gateway_url: Option<&'a str>,
    credentials: &'a str,
    user_name: Option<&'a str>,
    ca_pem: Option<&'a str>,
    client_certificate: Option<&'a str>,
    restarts_jobs: bool,
}
