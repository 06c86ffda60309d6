//! What outgoing connections may reach beyond the usual.

use super::{kind::FromText, problem::Problem, values::Values};
use std::path::PathBuf;

/// What outgoing connections may reach beyond the usual.
#[derive(Clone, Debug)]
pub struct EgressConfig {
    /// What may be of this host itself.
    pub allow_loopback: Vec<EgressClass>,
    /// Certificate authorities (PEM) beside the usual ones.
    pub ca_file: Option<PathBuf>,
}

/// What an outgoing connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EgressClass {
    /// A provider of OpenID Connect.
    Issuer,
    /// A Flink cluster or a Kubernetes API server.
    Cluster,
    /// A database or a broker of the users.
    DataSource,
    /// Where notices are sent.
    Webhook,
    /// Where files are kept.
    ObjectStore,
}

impl EgressConfig {
    pub(super) fn new(values: &Values, problems: &mut Vec<Problem>) -> Self {
        let ca_file = values.path("egress.ca_file");
        if let Some(path) = ca_file.as_deref().filter(|path| !path.is_file()) {
            problems.push(values.rule("egress.ca_file", format!("there is no file {}", path.display())));
        }
        Self {
            allow_loopback: values.list("egress.allow_loopback"),
            ca_file,
        }
    }
}

impl FromText for EgressClass {
    const NAME: &'static str = "class of connections";
    const ALLOWED: &'static str = "`issuer`, `cluster`, `data_source`, `webhook` or `object_store`";

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "issuer" => Some(Self::Issuer),
            "cluster" => Some(Self::Cluster),
            "data_source" => Some(Self::DataSource),
            "webhook" => Some(Self::Webhook),
            "object_store" => Some(Self::ObjectStore),
            _ => None,
        }
    }
}
