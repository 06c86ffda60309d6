//! The list of what a machine needs.

use super::{
    level::Level,
    need::{NOTHING, Need},
    npm, probe,
};
use crate::{cargo::WASM, place::Place, process};
use anyhow::Result;

/// What a machine needs for `level`, in the order in which it is installed.
pub(super) fn of(level: Level) -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(move |need| need.level <= level)
}

static NEEDS: &[Need] = &[
    Need {
        what: "Rust",
        probe: probe::rust,
        programs: &["rustc", "cargo"],
        by_hand: "rustup update stable",
        ..NOTHING
    },
    Need {
        what: "C compiler",
        probe: |_| probe::first_line("cc", &["--version"]),
        programs: &["cc"],
        packages: &["gcc", "libc6-dev"],
        by_hand: "install gcc or clang",
        ..NOTHING
    },
    Need {
        what: WASM,
        probe: |place| wasm_target(place, true).map(|()| "compiles".into()).map_err(|_| "does not compile".into()),
        install: Some(|place| wasm_target(place, false)),
        by_hand: "sh xtask/install-wasm-target.sh",
        ..NOTHING
    },
    Need {
        what: "Node.js",
        probe: |_| probe::at_least("node", 20),
        programs: &["node"],
        packages: &["nodejs"],
        by_hand: "install Node.js 20 or newer",
        ..NOTHING
    },
    Need {
        what: "npm",
        probe: |_| probe::at_least("npm", 9),
        programs: &["npm"],
        packages: &["npm"],
        by_hand: "install npm 9 or newer",
        ..NOTHING
    },
    Need {
        what: "Java",
        probe: |_| probe::java(),
        programs: &["java"],
        packages: &["default-jdk-headless"],
        by_hand: "install a JDK 11, 17 or 21 and put it on PATH or into JAVA_HOME",
        ..NOTHING
    },
    Need {
        what: "Maven",
        probe: |_| probe::first_line("mvn", &["--version"]),
        programs: &["mvn"],
        packages: &["maven"],
        by_hand: "install Maven 3.8 or newer: the local engine is assembled with it",
        ..NOTHING
    },
    Need {
        what: "npm packages",
        probe: |place| npm::installed(place, npm::SCRIPTS),
        files: |place| npm::files(place, npm::SCRIPTS),
        install: Some(|place| npm::install(place, npm::SCRIPTS)),
        by_hand: "npm ci in app/src/js",
        ..NOTHING
    },
    Need {
        what: "rustfmt and clippy",
        level: Level::Test,
        probe: probe::components,
        install: Some(|place| process::run(place.command("rustup").args(["component", "add", "rustfmt", "clippy"]))),
        by_hand: "rustup component add rustfmt clippy",
        ..NOTHING
    },
    Need {
        what: "npm packages of the tests",
        level: Level::Test,
        probe: |place| npm::installed(place, npm::TESTS),
        files: |place| npm::files(place, npm::TESTS),
        install: Some(|place| npm::install(place, npm::TESTS)),
        by_hand: "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci in end2end",
        ..NOTHING
    },
    Need {
        what: "Java compiler",
        level: Level::Test,
        probe: |_| probe::first_line("javac", &["-version"]),
        programs: &["javac"],
        packages: &["default-jdk-headless"],
        by_hand: "install a JDK 11, 17 or 21",
        ..NOTHING
    },
    Need {
        what: "Chromium",
        level: Level::Test,
        probe: |_| probe::first_line("chromium", &["--version"]),
        programs: &["chromium"],
        packages: &["chromium"],
        by_hand: "install Chromium as `chromium`",
        ..NOTHING
    },
    Need {
        what: "fonts",
        level: Level::Test,
        probe: |_| probe::fonts(),
        programs: &["fc-list"],
        packages: &["fontconfig", "fonts-dejavu-core", "fonts-noto-cjk"],
        by_hand: "install fonts with Latin and Chinese characters, and fontconfig",
        ..NOTHING
    },
    Need {
        what: "SQLite shell",
        level: Level::Test,
        probe: |_| probe::first_line("sqlite3", &["--version"]),
        programs: &["sqlite3"],
        packages: &["sqlite3"],
        by_hand: "install `sqlite3`; the figures are measured on rows that it writes",
        ..NOTHING
    },
    Need {
        what: "PostgreSQL server",
        level: Level::Test,
        probe: |_| probe::postgres().map(|folder| folder.display().to_string()),
        files: |_| probe::postgres().map(|folder| folder.join("postgres")).into_iter().collect(),
        packages: &["postgresql"],
        by_hand: "install the PostgreSQL server, or put its initdb on PATH",
        ..NOTHING
    },
];

/// The script works before anything compiles; it knows the ways to the target.
fn wasm_target(place: &Place, only_look: bool) -> Result<()> {
    let mut command = place.command("sh");
    command.arg("xtask/install-wasm-target.sh").args(only_look.then_some("--check"));
    if only_look {
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    }
    process::run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_need_says_how_a_person_gets_it() {
        assert!(of(Level::Test).all(|need| !need.what.is_empty() && !need.by_hand.is_empty()));
    }

    #[test]
    fn what_only_tests_need_is_not_asked_for_to_run() {
        let names: Vec<_> = of(Level::Run).map(|need| need.what).collect();
        assert!(names.contains(&"Node.js") && !names.contains(&"Chromium"));
        assert!(of(Level::Test).count() > names.len());
    }
}
