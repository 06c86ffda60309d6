//! Flink SQL as text.
