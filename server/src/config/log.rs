//! What is logged, and how it is written.

use super::{kind::FromText, values::Values};
use tracing_subscriber::EnvFilter;

/// What is logged, and how it is written.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// In the syntax of [`EnvFilter`], checked.
    pub level: String,
    /// How a line is written.
    pub format: LogFormat,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogConfig {
    pub(super) fn new(values: &Values) -> Self {
        let LogFilter(level) = values.require("log.level");
        Self { level, format: values.require("log.format") }
    }
}

/// A filter that [`EnvFilter`] understands.
pub(super) struct LogFilter(String);

impl FromText for LogFilter {
    const NAME: &'static str = "log filter";
    const ALLOWED: &'static str =
        "`error`, `warn`, `info`, `debug`, `trace` or `off`, or modules with levels as in `info,server=debug`";

    fn from_text(text: &str) -> Option<Self> {
        // `EnvFilter` takes any word for a module of which everything is wanted; somebody who writes `verbose` means a level.
        let is_level = |word: &str| ["error", "warn", "info", "debug", "trace", "off"].contains(&word);
        let is_plain = |part: &str| part.contains(['=', '[', ']', '{', '}']) || is_level(part.trim());
        let is_meant = !text.is_empty() && text.split(',').all(is_plain);
        (is_meant && EnvFilter::try_new(text).is_ok()).then(|| Self(text.to_owned()))
    }
}

impl FromText for LogFormat {
    const NAME: &'static str = "text or json";
    const ALLOWED: &'static str = "`text` or `json`";

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_levels_alone_or_by_module() {
        for (text, allowed) in [
            ("info", true),
            ("info,server=debug,tower=warn", true),
            ("off", true),
            ("verbose", false),
            ("server=loud", false),
            ("", false),
        ] {
            assert_eq!(LogFilter::from_text(text).is_some(), allowed, "{text}");
        }
    }
}
