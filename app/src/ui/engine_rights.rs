//! How much of the local engine somebody may see.

/// How much of the local engine somebody may see, and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineRights {
    /// Its state, version and slots: members of projects that may use it.
    Glance,
    /// All of it.
    Look,
    /// All of it, and change it.
    Act,
}

impl EngineRights {
    /// As a number: the same number looks the same.
    pub fn number(self) -> u64 {
        match self {
            Self::Glance => 0,
            Self::Look => 1,
            Self::Act => 2,
        }
    }
}
