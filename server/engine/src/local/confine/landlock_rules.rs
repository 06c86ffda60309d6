//! Hands the rules to the kernel.

use super::rules::Rules;
use crate::local::{LocalError, Result};
use landlock::{
    ABI, Access, AccessFs, BitFlags, CompatLevel, Compatible, LandlockStatus, PathBeneath, PathFd, RestrictionStatus,
    Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};
use std::path::Path;

/// Rights on files that the rules speak of.
const FILES: ABI = ABI::V5;
/// Rights on signals and abstract sockets.
const SCOPES: ABI = ABI::V6;
/// Before this, any file could be cut to nothing, and files moved, whatever the rules say.
pub(super) const LEAST_ABI: u8 = 3;

/// What the kernel took.
pub(super) struct Enforced {
    pub(super) abi: Option<u8>,
    pub(super) fully: bool,
}

/// Restricts this thread, and what it executes, for good.
pub(super) fn restrict(rules: &Rules) -> Result<Enforced> {
    let mut ruleset = handled(CompatLevel::BestEffort).map_err(refused)?;
    for path in rules.readable() {
        ruleset = allow(ruleset, &path, AccessFs::from_read(FILES))?;
    }
    // What is written is data: no devices are made, and nothing there is executed as a program.
    let write = AccessFs::from_all(FILES)
        & !(AccessFs::Execute | AccessFs::MakeBlock | AccessFs::MakeChar | AccessFs::MakeSock | AccessFs::IoctlDev);
    for path in rules.write.iter().map(|path| path.as_path()).chain([Path::new("/dev/null")]) {
        ruleset = allow(ruleset, path, write)?;
    }
    let status = ruleset.restrict_self().map_err(refused)?;
    Ok(Enforced { abi: abi_of(&status), fully: status.ruleset == RulesetStatus::FullyEnforced })
}

/// The newest interface that the kernel has and we use, found without restricting anything.
pub(super) fn supported_abi() -> Option<u8> {
    let fs = |abi: ABI| {
        Ruleset::default().set_compatibility(CompatLevel::HardRequirement).handle_access(AccessFs::from_all(abi))
    };
    if handled(CompatLevel::HardRequirement).is_ok() {
        return Some(6);
    }
    let levels = [(5, ABI::V5), (3, ABI::V3), (2, ABI::V2), (1, ABI::V1)];
    levels.into_iter().find(|(_, abi)| fs(*abi).and_then(|ruleset| ruleset.create()).is_ok()).map(|(level, _)| level)
}

fn handled(level: CompatLevel) -> Result<RulesetCreated, RulesetError> {
    let ruleset = Ruleset::default().set_compatibility(level).handle_access(AccessFs::from_all(FILES))?;
    ruleset.scope(Scope::from_all(SCOPES))?.create()
}

fn allow(ruleset: RulesetCreated, path: &Path, access: BitFlags<AccessFs>) -> Result<RulesetCreated> {
    let fd = PathFd::new(path)
        .map_err(|error| LocalError::Io { path: path.into(), source: std::io::Error::other(error) })?;
    let access = if path.is_dir() { access } else { access & AccessFs::from_file(FILES) };
    ruleset.add_rule(PathBeneath::new(fd, access)).map_err(refused)
}

fn abi_of(status: &RestrictionStatus) -> Option<u8> {
    match status.landlock {
        LandlockStatus::Available { effective_abi, .. } => {
            (1..=u8::MAX).take(32).find(|level| ABI::from(i32::from(*level)) == effective_abi)
        }
        _ => None,
    }
}

fn refused(error: RulesetError) -> LocalError {
    LocalError::Unconfined { reason: error.to_string() }
}
