//! Puts the layers on each other (default < file < environment < flag) and makes the typed configuration.

use super::{
    data::DataConfig,
    egress::EgressConfig,
    engine::EngineConfig,
    environment::Surroundings,
    file, flags,
    flags::Flag,
    given::{Given, Item},
    kind::Kind,
    log::LogConfig,
    problem::{ConfigError, Problem},
    query::QueryConfig,
    setting::Fallback,
    sign_in::{SessionConfig, SignInConfig},
    source::Source,
    table::SETTINGS,
    values::{Value, Values},
    web::{AdminConfig, WebConfig},
};
use std::{
    collections::BTreeMap,
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
        let lines = path
            .as_deref()
            .map_or_else(Vec::new, |path| file_items(path, &mut problems));

        let merged = merge([lines, variables, flags], &mut problems);
        let mut values = read_secret_files(merged, around, &mut problems);
        ConfigError::from_problems(problems)?;

        let config = typed(&mut values, around)?;
        Ok(Loaded {
            config,
            values,
            file: path,
        })
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
    let named = named
        .map(Path::to_owned)
        .or_else(|| around.variable("SCALEPH_CONFIG").map(PathBuf::from));
    if let Some(named) = named {
        return Some(around.working_directory.join(named));
    }
    let given = |items: &[Item]| {
        let item = items.iter().rev().find(|item| item.setting.key == "data_dir")?;
        item.given.texts().first().map(PathBuf::from)
    };
    let data_dir = given(flags)
        .or_else(|| given(variables))
        .or_else(|| around.data_dir())?;
    let path = around.working_directory.join(data_dir).join("scaleph.toml");
    path.exists().then_some(path)
}

fn file_items(path: &Path, problems: &mut Vec<Problem>) -> Vec<Item> {
    match fs::read_to_string(path) {
        Ok(text) => file::items(path, &text, problems),
        Err(error) => {
            let what = format!("the configuration file {}", path.display());
            problems.push(Problem::Unreadable {
                what,
                reason: error.to_string(),
            });
            Vec::new()
        }
    }
}

/// Later layers win; within a layer the last, but a secret and its `_file` together contradict each other.
fn merge(layers: [Vec<Item>; 3], problems: &mut Vec<Problem>) -> BTreeMap<&'static str, Item> {
    let mut merged: BTreeMap<&'static str, Item> = defaults().map(|item| (item.setting.key, item)).collect();
    for layer in layers {
        let mut in_layer: BTreeMap<&'static str, Item> = BTreeMap::new();
        for item in layer {
            let key = item.setting.key;
            if !is_checked(&item, problems) {
                continue;
            }
            if let Some(before) = in_layer.get(key).filter(|before| before.in_file != item.in_file) {
                let text = format!(
                    "is given twice, as itself and as a file (also by {}); keep one",
                    before.source
                );
                problems.push(Problem::Rule {
                    key: key.to_owned(),
                    source: item.source,
                    text,
                });
                continue;
            }
            in_layer.insert(key, item);
        }
        merged.append(&mut in_layer);
    }
    merged
}

fn defaults() -> impl Iterator<Item = Item> {
    SETTINGS.iter().filter_map(|setting| {
        let Fallback::Text(text) = setting.default else {
            return None;
        };
        let given = Given::from_text(text.to_owned(), setting);
        Some(Item {
            setting,
            in_file: false,
            given,
            source: Source::Default,
        })
    })
}

fn is_checked(item: &Item, problems: &mut Vec<Problem>) -> bool {
    let kind = if item.in_file {
        Kind::of::<PathBuf>()
    } else {
        item.setting.kind
    };
    let optional = !kind.is_list && !matches!(item.setting.default, Fallback::Text(_));
    let allows = |text: &String| kind.allows(text) || (optional && text.is_empty());
    let Some(bad) = item.given.texts().iter().find(|text| !allows(text)) else {
        return true;
    };
    problems.push(Problem::Value {
        key: if item.in_file {
            format!("{}_file", item.setting.key)
        } else {
            item.setting.key.to_owned()
        },
        value: (item.in_file || !item.setting.secret).then(|| bad.clone()),
        source: item.source.clone(),
        allowed: kind.allowed.to_owned(),
    });
    false
}

fn read_secret_files(
    merged: BTreeMap<&'static str, Item>,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Values {
    let mut values = BTreeMap::new();
    for (key, item) in merged {
        let item = if item.in_file {
            secret_item(item, around, problems)
        } else {
            Some(item)
        };
        if let Some(Item { given, source, .. }) = item {
            values.insert(key, Value { given, source });
        }
    }
    Values {
        values,
        working_directory: around.working_directory.clone(),
    }
}

fn secret_item(item: Item, around: &Surroundings, problems: &mut Vec<Problem>) -> Option<Item> {
    // An empty `_file` switches off a secret that an earlier layer gave.
    let named = item.given.texts().first().filter(|path| !path.is_empty())?;
    let path = item.source.base(&around.working_directory).join(named);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text.trim_end_matches(['\r', '\n']).to_owned(),
        Err(error) => {
            let what = format!("{} of {} ({})", path.display(), item.setting.key, item.source);
            problems.push(Problem::Unreadable {
                what,
                reason: error.to_string(),
            });
            return None;
        }
    };
    let source = Source::SecretFile {
        path,
        named_by: Box::new(item.source),
    };
    if !item.setting.kind.allows(&text) {
        let (key, allowed) = (item.setting.key.to_owned(), item.setting.kind.allowed.to_owned());
        problems.push(Problem::Value {
            key,
            value: None,
            source,
            allowed,
        });
        return None;
    }
    Some(Item {
        setting: item.setting,
        in_file: false,
        given: Given::One(text),
        source,
    })
}

impl Surroundings {
    /// Where data is kept when nobody says: the place that the host has for data of a person's programs.
    pub(super) fn data_dir(&self) -> Option<PathBuf> {
        let absolute = |name| {
            self.variable(name)
                .map(OsString::from)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let data = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
        Some(data.join("scaleph"))
    }
}

#[cfg(test)]
mod tests;
