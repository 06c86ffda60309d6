//! A value as somebody gave it, before it is checked.

use super::{setting::Setting, source::Source};

/// A value as somebody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// One text.
    One(String),
    /// A list of texts.
    Many(Vec<String>),
}

/// A value for a known setting.
pub(super) struct Item {
    pub(super) setting: &'static Setting,
    /// The value is the path of a file that holds it (`<key>_file`).
    pub(super) in_file: bool,
    pub(super) given: Given,
    pub(super) source: Source,
}

impl Given {
    /// From a variable or a flag: a list is separated by commas, or is a list of TOML if an item has a comma in it.
    pub(super) fn from_text(text: String, setting: &Setting) -> Self {
        if !setting.kind.is_list {
            return Self::One(text);
        }
        if let Some(items) = toml_list(&text) {
            return Self::Many(items);
        }
        Self::Many(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
    }

    pub(super) fn texts(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

fn toml_list(text: &str) -> Option<Vec<String>> {
    // `[::1]:8620` begins like a list, and is none.
    let parsed = text.trim().starts_with('[').then(|| toml::de::DeValue::parse(text.trim()).ok())??;
    parsed.get_ref().as_array()?.iter().map(|item| Some(item.get_ref().as_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::find;

    fn groups(text: &str) -> Given {
        let (setting, _) = find("oidc.administrator_groups").unwrap();
        Given::from_text(text.to_owned(), setting)
    }

    #[test]
    fn a_list_is_separated_by_commas_or_is_a_list_of_toml() {
        assert_eq!(groups("a, b,"), Given::Many(vec!["a".into(), "b".into()]));
        assert_eq!(groups(r#"["cn=a,dc=b", "c"]"#), Given::Many(vec!["cn=a,dc=b".into(), "c".into()]));
        assert_eq!(groups("[::1]:8620,c"), Given::Many(vec!["[::1]:8620".into(), "c".into()]));
        assert_eq!(groups(""), Given::Many(vec![]));
    }
}
