//! From a cluster's record to something that can be asked.

use super::local::{Local, life};
use crate::{Error, Result};
use egress::{Class, ClientCertificate, Egress, TlsOptions};
use engine::{
    connection::{ClusterConnection, Credentials, Flink},
    gateway::GatewayOperator,
    local::{Ports, State},
    rest::RestOperator,
};
use model::{
    ClusterAddress, ClusterKind, SessionClusterId, UserId,
    authority::{SystemRole, SystemScope},
    flink::probe::ProbeReport,
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use store::{ClusterCredentials, Store};
use url::Url;

/// The clusters that can be reached from here.
#[derive(Debug)]
pub(crate) struct Engines {
    store: Store,
    pub(super) egress: Egress,
    scope: SystemScope,
    local: Option<Local>,
    /// Connections are reused, so clients are kept: each with what it was made from.
    kept: Mutex<HashMap<SessionClusterId, (Made, Flink)>>,
}

/// What a client was made from: another one is made when it is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Made {
    Revision(i64),
    Ports(u16, u16),
}

/// A cluster that can be asked.
#[derive(Clone, Debug)]
pub(crate) struct Reached {
    flink: Flink,
    scope: SystemScope,
    /// Which life of the engine it is, where that is known; a session belongs to one.
    pub(crate) life: String,
    /// Whether what runs there is kept from the files of this server. A cluster elsewhere has none of them.
    is_confined: bool,
}

impl Reached {
    /// For looking at jobs and cancelling them.
    pub(crate) fn rest(&self) -> RestOperator {
        self.flink.rest_operator(&self.scope)
    }

    /// Whether somebody's SQL and jars may run there: those of everybody where they are confined, else only those of
    /// administrators, who could read the files of this server anyway.
    pub(crate) async fn admits(&self, store: &Store, user: UserId) -> store::Result<bool> {
        match self.is_confined {
            true => Ok(true),
            false => Ok(store.standing(user).await?.is_some_and(|standing| standing.role == SystemRole::Administrator)),
        }
    }

    /// For statements.
    pub(crate) fn gateway(&self) -> Result<GatewayOperator> {
        self.flink.gateway_operator(&self.scope).ok_or(Error::NoGateway)
    }
}

impl Engines {
    pub(crate) fn new(store: Store, egress: Egress, scope: SystemScope, local: Option<Local>) -> Self {
        Self { store, egress, scope, local, kept: Mutex::default() }
    }

    /// The engine of this host.
    pub(crate) fn local(&self) -> Option<&Local> {
        self.local.as_ref()
    }

    /// The engine of this host, if that is the cluster.
    pub(crate) fn local_of(&self, cluster: SessionClusterId) -> Option<&Local> {
        self.local.as_ref().filter(|local| local.cluster == cluster)
    }

    /// A cluster, as far as it can be asked now.
    ///
    /// # Errors
    /// [`Error::NotRunning`], [`Error::Elsewhere`], or when the store fails; nothing is asked of the cluster.
    pub(crate) async fn reach(&self, cluster: SessionClusterId) -> Result<Reached> {
        match self.local_of(cluster) {
            Some(local) => self.reach_local(local),
            None => self.reach_external(cluster).await,
        }
    }

    fn reach_local(&self, local: &Local) -> Result<Reached> {
        let status = local.engine.status();
        let status = status.borrow();
        let ports = match status.state {
            State::Running | State::Degraded => status.ports.ok_or(Error::NotRunning)?,
            _ => return Err(Error::NotRunning),
        };
        let flink = self.flink(local.cluster, Made::Ports(ports.rest, ports.gateway), || Ok(at(ports)))?;
        Ok(Reached { flink, scope: self.scope.clone(), life: life(&status), is_confined: status.is_confined() })
    }

    async fn reach_external(&self, cluster: SessionClusterId) -> Result<Reached> {
        let details = self.store.connection_details(&self.scope, cluster).await?;
        if details.cluster.kind == ClusterKind::Local {
            return Err(Error::Elsewhere);
        }
        let made = Made::Revision(details.cluster.revision);
        let flink = self.flink(cluster, made, || connection(&details))?;
        Ok(Reached { flink, scope: self.scope.clone(), life: String::new(), is_confined: true })
    }

    /// Tries a registered cluster step by step.
    pub(crate) async fn probe(&self, cluster: SessionClusterId) -> Result<ProbeReport> {
        let details = self.store.connection_details(&self.scope, cluster).await?;
        Ok(engine::connection::probe(&self.egress, &connection(&details)?).await)
    }

    fn flink(
        &self,
        cluster: SessionClusterId,
        made: Made,
        connection: impl FnOnce() -> Result<ClusterConnection>,
    ) -> Result<Flink> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, flink)) = kept.get(&cluster).filter(|(of, _)| *of == made) {
            return Ok(flink.clone());
        }
        let flink = connection()?.open(&self.egress)?;
        kept.insert(cluster, (made, flink.clone()));
        Ok(flink)
    }
}

fn at(ports: Ports) -> ClusterConnection {
    let url = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a port makes an address");
    ClusterConnection::local(url(ports.rest), Some(url(ports.gateway)))
}

/// What is recorded of a registered cluster, in the engine's words.
fn connection(details: &store::ClusterConnection) -> Result<ClusterConnection> {
    let cluster = &details.cluster;
    let url = |address: &ClusterAddress| Url::parse(&format!("{address}/")).map_err(|_| Error::NoGateway);
    let revealed = |secret: &Option<store::Secret>| secret.as_ref().map_or(String::new(), |text| text.reveal().into());
    let client = match (&cluster.client_certificate, &details.client_key) {
        (Some(certificate), Some(key)) => {
            Some(ClientCertificate { certificate_pem: certificate.clone(), key_pem: key.reveal().into() })
        }
        _ => None,
    };
    Ok(ClusterConnection {
        class: Class::Cluster,
        rest: url(cluster.rest_url.as_ref().ok_or(Error::Elsewhere)?)?,
        gateway: cluster.gateway_url.as_ref().map(url).transpose()?,
        credentials: match &details.credentials {
            ClusterCredentials::None => Credentials::None,
            ClusterCredentials::Basic { user, password } => {
                Credentials::Basic { name: user.clone(), password: revealed(password) }
            }
            ClusterCredentials::Bearer(token) => Credentials::Bearer(revealed(token)),
        },
        tls: TlsOptions { ca_pem: cluster.ca_pem.clone(), client },
    })
}
