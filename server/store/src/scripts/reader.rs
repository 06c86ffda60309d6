//! What the statements about a project's scripts have in common.

use model::ProjectId;

/// A connection on which scripts of a project are read.
pub(super) struct Reader<'a, C> {
    /// To one of the two databases.
    pub(super) conn: &'a mut C,
    /// Nothing of another one is ever read.
    pub(super) project: ProjectId,
}
