//! The phases and their order.

use super::{Run, tally::Tally};
use anyhow::{Context, Result};

/// One part of a run.
#[derive(Debug)]
pub(super) struct Phase {
    /// As it is written on the command line.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) about: &'static str,
    /// True when it makes no sense after a build that failed.
    pub(super) needs_build: bool,
    /// Does it; an error is one failure.
    pub(super) run: fn(&mut Run) -> Result<Tally>,
}

/// In the order in which they run.
pub(super) static PHASES: &[Phase] = &[
    Phase { name: "setup", about: "installs what is missing", needs_build: false, run: Run::set_up },
    Phase { name: "format", about: "rustfmt, and the types of the scripts", needs_build: false, run: Run::format },
    Phase { name: "check", about: "the invariants of the house", needs_build: false, run: Run::check },
    Phase { name: "lint", about: "clippy on both targets", needs_build: false, run: Run::lint },
    Phase { name: "build", about: "the browser's files and the server", needs_build: false, run: Run::build },
    Phase { name: "rust", about: "tests of the crates, on both databases", needs_build: true, run: Run::rust },
    Phase { name: "doc", about: "examples in the documentation", needs_build: true, run: Run::doc },
    Phase { name: "chaos", about: "ten jobs of which everything is killed", needs_build: true, run: Run::chaos },
    Phase { name: "end2end", about: "a browser, the server, real engines", needs_build: true, run: Run::end2end },
];

/// Those that run tests and so understand a filter.
const WITH_TESTS: [&str; 2] = ["rust", "end2end"];

/// Those that run the server that was built.
const ON_THE_BUILD: [&str; 2] = ["chaos", "end2end"];

/// The phase of that name.
pub(super) fn find(name: &str) -> Result<&'static Phase> {
    let found = PHASES.iter().find(|phase| phase.name == name);
    found.with_context(|| format!("no phase is called {name}: {}", names()))
}

/// All names, for messages.
pub(super) fn names() -> String {
    PHASES.iter().map(|phase| phase.name).collect::<Vec<_>>().join("|")
}

/// What runs: everything, the phases asked for, or with a filter those that understand it; and what they stand on.
pub(super) fn chosen(only: &[&Phase], filtered: bool) -> Vec<&'static Phase> {
    let asked = |phase: &&Phase| match (only.is_empty(), filtered) {
        (true, false) => true,
        (true, true) => WITH_TESTS.contains(&phase.name),
        (false, _) => only.iter().any(|wanted| wanted.name == phase.name),
    };
    let of_built = PHASES.iter().filter(asked).any(|phase| ON_THE_BUILD.contains(&phase.name));
    let below = |phase: &&Phase| phase.name == "setup" || (of_built && phase.name == "build");
    PHASES.iter().filter(|phase| asked(phase) || below(phase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(only: &[&str], filtered: bool) -> String {
        let only: Vec<_> = only.iter().map(|name| find(name).unwrap()).collect();
        chosen(&only, filtered).iter().map(|phase| phase.name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn everything_runs_unless_something_is_asked_for() {
        assert_eq!(names_of(&[], false), "setup format check lint build rust doc chaos end2end");
        assert_eq!(names_of(&["check"], false), "setup check");
        assert_eq!(names_of(&["chaos"], false), "setup build chaos");
        assert_eq!(names_of(&["end2end"], true), "setup build end2end");
        assert_eq!(names_of(&[], true), "setup build rust end2end");
    }

    #[test]
    fn an_unknown_phase_is_refused_with_the_names_that_exist() {
        assert!(find("unit").unwrap_err().to_string().contains("rust|doc"));
    }
}
