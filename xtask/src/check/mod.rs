//! `cargo xtask check`: the invariants of the house, as scans of manifests and sources.
//!
//! Only what is cheap and certain: each rule is a function from the [`Tree`] to what breaks it.

mod arrows;
mod authority;
mod code;
mod files;
mod hosts;
mod migrations;
mod owners;
mod sheets;
mod traps;
mod tree;
mod words;

use crate::{place::Place, step::step};
use anyhow::{Result, ensure};
use std::fmt;
use tree::Tree;

/// One place that breaks an invariant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// `app/src/ui/field.rs:12`, or a name.
    at: String,
    /// What is wrong and what is right.
    what: String,
}

impl Finding {
    fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

type Rule = fn(&Tree) -> Vec<Finding>;

static RULES: &[Rule] = &[
    arrows::known_crates,
    arrows::outside_crates,
    arrows::default_members,
    authority::makers,
    owners::names,
    files::length,
    files::names,
    files::module_docs,
    words::unfinished,
    words::expectations,
    traps::styles,
    traps::local_values,
    traps::nonce,
    traps::bindgen,
    hosts::hosts_and_paths,
    hosts::lock_files,
    migrations::same_names,
    sheets::imported,
];

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask check");
    let findings = findings(&Place::find()?)?;
    findings.iter().for_each(|finding| println!("{finding}"));
    ensure!(findings.is_empty(), "{} places break an invariant", findings.len());
    eprintln!("  all invariants hold");
    Ok(())
}

/// Everything that breaks an invariant.
pub(crate) fn findings(place: &Place) -> Result<Vec<Finding>> {
    step("scan", || {
        let tree = Tree::of(place)?;
        let mut findings: Vec<_> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
        findings.sort();
        Ok(findings)
    })
}
