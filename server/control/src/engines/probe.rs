//! Trying an external cluster before it is registered.

use crate::Control;
use egress::TlsOptions;
use engine::connection::{ClusterConnection, Credentials};
use model::flink::probe::ProbeReport;
use url::Url;

/// What somebody typed of a cluster, secrets in the clear; nothing of it is kept.
#[derive(Clone, Debug)]
pub struct ProbeDetails {
    /// Where the JobManager's REST is.
    pub rest: Url,
    /// Where the SQL Gateway is.
    pub gateway: Option<Url>,
    /// Who we are to both.
    pub credentials: Credentials,
    /// Whom we trust.
    pub tls: TlsOptions,
}

impl Control {
    /// Tries the addresses step by step. Changes nothing, and records nothing.
    pub async fn probe(&self, details: ProbeDetails) -> ProbeReport {
        let ProbeDetails { rest, gateway, credentials, tls } = details;
        let connection = ClusterConnection { class: egress::Class::Cluster, rest, gateway, credentials, tls };
        engine::connection::probe(&self.shared().engines.egress, &connection).await
    }

    /// Tries a cluster as it is registered, with its sealed secrets.
    ///
    /// # Errors
    /// As for every use of a cluster's record.
    pub async fn probe_registered(&self, cluster: model::SessionClusterId) -> crate::Result<ProbeReport> {
        self.shared().engines.probe(cluster).await
    }
}
