//! The launcher: becomes the engine process after giving up all it must not have.
//!
//! Runs in a process of its own (`scaleph engine exec --rules FILE -- PROGRAM ARGUMENTS`), never inside the server.

use super::{landlock_rules, privileges, rules::Rules};
use crate::local::{LocalError, Result};
use rustix::process::geteuid;
use serde::{Deserialize, Serialize};
use std::{
    convert::Infallible,
    ffi::OsString,
    fs,
    io::Write,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

/// What holds for a process that was started by the launcher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confinement {
    /// The Landlock interface of the kernel.
    pub landlock_abi: Option<u8>,
    /// Whether the kernel knew every right that is restricted.
    pub fully_enforced: bool,
    /// Who the process is.
    pub uid: u32,
    /// Whether that is another account than the server's.
    pub second_user: bool,
}

impl Confinement {
    /// Whether files of the server are closed to the process.
    pub fn is_confined(&self) -> bool {
        self.second_user || self.landlock_abi.is_some_and(|abi| abi >= landlock_rules::LEAST_ABI)
    }
}

/// Applies the rules named by the arguments, then turns into the program they name.
///
/// # Errors
/// It only comes back with one: wrong arguments, unreadable or [exposing](LocalError::Exposed) rules, a host that
/// cannot confine although the rules demand it, or a program that cannot be executed.
pub fn exec(args: impl IntoIterator<Item = OsString>) -> Result<Infallible> {
    let (file, program, args) = parse(args)?;
    let text = fs::read(&file).map_err(LocalError::io(&file))?;
    let rules: Rules = serde_json::from_slice(&text).map_err(|error| LocalError::io(&file)(error.into()))?;
    rules.check()?;
    // Opened now: afterwards it is out of reach.
    let report = rules.report.as_ref().map(|path| fs::File::create(path).map_err(LocalError::io(path))).transpose()?;

    privileges::detach();
    let enforced = landlock_rules::restrict(&rules)?;
    let user = rules.user.filter(|_| geteuid().is_root());
    let confinement = Confinement {
        landlock_abi: enforced.abi,
        fully_enforced: enforced.fully,
        uid: user.map_or(geteuid().as_raw(), |user| user.uid),
        second_user: user.is_some(),
    };
    if rules.demand && !confinement.is_confined() {
        return Err(LocalError::Unconfined {
            reason: "the kernel has no landlock, and there is no second user".into(),
        });
    }
    if let Some(mut report) = report {
        let text = serde_json::to_vec(&confinement).expect("plain data is JSON");
        report.write_all(&text).map_err(LocalError::io(file))?;
    }

    let mut command = Command::new(&program);
    command.args(args).env_clear().envs(rules.environment());
    match user {
        // Becoming another account gives the capabilities up by itself, and needs one of them to do so.
        Some(user) => {
            command.uid(user.uid).gid(user.gid);
        }
        None => privileges::drop_capabilities()?,
    }
    Err(LocalError::io(program)(command.exec()))
}

fn parse(args: impl IntoIterator<Item = OsString>) -> Result<(PathBuf, PathBuf, Vec<OsString>)> {
    let mut args = args.into_iter();
    let mut expect = |wanted: Option<&str>| {
        let next = args.next().unwrap_or_default();
        match wanted.is_none_or(|wanted| next == wanted) && !next.is_empty() {
            true => Ok(next),
            false => Err(LocalError::BadSetting {
                what: "engine exec",
                value: next.to_string_lossy().into_owned(),
                reason: "its arguments are: --rules FILE -- PROGRAM ARGUMENTS",
            }),
        }
    };
    expect(Some("--rules"))?;
    let file = expect(None)?;
    expect(Some("--"))?;
    let program = PathBuf::from(expect(None)?);
    if !Path::new(&program).is_absolute() {
        let value = program.display().to_string();
        return Err(LocalError::BadSetting { what: "engine exec", value, reason: "the program is an absolute path" });
    }
    Ok((file.into(), program, args.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<(PathBuf, PathBuf, Vec<OsString>)> {
        parse(args.iter().map(OsString::from))
    }

    #[test]
    fn the_program_gets_its_arguments_as_they_are() {
        let (file, program, args) = parsed(&["--rules", "/r", "--", "/java", "--rules", "--", "x y"]).unwrap();
        assert_eq!((file, program), (PathBuf::from("/r"), PathBuf::from("/java")));
        assert_eq!(args, ["--rules", "--", "x y"]);
    }

    #[test]
    fn other_arguments_start_nothing() {
        for args in
            [&[][..], &["--rules", "/r"], &["/java"], &["--rules", "/r", "--", "java"], &["--rules", "/r", "--"]]
        {
            assert_eq!(parsed(args).unwrap_err().code(), "bad_setting", "{args:?}");
        }
    }
}
