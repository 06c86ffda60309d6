//! What the rules look at: the members with their dependencies, and the text of every file that is ours.

use super::code;
use crate::place::Place;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{collections::BTreeMap, fs, io};

/// The whole checkout.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// By path from the root, with `/`.
    pub(super) files: BTreeMap<String, String>,
    /// Every Rust file outside tests.
    pub(super) sources: Vec<Source>,
    /// Every crate of the workspace.
    pub(super) members: Vec<Member>,
}

/// A crate of the workspace.
#[derive(Debug, Default)]
pub(super) struct Member {
    /// Its name.
    pub(super) name: String,
    /// What it is built with; what only its tests need is left out.
    pub(super) dependencies: Vec<Dependency>,
    /// True when plain `cargo build` builds it.
    pub(super) default: bool,
}

/// What a crate is built with.
#[derive(Debug, Default)]
pub(super) struct Dependency {
    /// The package.
    pub(super) name: String,
    /// True when a feature brings it.
    pub(super) optional: bool,
}

/// A Rust file in the ways in which rules look at it; all have the lines of the file.
#[derive(Debug)]
pub(super) struct Source {
    /// From the root.
    pub(super) path: String,
    /// Code without its comments, strings and tests.
    pub(super) code: String,
}

impl Tree {
    /// Reads what git knows and what it would take.
    pub(super) fn of(place: &Place) -> Result<Self> {
        let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        let output = place.command("git").args(list).output().context("starting git")?;
        ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
        let names = String::from_utf8(output.stdout).context("a file name that is not UTF-8")?;
        let mut files = BTreeMap::new();
        for name in names.split('\0').filter(|name| !name.is_empty()) {
            match fs::read(place.root.join(name)) {
                // What is no text has no rules.
                Ok(bytes) => drop(String::from_utf8(bytes).map(|text| files.insert(name.to_owned(), text))),
                // Deleted, and git has not been told yet; or a link to a folder.
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::IsADirectory) => {}
                Err(error) => return Err(error).with_context(|| format!("reading {name}")),
            }
        }
        Ok(Self { sources: sources(&files), files, members: members(&place.metadata) })
    }

    /// Every Rust file outside tests.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }

    /// Files whose names end so.
    pub(super) fn ending(&self, endings: &'static [&str]) -> impl Iterator<Item = (&str, &str)> {
        let wanted = move |path: &str| endings.iter().any(|ending| path.ends_with(ending));
        self.files.iter().filter(move |(path, _)| wanted(path)).map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// A tree of these files.
    #[cfg(test)]
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self { sources: sources(&files), files, members: Vec::new() }
    }
}

impl Source {
    /// `path:line` of each place where the code has this text, as a whole word where it begins or ends with one.
    pub(super) fn places<'b>(&'b self, pattern: &'b str) -> impl Iterator<Item = (String, &'b str, &'b str)> {
        code::places(&self.code, pattern).map(|at| {
            let line = self.code[..at].matches('\n').count() + 1;
            (format!("{}:{line}", self.path), &self.code[..at], &self.code[at + pattern.len()..])
        })
    }
}

/// True of files that hold nothing but tests.
pub(super) fn is_test(path: &str) -> bool {
    let mut parts = path.split('/').rev();
    let name = parts.next().unwrap_or_default();
    name == "tests.rs"
        || name == "build.rs" && !path.contains("/src/")
        || parts.any(|part| matches!(part, "tests" | "testing" | "benches"))
}

fn sources(files: &BTreeMap<String, String>) -> Vec<Source> {
    let rust = files.iter().filter(|(path, _)| path.ends_with(".rs") && !is_test(path));
    rust.map(|(path, text)| Source { path: path.clone(), code: code::without_tests(&code::only(text)) }).collect()
}

fn members(metadata: &Value) -> Vec<Member> {
    let defaults: Vec<&Value> = metadata["workspace_default_members"].as_array().into_iter().flatten().collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let member = |package: &Value| {
        let built = package["dependencies"].as_array().into_iter().flatten().filter(|found| found["kind"] != "dev");
        let dependencies = built.filter_map(|found| {
            Some(Dependency {
                name: found["name"].as_str()?.to_owned(),
                optional: found["optional"].as_bool().unwrap_or_default(),
            })
        });
        let name = package["name"].as_str()?.to_owned();
        Some(Member { name, dependencies: dependencies.collect(), default: defaults.contains(&&package["id"]) })
    };
    packages.filter_map(member).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_only_tests_need_is_no_dependency() {
        let metadata = json!({"workspace_default_members": ["i"], "packages": [{"name": "store", "id": "i",
            "dependencies": [{"name": "diesel", "kind": null, "optional": true}, {"name": "insta", "kind": "dev"}]}]});
        let members = members(&metadata);
        assert!(members[0].default && members[0].dependencies.len() == 1 && members[0].dependencies[0].optional);
    }

    #[test]
    fn a_place_is_told_with_its_line() {
        let tree =
            Tree::with(&[("a.rs", "//! A.\n\nfn f() { diesel::insert() }\n"), ("server/tests/a.rs", "diesel::x")]);
        let places: Vec<_> =
            tree.sources().flat_map(|source| source.places("diesel::").map(|at| at.0).collect::<Vec<_>>()).collect();
        assert_eq!(places, ["a.rs:3"]);
    }
}
