//! Brings the world to what is recorded, and owns interactive queries.

/// What pages and forms are given of it.
#[derive(Clone, Debug)]
pub struct Control(());
