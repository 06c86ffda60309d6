//! A Flink that can be asked.

use super::{Credentials, Link};
use crate::{
    Error,
    error::Result,
    gateway::{GatewayOperator, GatewayReader},
    rest::{RestOperator, RestReader},
};
use egress::{Class, Client, Egress, TlsOptions};
use model::authority::SystemScope;
use url::Url;

/// Everything that is needed to reach a Flink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterConnection {
    /// Our own on loopback ([`Class::LocalEngine`]), or one that an administrator registered ([`Class::Cluster`]).
    pub class: Class,
    /// Where the JobManager's REST is, with its base path.
    pub rest: Url,
    /// Where the SQL Gateway is, with its base path.
    pub gateway: Option<Url>,
    /// Who we are to both.
    pub credentials: Credentials,
    /// Whom we trust.
    pub tls: TlsOptions,
}

impl ClusterConnection {
    /// A cluster of processes on this host.
    pub fn local(rest: Url, gateway: Option<Url>) -> Self {
        let (credentials, tls) = (Credentials::None, TlsOptions::default());
        Self { class: Class::LocalEngine, rest, gateway, credentials, tls }
    }

    /// Makes what asks it; nothing is asked yet.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when the TLS options are not usable.
    pub fn open(&self, egress: &Egress) -> Result<Flink, Error> {
        let client = egress.client(self.class, &self.tls)?;
        Ok(Flink { client, connection: self.clone() })
    }
}

/// A Flink that can be asked. Cheap to keep; its connections are reused.
#[derive(Clone, Debug)]
pub struct Flink {
    client: Client,
    connection: ClusterConnection,
}

impl Flink {
    /// Looks at the cluster.
    pub fn rest(&self) -> RestReader {
        RestReader::new(self.link(&self.connection.rest))
    }

    /// Changes the cluster: for `control` only, which alone has the scope.
    pub fn rest_operator(&self, _scope: &SystemScope) -> RestOperator {
        RestOperator::new(self.rest())
    }

    /// Looks at the gateway, if there is one.
    pub fn gateway(&self) -> Option<GatewayReader> {
        self.connection.gateway.as_ref().map(|base| GatewayReader::new(self.link(base)))
    }

    /// Runs statements, if there is a gateway: for `control` only, which alone has the scope.
    pub fn gateway_operator(&self, _scope: &SystemScope) -> Option<GatewayOperator> {
        self.gateway().map(GatewayOperator::new)
    }

    fn link(&self, base: &Url) -> Link {
        Link::new(self.client.clone(), base.clone(), &self.connection.credentials)
    }
}
