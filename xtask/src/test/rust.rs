//! The phases that run Rust tests.

use super::{Run, report, tally::Tally};
use crate::{
    cargo,
    output::{Output, capture},
    step::step,
};
use anyhow::{Result, bail};
use std::process::Command;

impl Run {
    /// Tests of all crates, then those of these commands.
    pub(super) fn rust(&mut self) -> Result<Tally> {
        let server = cargo::server_side(&self.place);
        let surroundings = self.surroundings();
        let mut tally = Tally::default();
        for (name, packages) in [("tests", server), ("tests-xtask", vec!["--package".into(), "xtask".into()])] {
            let test = || {
                let mut command = cargo::cargo(&self.place, &["test", "--tests", "--no-fail-fast"]);
                command.args(&packages).env("CARGO_TERM_COLOR", "never");
                command.envs(surroundings.iter().map(|(name, value)| (name, value)));
                command
            };
            let log = self.log(&format!("{name}-compile"));
            let built = step("compile", || capture(test().arg("--no-run"), &log, |_| ()))?;
            if !built.status.success() {
                println!("{}", report::of_cargo(&built.text));
                tally += Tally::FAILURE;
                continue;
            }
            let mut command = test();
            // `--show-output`: a test that passes may have said that it skipped something.
            command.args(&self.filter).args(["--", "--show-output"]);
            tally += self.count(name, &mut command)?;
        }
        Ok(tally)
    }

    /// Examples in the documentation; those that must not compile prove the scopes.
    pub(super) fn doc(&mut self) -> Result<Tally> {
        let mut command = cargo::cargo(&self.place, &["test", "--doc", "--no-fail-fast"]);
        command.args(libraries(&cargo::server_side(&self.place), &self.place.metadata));
        self.count("doc", command.env("CARGO_TERM_COLOR", "never"))
    }

    fn count(&mut self, name: &str, command: &mut Command) -> Result<Tally> {
        let output = step(name, || capture(command, &self.log(name), tell))?;
        self.note_skipped(&output.text);
        verdict(&output)
    }
}

/// A run that failed without a failed test is an error: something did not compile, or a test took the process down.
fn verdict(output: &Output) -> Result<Tally> {
    let tally = Tally::of_cargo(&output.text);
    if output.status.success() {
        return Ok(tally);
    }
    println!("{}", report::of_cargo(&output.text));
    if tally.failed == 0 {
        bail!("cargo test: {}", output.status);
    }
    Ok(tally)
}

/// Prints which binary runs and how it ended.
fn tell(line: &str) {
    let running = line.trim_start();
    if running.starts_with("Running ") || running.starts_with("Doc-tests ") || line.starts_with("test result:") {
        println!("  {running}");
    }
}

/// The packages of the arguments that have a library: `cargo test --doc` refuses the others.
fn libraries(packages: &[String], metadata: &serde_json::Value) -> Vec<String> {
    let all = metadata["packages"].as_array().into_iter().flatten();
    let library = |target: &serde_json::Value| target["kind"].as_array().is_some_and(|kinds| kinds[0] == "lib");
    let with_library: Vec<&str> = all
        .filter(|package| package["targets"].as_array().is_some_and(|targets| targets.iter().any(library)))
        .filter_map(|package| package["name"].as_str())
        .collect();
    let names = packages.iter().filter(|name| with_library.contains(&name.as_str()));
    names.flat_map(|name| ["--package".to_owned(), name.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_package_without_a_library_has_no_documentation_to_test() {
        let metadata = json!({"packages": [
            {"name": "model", "targets": [{"kind": ["lib"]}]},
            {"name": "server", "targets": [{"kind": ["bin"]}]},
        ]});
        let packages = ["--package", "model", "--package", "server"].map(str::to_owned);
        assert_eq!(libraries(&packages, &metadata).join(" "), "--package model");
    }
}
