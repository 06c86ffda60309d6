//! The phases that look at the sources: format and lint.

use super::{Run, report, tally::Tally};
use crate::{
    cargo::{self, WASM},
    output::capture,
    step::step,
};
use anyhow::{Result, bail};
use std::process::Command;

impl Run {
    /// Everything is formatted, and the scripts' types agree.
    pub(super) fn format(&mut self) -> Result<Tally> {
        self.must("rustfmt", &mut cargo::cargo(&self.place, &["fmt", "--all", "--check"]))?;
        for folder in ["app/src/js", "end2end"] {
            let folder = self.place.root.join(folder);
            if folder.join("tsconfig.json").exists() {
                let mut command = self.place.command(folder.join("node_modules/.bin/tsc"));
                self.must("tsc", command.current_dir(&folder).args(["--noEmit", "--pretty", "false"]))?;
            }
        }
        Ok(Tally::default())
    }

    /// Clippy on the server side with all tests, on the browser side, and on these commands.
    ///
    /// Three calls, because features unify over the packages of one.
    pub(super) fn lint(&mut self) -> Result<Tally> {
        let server = cargo::server_side(&self.place);
        let mut tally = Tally::default();
        for (name, packages) in [
            ("clippy-server", server.iter().map(String::as_str).chain(["--all-targets"]).collect::<Vec<_>>()),
            ("clippy-browser", vec!["--package", "frontend", "--target", WASM]),
            ("clippy-xtask", vec!["--package", "xtask", "--all-targets"]),
        ] {
            let mut command = cargo::cargo(&self.place, &["clippy", "--quiet", "--keep-going"]);
            command.args(packages).args(["--", "--deny", "warnings"]);
            if let Err(error) = self.must(name, &mut command) {
                println!("{error:#}");
                tally += Tally::FAILURE;
            }
        }
        Ok(tally)
    }

    /// Runs a command that prints only when something is wrong.
    fn must(&self, name: &str, command: &mut Command) -> Result<()> {
        let output = step(name, || capture(command, &self.log(name), |_| ()))?;
        if !output.status.success() {
            bail!("{}\n{name} failed", report::tail(&output.text));
        }
        Ok(())
    }
}
