//! Whether what somebody saw is still what is there.

use crate::Result;
use model::Code;

/// Refuses a change of what somebody else changed in the meantime.
pub(crate) fn must_be(seen: i64, now: i64) -> Result<()> {
    match seen == now {
        true => Ok(()),
        false => Err(Code::StaleRevision { now }.at("revision").into()),
    }
}
