//! What a row does to the result.

use serde::{Deserialize, Serialize};

/// What a row of a changelog does to the result so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeKind {
    /// Adds a row.
    Insert,
    /// Takes the old version of a row away.
    UpdateBefore,
    /// Adds the new version of a row.
    UpdateAfter,
    /// Takes a row away.
    Delete,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Insert, Self::UpdateBefore, Self::UpdateAfter, Self::Delete];

    /// One byte for the spool: `I`, `b`, `a`, `D`.
    pub fn byte(self) -> u8 {
        match self {
            Self::Insert => b'I',
            Self::UpdateBefore => b'b',
            Self::UpdateAfter => b'a',
            Self::Delete => b'D',
        }
    }

    /// The kind that is written as this byte.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.byte() == byte)
    }

    /// As Flink prints it: `+I`, `-U`, `+U`, `-D`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Insert => "+I",
            Self::UpdateBefore => "-U",
            Self::UpdateAfter => "+U",
            Self::Delete => "-D",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_back_from_its_byte_and_from_flinks_name() {
        for kind in ChangeKind::ALL {
            assert_eq!(ChangeKind::from_byte(kind.byte()), Some(kind));
        }
        assert_eq!(ChangeKind::from_byte(b'x'), None);
        assert_eq!(serde_json::from_str::<ChangeKind>("\"UPDATE_BEFORE\"").unwrap(), ChangeKind::UpdateBefore);
    }
}
