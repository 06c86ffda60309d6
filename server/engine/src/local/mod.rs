//! Flink as processes of this host.
