//! What a connection is for.

/// What a connection is for; decides which addresses it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// The provider people sign in with.
    Issuer,
    /// A Flink or Kubernetes cluster an administrator registered.
    Cluster,
    /// A database or other system a project registered.
    DataSource,
    /// Where alerts are sent.
    Webhook,
    /// Where files are kept.
    ObjectStore,
    /// The engine that we run ourselves: on loopback, and nowhere else.
    LocalEngine,
}

impl Class {
    /// As it stands in settings and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Cluster => "cluster",
            Self::DataSource => "data_source",
            Self::Webhook => "webhook",
            Self::ObjectStore => "object_store",
            Self::LocalEngine => "local_engine",
        }
    }
}
