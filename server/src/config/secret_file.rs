//! Secrets that are given as the path of a file, which is how containers and service managers hand them over.

use super::{
    environment::Surroundings,
    given::{Given, Item},
    problem::Problem,
    source::Source,
    values::{Value, Values},
};
use std::{collections::BTreeMap, fs};

/// Every value as it counts: that of a `_file` is what the file holds, without the end of its last line.
pub(super) fn read_secret_files(
    merged: BTreeMap<&'static str, Item>,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Values {
    let mut values = BTreeMap::new();
    for (key, item) in merged {
        let item = if item.in_file { secret_item(item, around, problems) } else { Some(item) };
        if let Some(Item { given, source, .. }) = item {
            values.insert(key, Value { given, source });
        }
    }
    Values { values, working_directory: around.working_directory.clone() }
}

fn secret_item(item: Item, around: &Surroundings, problems: &mut Vec<Problem>) -> Option<Item> {
    // An empty `_file` switches off a secret that an earlier layer gave.
    let named = item.given.texts().first().filter(|path| !path.is_empty())?;
    let path = item.source.base(&around.working_directory).join(named);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text.trim_end_matches(['\r', '\n']).to_owned(),
        Err(error) => {
            let what = format!("{} of {} ({})", path.display(), item.setting.key, item.source);
            problems.push(Problem::Unreadable { what, reason: error.to_string() });
            return None;
        }
    };
    let source = Source::SecretFile { path, named_by: Box::new(item.source) };
    if !item.setting.kind.allows(&text) {
        let (key, allowed) = (item.setting.key.to_owned(), item.setting.kind.allowed.to_owned());
        problems.push(Problem::Value { key, value: None, source, allowed });
        return None;
    }
    Some(Item { setting: item.setting, in_file: false, given: Given::One(text), source })
}
