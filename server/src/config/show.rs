//! The table of settings and the values that count, as text for people. Secrets are not among it.

use super::{
    load::Loaded,
    setting::{Fallback, Setting},
    source::Source,
    table::SETTINGS,
};
use std::fmt::Write as _;

/// What counts, each with its source, in the form of a configuration file (`scaleph config`).
pub fn toml_text(loaded: &Loaded) -> String {
    let mut text = match &loaded.file {
        Some(path) => format!("# with the configuration file {}\n", path.display()),
        None => "# without a configuration file\n".to_owned(),
    };
    for setting in SETTINGS {
        let line = match loaded.values.values.get(setting.key) {
            Some(value) => {
                let texts = value.given.texts();
                let shown: Vec<String> = texts.iter().map(|text| (setting.shown)(text)).collect();
                // Who uses this as a file must not get `(set)` as a password.
                let comment = if shown == texts { "" } else { "# " };
                format!("{comment}{} = {}  # {}", setting.key, toml_value(setting, &shown), value.source)
            }
            None => format!("# {} is not set", setting.key),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn toml_value(setting: &Setting, texts: &[String]) -> String {
    // A string of JSON is a basic string of TOML, too.
    let quoted: Vec<String> = texts.iter().map(|text| serde_json::Value::from(text.as_str()).to_string()).collect();
    match texts {
        _ if setting.kind.is_list => format!("[{}]", quoted.join(", ")),
        [text] if setting.kind.is_switch => text.clone(),
        _ => quoted.concat(),
    }
}

/// The settings as a Markdown table, for the README.
pub fn markdown_table() -> String {
    let mut text = "| setting | what it is | kind | default |\n|---|---|---|---|\n".to_owned();
    for setting in SETTINGS {
        let file = if setting.secret { format!(" or `{}_file`", setting.key) } else { String::new() };
        let default = match setting.default {
            Fallback::Text(default) => format!("`{default}`"),
            Fallback::Derived(words) => words.to_owned(),
            Fallback::Absent => "–".to_owned(),
        };
        let kind = setting.kind.described();
        let _ = writeln!(text, "| `{}`{file} | {} | {kind} | {default} |", setting.key, setting.help);
    }
    text
}

/// The settings as `--help` lists them.
pub fn flag_help() -> String {
    let mut text = String::new();
    for setting in SETTINGS {
        let default = match setting.default {
            Fallback::Text(default) => format!(" [{default}]"),
            Fallback::Derived(words) => format!(" [{}]", words.replace('`', "")),
            Fallback::Absent => String::new(),
        };
        let file = if setting.secret { ", or --".to_owned() + setting.key + "_file" } else { String::new() };
        let _ = writeln!(text, "  --{}{file}  <{}>{default}", setting.key, setting.kind.described());
        let _ = writeln!(text, "      {}", setting.help.replace('`', ""));
    }
    text
}

impl Loaded {
    /// The keys that somebody set, with their sources, for the log at the start.
    pub fn given(&self) -> Vec<String> {
        let given = self.values.values.iter().filter(|(_, value)| value.source != Source::Default);
        given.map(|(key, value)| format!("{key} ({})", value.source)).collect()
    }
}
