//! Puts the layers on each other (default < file < environment < flag) and makes the typed configuration.

use super::{
    data::DataConfig,
    egress::EgressConfig,
    engine::EngineConfig,
    environment::Surroundings,
    file, flags,
    flags::Flag,
    given::Item,
    log::LogConfig,
    merge::merge,
    problem::{ConfigError, Problem},
    query::QueryConfig,
    secret_file::read_secret_files,
    sign_in::{SessionConfig, SignInConfig},
    values::Values,
    web::{AdminConfig, WebConfig},
};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// Everything that was set, checked and in its type; one part per concern.
#[derive(Clone, Debug)]
pub struct Config {
    /// The console's listener, and who may speak to it.
    pub web: WebConfig,
    /// The listener for metrics and health.
    pub admin: AdminConfig,
    /// Where things are kept.
    pub data: DataConfig,
    /// How long sessions live.
    pub session: SessionConfig,
    /// How people sign in.
    pub sign_in: SignInConfig,
    /// The local engine.
    pub engine: EngineConfig,
    /// What outgoing connections may reach.
    pub egress: EgressConfig,
    /// Bounds of interactive queries.
    pub query: QueryConfig,
    /// What is logged, and how.
    pub log: LogConfig,
}

/// A configuration with what it was made of.
pub struct Loaded {
    /// What the server uses.
    pub config: Config,
    /// What `scaleph config` prints.
    pub values: Values,
    /// The configuration file that was read, if any.
    pub file: Option<PathBuf>,
}

impl Config {
    /// Reads every layer. `file` is what `--config` named; else `SCALEPH_CONFIG`, else `scaleph.toml` in the data
    /// folder if it is there.
    ///
    /// # Errors
    /// With every problem that was found: unknown names, texts that are not allowed, files that cannot be read; and if
    /// there is none of these, values that do not go together.
    pub fn load(file: Option<&Path>, flags: &[Flag], around: &Surroundings) -> Result<Loaded, ConfigError> {
        let mut problems = Vec::new();
        let variables = around.items(&mut problems);
        let flags = flags::items(flags, &mut problems);
        let path = config_file(file, &flags, &variables, around);
        let lines = path.as_deref().map_or_else(Vec::new, |path| file_items(path, &mut problems));

        let merged = merge([lines, variables, flags], &mut problems);
        let mut values = read_secret_files(merged, around, &mut problems);
        ConfigError::from_problems(problems)?;

        let config = typed(&mut values, around)?;
        Ok(Loaded { config, values, file: path })
    }
}

fn typed(values: &mut Values, around: &Surroundings) -> Result<Config, ConfigError> {
    let mut problems = Vec::new();
    let data = DataConfig::new(values, around, &mut problems);
    let config = Config {
        web: WebConfig::new(values, &mut problems),
        admin: AdminConfig::new(values, &mut problems),
        session: SessionConfig::new(values, &mut problems),
        sign_in: SignInConfig::new(values, &mut problems),
        engine: EngineConfig::new(values, &data.database, &mut problems),
        egress: EgressConfig::new(values, &mut problems),
        query: QueryConfig::new(values, &mut problems),
        log: LogConfig::new(values),
        data,
    };
    ConfigError::from_problems(problems)?;
    Ok(config)
}

fn config_file(named: Option<&Path>, flags: &[Item], variables: &[Item], around: &Surroundings) -> Option<PathBuf> {
    let named = named.map(Path::to_owned).or_else(|| around.variable("SCALEPH_CONFIG").map(PathBuf::from));
    if let Some(named) = named {
        return Some(around.working_directory.join(named));
    }
    let given = |items: &[Item]| {
        let item = items.iter().rev().find(|item| item.setting.key == "data_dir")?;
        item.given.texts().first().map(PathBuf::from)
    };
    let data_dir = given(flags).or_else(|| given(variables)).or_else(|| around.data_dir())?;
    let path = around.working_directory.join(data_dir).join("scaleph.toml");
    path.exists().then_some(path)
}

fn file_items(path: &Path, problems: &mut Vec<Problem>) -> Vec<Item> {
    match fs::read_to_string(path) {
        Ok(text) => file::items(path, &text, problems),
        Err(error) => {
            let what = format!("the configuration file {}", path.display());
            problems.push(Problem::Unreadable { what, reason: error.to_string() });
            Vec::new()
        }
    }
}

impl Surroundings {
    /// Where data is kept when nobody says: the place that the host has for data of a person's programs.
    pub(super) fn data_dir(&self) -> Option<PathBuf> {
        let absolute =
            |name| self.variable(name).map(OsString::from).map(PathBuf::from).filter(|path| path.is_absolute());
        let data = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
        Some(data.join("scaleph"))
    }
}

#[cfg(test)]
mod tests;
