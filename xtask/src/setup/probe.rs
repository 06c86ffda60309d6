//! Looks for tools and their versions.

use super::need::Found;
use crate::{cargo, place::Place};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The program's file, where a shell would find it.
pub(super) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The first line that the program says about itself.
pub(super) fn first_line(program: &str, arguments: &[&str]) -> Found {
    let text = said(Command::new(program).args(arguments))?;
    // Maven writes bold even where nobody looks.
    let plain = text.replace("\u{1b}[1m", "").replace("\u{1b}[m", "");
    Ok(plain.lines().next().unwrap_or_default().trim().to_owned())
}

/// The version, when its first number is large enough.
pub(super) fn at_least(program: &str, major: u32) -> Found {
    let version = first_line(program, &["--version"])?;
    match numbers(&version).first() {
        Some(found) if *found >= major => Ok(version),
        _ => Err(format!("{version} is older than {major}")),
    }
}

/// The compiler, when it is as new as `rust-version` asks.
pub(super) fn rust(place: &Place) -> Found {
    let packages = place.metadata["packages"].as_array().into_iter().flatten();
    let wanted = packages.filter_map(|package| package["rust_version"].as_str()).max_by_key(|text| numbers(text));
    let version = first_line("rustc", &["--version"])?;
    match wanted {
        Some(wanted) if numbers(&version) < numbers(wanted) => Err(format!("{version} is older than {wanted}")),
        _ => Ok(version),
    }
}

/// The Java that engines are started with: a version that Flink supports.
pub(super) fn java() -> Found {
    let home = env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin/java")).filter(|java| java.is_file());
    let java = home.unwrap_or_else(|| "java".into());
    let line = first_line(&java.to_string_lossy(), &["-version"])?;
    match numbers(&line).first() {
        Some(11 | 17 | 21) => Ok(line),
        _ => Err(format!("{line}: Flink needs 11, 17 or 21")),
    }
}

/// The parts of the toolchain that only tests need.
pub(super) fn components(_: &Place) -> Found {
    let ask = |tool| said(cargo::plain().args([tool, "--version"])).map(|text| text.trim().to_owned());
    Ok(format!("{}, {}", ask("fmt")?, ask("clippy")?))
}

/// Fonts for both languages: without them screenshots show boxes.
pub(super) fn fonts() -> Found {
    for (script, pattern) in [("Latin", ":lang=en"), ("Chinese", ":lang=zh-cn")] {
        if said(Command::new("fc-list").args([pattern, "family"]))?.trim().is_empty() {
            return Err(format!("no font with {script} characters"));
        }
    }
    Ok("Latin and Chinese".into())
}

/// The folder of the newest PostgreSQL server's programs.
pub(crate) fn postgres() -> Folder {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(numbers(&folder.to_string_lossy())));
    folders.extend(on_path("initdb").and_then(|file| Some(file.parent()?.to_owned())));
    let whole = |folder: &PathBuf| ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file());
    folders.into_iter().find(whole).ok_or_else(|| "neither in /usr/lib/postgresql nor on PATH".into())
}

/// A folder, or what is missing.
pub(crate) type Folder = Result<PathBuf, String>;

/// What a program says, on whichever output.
fn said(command: &mut Command) -> Found {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    if output.status.success() { Ok(text) } else { Err(format!("{name}: {}", text.trim())) }
}

/// The numbers of the first version in a text: `openjdk version "17.0.15"` is 17, 0, 15.
fn numbers(text: &str) -> Vec<u32> {
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let version = text[start..].split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
    version.split('.').filter_map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        assert_eq!(numbers("openjdk version \"17.0.15\" 2025-04-15"), [17, 0, 15]);
        assert_eq!(numbers("v20.20.2"), [20, 20, 2]);
        assert!(numbers("rustc 1.100.0") > numbers("1.95"));
        assert!(numbers("1.95.0") > numbers("1.95"));
        assert!(numbers("no version").is_empty());
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        assert!(at_least("no-such-program", 1).unwrap_err().contains("no-such-program"));
        assert!(at_least("sh", 1).is_err());
    }
}
