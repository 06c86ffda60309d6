//! The browser tests: Playwright against the server that was built.

use super::{Run, report, tally::Tally};
use crate::{output::capture, step::step};
use anyhow::{Context, Result};
use std::fs;

impl Run {
    /// Runs the specs in `end2end/`.
    pub(super) fn end2end(&mut self) -> Result<Tally> {
        let folder = self.place.root.join("end2end");
        if !folder.join("package.json").exists() {
            self.skipped.insert("skipped: end2end, which has no package.json".into());
            return Ok(Tally::default());
        }
        let surroundings = self.surroundings();
        let built = self.built.as_ref().context("the build comes first")?;
        let results = self.place.work().join("end2end.json");
        if results.exists() {
            fs::remove_file(&results)?;
        }
        let mut command = self.place.command(folder.join("node_modules/.bin/playwright"));
        command.current_dir(&folder).args(["test", "--reporter=line,json", "--pass-with-no-tests"]);
        if let Some(filter) = &self.filter {
            command.args(["--grep", filter]);
        }
        command.env("SCALEPH_BIN", &built.binary).env("SCALEPH_SITE", &built.site);
        command.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &results).envs(surroundings);
        let output = step("playwright", || capture(&mut command, &self.log("end2end"), |_| ()))?;
        self.note_skipped(&output.text);

        let tally = fs::read_to_string(&results).context("Playwright wrote no report").and_then(|text| {
            let tally = Tally::of_playwright(&text)?;
            let silent = !output.status.success() && tally.failed == 0;
            Ok(Tally { failed: tally.failed + u64::from(silent), ..tally })
        });
        if tally.as_ref().map_or(true, |tally| tally.failed > 0) {
            println!("{}", report::tail(&output.text));
        }
        tally
    }
}
