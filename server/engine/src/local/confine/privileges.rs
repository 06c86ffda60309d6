//! What a process gives up beside its files.

use crate::local::{LocalError, Result};
use rustix::{
    process::{Resource, Rlimit, geteuid, setrlimit, setsid},
    thread::{CapabilitySet, CapabilitySets, remove_capability_from_bounding_set, set_capabilities, set_no_new_privs},
};

/// Leaves the server's session, and writes no core files: they would hold what is in memory.
pub(super) fn detach() {
    // Leading a group already is as good; where a limit cannot be lowered, it is low.
    let _ = setsid();
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    // When memory is short, an engine ends before the server that would restart it.
    let _ = std::fs::write("/proc/self/oom_score_adj", "500");
}

/// Gives up what makes root more than an account, and every way to get it back.
pub(super) fn drop_capabilities() -> Result<()> {
    let failed = |error: rustix::io::Errno| LocalError::Unconfined { reason: format!("capabilities stay: {error}") };
    set_no_new_privs(true).map_err(failed)?;
    if !geteuid().is_root() {
        return Ok(());
    }
    for capability in CapabilitySet::all().iter() {
        // One that the kernel does not know is not there.
        let _ = remove_capability_from_bounding_set(capability);
    }
    let none = CapabilitySet::empty();
    set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none }).map_err(failed)
}
