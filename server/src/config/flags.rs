//! The layer of flags. How a command line is taken apart is `cli`'s business.

use super::{
    given::{Given, Item},
    near::nearest,
    problem::Problem,
    source::Source,
    table,
};
use std::ffi::OsString;

/// A flag with its value, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// With its dashes: `--session.idle`, `--session-idle`.
    pub name: String,
    /// What followed it; nothing if it was the last.
    pub value: Option<OsString>,
}

/// Values from flags; a flag that is given twice counts by its last value.
pub(super) fn items(flags: &[Flag], problems: &mut Vec<Problem>) -> Vec<Item> {
    let mut items = Vec::new();
    for flag in flags {
        let source = Source::Flag(flag.name.clone());
        let Some((setting, in_file)) = table::find(flag.name.trim_start_matches('-')) else {
            problems.push(Problem::Unknown { name: flag.name.clone(), source, near: nearest_flag(&flag.name) });
            continue;
        };
        let key = setting.key.to_owned();
        let text = match &flag.value {
            Some(value) => value.to_str().map(str::to_owned),
            None => setting.kind.is_switch.then(|| "true".to_owned()),
        };
        let Some(text) = text else {
            let needed = if flag.value.is_none() { "a value after it" } else { "a value in UTF-8" };
            problems.push(Problem::Rule { key, source, text: format!("needs {needed}: {}", setting.kind.allowed) });
            continue;
        };
        items.push(Item { setting, in_file, given: Given::from_text(text, setting), source });
    }
    items
}

fn nearest_flag(name: &str) -> Option<String> {
    let dashes = name.contains('-') && !name.contains('.');
    let key = name.trim_start_matches('-').replace(['-', '_'], ".").to_lowercase();
    let flattened: Vec<(String, String)> = table::names().map(|known| (known.replace('_', "."), known)).collect();
    let near = nearest(&key, flattened.iter().map(|(flat, _)| flat.as_str()))?;
    let (_, known) = flattened.iter().find(|(flat, _)| flat == near)?;
    Some(format!("--{}", if dashes { known.replace(['.', '_'], "-") } else { known.clone() }))
}
