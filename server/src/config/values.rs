//! The values that count, each with its source, after all layers are put on each other and every text is checked.

use super::{given::Given, kind::FromText, problem::Problem, source::Source};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The values that count, each with its source.
pub struct Values {
    pub(super) values: BTreeMap<&'static str, Value>,
    pub(super) working_directory: PathBuf,
}

pub(super) struct Value {
    pub(super) given: Given,
    pub(super) source: Source,
}

impl Values {
    /// Where the value of a setting comes from.
    pub fn source(&self, key: &str) -> Source {
        self.values.get(key).map_or(Source::Default, |value| value.source.clone())
    }

    /// The value; nothing if nobody gave one, or an empty one.
    pub(super) fn get<T: FromText>(&self, key: &str) -> Option<T> {
        let text = self.values.get(key)?.given.texts().first()?;
        // An empty text has passed the check only where it is allowed.
        (!text.is_empty()).then(|| T::from_text(text).expect("every text was checked"))
    }

    /// The value of a setting whose default is a text and which may not be empty.
    pub(super) fn require<T: FromText>(&self, key: &str) -> T {
        self.get(key).expect("the setting has a default")
    }

    pub(super) fn list<T: FromText>(&self, key: &str) -> Vec<T> {
        let texts = self.values.get(key).map_or(&[][..], |value| value.given.texts());
        let texts = texts.iter().filter(|text| !text.is_empty());
        texts.map(|text| T::from_text(text).expect("every text was checked")).collect()
    }

    /// A path, absolute; one from the configuration file starts at its folder.
    pub(super) fn path(&self, key: &str) -> Option<PathBuf> {
        let path: PathBuf = self.get(key)?;
        Some(self.absolute(key, &path))
    }

    pub(super) fn absolute(&self, key: &str, path: &Path) -> PathBuf {
        let base =
            self.values.get(key).map_or(&*self.working_directory, |value| value.source.base(&self.working_directory));
        std::path::absolute(base.join(path)).expect("a path that is not empty can be made absolute")
    }

    /// Records what a setting that nobody gave comes to, so that it is printed.
    pub(super) fn derive(&mut self, key: &'static str, text: impl Into<String>) {
        let value = Value { given: Given::One(text.into()), source: Source::Default };
        self.values.entry(key).or_insert(value);
    }

    /// The problem that a value, fine by itself, is here.
    pub(super) fn rule(&self, key: &str, text: impl Into<String>) -> Problem {
        Problem::Rule { key: key.to_owned(), source: self.source(key), text: text.into() }
    }
}
