//! The layer of the configuration file: TOML, every value with its line.

use super::{
    given::{Given, Item},
    near::nearest,
    problem::Problem,
    setting::Setting,
    source::Source,
    table,
};
use std::path::Path;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Values from the text of a configuration file.
pub(super) fn items(path: &Path, text: &str, problems: &mut Vec<Problem>) -> Vec<Item> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        let what = format!("{} line {line}", path.display());
        problems.push(Problem::Unreadable { what, reason: error.message().to_owned() });
    }
    let mut reader = Reader { path, text, problems, items: Vec::new() };
    if errors.is_empty() {
        reader.table("", table.get_ref());
    }
    reader.items
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
    items: Vec<Item>,
}

impl Reader<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            let key = format!("{prefix}{}", name.get_ref());
            self.entry(&key, name.span().start, value);
        }
    }

    fn entry(&mut self, key: &str, position: usize, value: &Spanned<DeValue<'_>>) {
        let source = Source::File { path: self.path.to_owned(), line: line_of(self.text, position) };
        let below = format!("{key}.");
        let has_below = table::names().any(|known| known.starts_with(&below));
        if let (true, Some(table)) = (has_below, value.get_ref().as_table()) {
            return self.table(&below, table);
        }
        // Flags and variables are forgiving about dots and dashes; a file that is kept is not.
        let Some((setting, in_file)) = table::find(key).filter(|_| table::names().any(|known| known == key)) else {
            let names: Vec<String> = table::names().collect();
            let near = nearest(key, names.iter().map(String::as_str)).map(str::to_owned);
            return self.problems.push(Problem::Unknown { name: key.to_owned(), source, near });
        };
        match given(value.get_ref()) {
            Some(Given::One(text)) if setting.kind.is_list => {
                self.items.push(Item { setting, in_file, given: Given::from_text(text, setting), source });
            }
            Some(given @ Given::Many(_)) if !setting.kind.is_list => {
                self.refuse(setting, &given.texts().join(", "), source)
            }
            Some(given) => self.items.push(Item { setting, in_file, given, source }),
            None => self.refuse(setting, value.get_ref().type_str(), source),
        }
    }

    fn refuse(&mut self, setting: &Setting, value: &str, source: Source) {
        let value = (!setting.secret).then(|| value.to_owned());
        let allowed = setting.kind.allowed.to_owned();
        self.problems.push(Problem::Value { key: setting.key.to_owned(), value, source, allowed });
    }
}

/// Nothing for what no setting can be: a date, a table, a list of those.
fn given(value: &DeValue<'_>) -> Option<Given> {
    match value {
        DeValue::Array(items) => items.iter().map(|item| plain(item.get_ref())).collect::<Option<_>>().map(Given::Many),
        one => plain(one).map(Given::One),
    }
}

fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

fn line_of(text: &str, position: usize) -> usize {
    text.as_bytes()[..position.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
