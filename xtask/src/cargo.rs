//! How cargo is called: always the same packages with the same environment, so that nothing is built twice.

use crate::place::Place;
use std::{env, ffi::OsString, process::Command};

/// The target of the browser's module.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Starts a cargo command as a person would in a terminal.
pub(crate) fn plain() -> Command {
    cleaned(Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())))
}

/// Starts a cargo command in the root of the workspace.
pub(crate) fn cargo(place: &Place, arguments: &[&str]) -> Command {
    let mut command = plain();
    command.current_dir(&place.root).args(arguments);
    command
}

/// The `-p` arguments of everything that runs on the server: `default-members`, and `app`.
///
/// Features unify over the packages of one call. This set gives each dependency the features that plain `cargo build`
/// gives it, because `server` needs `app[ssr]` already; with `frontend` or `xtask` in it, everything is built again.
pub(crate) fn server_side(place: &Place) -> Vec<String> {
    let defaults = place.metadata["workspace_default_members"].as_array().into_iter().flatten();
    let mut ids: Vec<&str> = defaults.filter_map(|id| id.as_str()).collect();
    let packages = place.metadata["packages"].as_array().into_iter().flatten();
    let (mut names, mut arguments) = (Vec::new(), Vec::new());
    for package in packages {
        let (Some(name), Some(id)) = (package["name"].as_str(), package["id"].as_str()) else {
            continue;
        };
        if name == "app" {
            ids.push(id);
        }
        if ids.contains(&id) {
            names.push(name.to_owned());
        }
    }
    for name in names {
        arguments.extend(["--package".to_owned(), name]);
    }
    arguments
}

/// Takes out what `cargo run` put into our own environment.
///
/// Build scripts that watch these (ring's does) would run again each time a person and we take turns.
pub(crate) fn cleaned(mut command: Command) -> Command {
    for (name, _) in env::vars_os() {
        if set_by_cargo_run(&name) {
            command.env_remove(name);
        }
    }
    command
}

fn set_by_cargo_run(name: &OsString) -> bool {
    let Some(name) = name.to_str() else { return false };
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| name.starts_with(prefix))
        || ["CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_server_side_is_default_members_and_app() {
        let packages = json!([
            {"name": "app", "id": "a"}, {"name": "frontend", "id": "f"},
            {"name": "server", "id": "s"}, {"name": "xtask", "id": "x"},
        ]);
        let metadata = json!({"packages": packages, "workspace_default_members": ["s"]});
        let place = Place { root: "/".into(), target: "/".into(), metadata };
        assert_eq!(server_side(&place).join(" "), "--package app --package server");
    }

    #[test]
    fn what_cargo_run_sets_does_not_reach_the_next_cargo() {
        assert!(set_by_cargo_run(&"CARGO_PKG_NAME".into()) && set_by_cargo_run(&"CARGO_MANIFEST_DIR".into()));
        assert!(!set_by_cargo_run(&"CARGO_HOME".into()) && !set_by_cargo_run(&"CARGO_TARGET_DIR".into()));
    }
}
