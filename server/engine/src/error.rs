//! What goes wrong when Flink is asked.

/// Why Flink did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It could not be asked.
    #[error("flink cannot be asked: {0}")]
    Unavailable(#[source] egress::Error),
}
