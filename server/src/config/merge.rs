//! Puts the layers on each other, and checks every text that somebody gave, also one that does not count in the end.

use super::{
    given::{Given, Item},
    kind::Kind,
    problem::Problem,
    setting::Fallback,
    source::Source,
    table::SETTINGS,
};
use std::{collections::BTreeMap, path::PathBuf};

/// Later layers win; within a layer the last, but a secret and its `_file` together contradict each other.
pub(super) fn merge(layers: [Vec<Item>; 3], problems: &mut Vec<Problem>) -> BTreeMap<&'static str, Item> {
    let mut merged: BTreeMap<&'static str, Item> = defaults().map(|item| (item.setting.key, item)).collect();
    for layer in layers {
        let mut in_layer: BTreeMap<&'static str, Item> = BTreeMap::new();
        for item in layer {
            let key = item.setting.key;
            if !is_checked(&item, problems) {
                continue;
            }
            if let Some(before) = in_layer.get(key).filter(|before| before.in_file != item.in_file) {
                let text = format!("is given twice, as itself and as a file (also by {}); keep one", before.source);
                problems.push(Problem::Rule { key: key.to_owned(), source: item.source, text });
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
        Some(Item { setting, in_file: false, given, source: Source::Default })
    })
}

fn is_checked(item: &Item, problems: &mut Vec<Problem>) -> bool {
    let kind = if item.in_file { Kind::of::<PathBuf>() } else { item.setting.kind };
    let optional = !kind.is_list && !matches!(item.setting.default, Fallback::Text(_));
    let allows = |text: &String| kind.allows(text) || (optional && text.is_empty());
    let Some(bad) = item.given.texts().iter().find(|text| !allows(text)) else {
        return true;
    };
    problems.push(Problem::Value {
        key: if item.in_file { format!("{}_file", item.setting.key) } else { item.setting.key.to_owned() },
        value: (item.in_file || !item.setting.secret).then(|| bad.clone()),
        source: item.source.clone(),
        allowed: kind.allowed.to_owned(),
    });
    false
}
