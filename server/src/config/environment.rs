//! The layer of environment variables, and what else a configuration takes from the process.

use super::{
    given::{Given, Item},
    near::nearest,
    problem::Problem,
    source::Source,
    table,
};
use std::{
    ffi::{OsStr, OsString},
    io,
    path::PathBuf,
};

/// What of the process a configuration depends on; read once, so that tests can give their own.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Environment variables.
    pub variables: Vec<(OsString, OsString)>,
    /// The path of the running binary.
    pub executable: Option<PathBuf>,
    /// Relative paths start here.
    pub working_directory: PathBuf,
}

/// Variables with our prefix that are no settings: for tests, and the name of the configuration file.
const NOT_SETTINGS: [&str; 3] = ["SCALEPH_CONFIG", "SCALEPH_BIN", "SCALEPH_SITE"];

impl Surroundings {
    /// Those of this process.
    ///
    /// # Errors
    /// If there is no working directory (any more).
    pub fn of_process() -> io::Result<Self> {
        Ok(Self {
            variables: std::env::vars_os().collect(),
            executable: std::env::current_exe().ok(),
            working_directory: std::env::current_dir()?,
        })
    }

    /// The value of a variable, unless it is empty.
    pub(super) fn variable(&self, name: &str) -> Option<&OsStr> {
        let (_, value) = self.variables.iter().find(|(known, _)| known == name)?;
        (!value.is_empty()).then_some(value)
    }

    /// Values from `SCALEPH_*`. An empty one is a value, too: it switches off what may be switched off.
    pub(super) fn items(&self, problems: &mut Vec<Problem>) -> Vec<Item> {
        let mut items = Vec::new();
        let in_kubernetes = self.variable("KUBERNETES_SERVICE_HOST").is_some();
        let mut variables: Vec<_> = self.variables.iter().collect();
        variables.sort();
        for (name, value) in variables {
            let Some(name) = name.to_str().filter(|name| is_setting(name) && !(in_kubernetes && is_service_link(name)))
            else {
                continue;
            };
            let source = Source::Environment(name.to_owned());
            let Some((setting, in_file)) = table::find(&name["SCALEPH_".len()..]) else {
                problems.push(Problem::Unknown { near: nearest_variable(name), name: name.to_owned(), source });
                continue;
            };
            let Some(text) = value.to_str() else {
                let allowed = format!("{}, in UTF-8", setting.kind.allowed);
                problems.push(Problem::Value { key: setting.key.to_owned(), value: None, source, allowed });
                continue;
            };
            items.push(Item { setting, in_file, given: Given::from_text(text.to_owned(), setting), source });
        }
        items
    }
}

fn is_setting(name: &str) -> bool {
    name.starts_with("SCALEPH_") && !name.starts_with("SCALEPH_TEST_") && !NOT_SETTINGS.contains(&name)
}

/// Kubernetes tells a container about every service of its namespace; one named `scaleph` gets our prefix.
fn is_service_link(name: &str) -> bool {
    let has_port = |name: &str| {
        let number = name.split("_PORT_").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        number || name.ends_with("_PORT")
    };
    name.contains("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || has_port(name)
}

fn nearest_variable(name: &str) -> Option<String> {
    let names: Vec<String> =
        table::names().map(|key| format!("SCALEPH_{}", key.replace('.', "_").to_uppercase())).collect();
    nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}
