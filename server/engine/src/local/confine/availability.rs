//! What this host can confine engine processes with, said before any is started.

use super::{landlock_rules, rules::User};
use rustix::process::geteuid;
use std::{os::unix::fs::MetadataExt, path::Path};

/// What this host can confine engine processes with.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Availability {
    /// The Landlock interface, if the kernel has one that is good enough.
    pub landlock_abi: Option<u8>,
    /// The second account, if there is one that we may become.
    pub second_user: Option<User>,
    /// Why what is missing is missing: `no_landlock`, `old_landlock`, `no_second_user`, `not_root`.
    pub reasons: Vec<&'static str>,
}

impl Availability {
    /// Whether code of people who are no administrators may run.
    pub fn is_confined(&self) -> bool {
        self.landlock_abi.is_some() || self.second_user.is_some()
    }
}

/// Looks at the kernel and the accounts.
pub fn available(user_name: &str) -> Availability {
    let mut reasons = Vec::new();
    let abi = landlock_rules::supported_abi();
    let landlock_abi = abi.filter(|abi| *abi >= landlock_rules::LEAST_ABI);
    if landlock_abi.is_none() {
        reasons.push(if abi.is_some() { "old_landlock" } else { "no_landlock" });
    }
    let second_user = match geteuid().is_root() {
        true => std::fs::read_to_string("/etc/passwd").ok().and_then(|accounts| find_user(&accounts, user_name)),
        false => None,
    };
    if second_user.is_none() {
        reasons.push(if geteuid().is_root() { "no_second_user" } else { "not_root" });
    }
    Availability { landlock_abi, second_user, reasons }
}

/// Whether an account can get to a path: every folder above it lets others through.
pub(crate) fn can_reach(user: User, path: &Path) -> bool {
    path.ancestors().skip(1).filter_map(|folder| folder.metadata().ok()).all(|meta| {
        let (mode, owner, group) = (meta.mode(), meta.uid(), meta.gid());
        mode & 0o001 != 0 || (owner == user.uid && mode & 0o100 != 0) || (group == user.gid && mode & 0o010 != 0)
    })
}

fn find_user(accounts: &str, name: &str) -> Option<User> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    // An account that is root under another name confines nothing.
    (uid != 0).then_some(User { uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name_and_is_never_root() {
        let accounts = "root:x:0:0::/root:/bin/sh\nengine2:x:7:7::/:/x\nengine:x:990:991::/:/x\ntoor:x:0:0::/:/x\n";
        assert_eq!(find_user(accounts, "engine"), Some(User { uid: 990, gid: 991 }));
        assert_eq!((find_user(accounts, "toor"), find_user(accounts, "eng")), (None, None));
    }

    #[test]
    fn a_folder_closed_to_others_cannot_be_reached_into() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        std::fs::set_permissions(root.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        assert!(!can_reach(User { uid: 4_000_000, gid: 4_000_000 }, &inner));
    }
}
