//! What the commands say about themselves.

use anyhow::{Context, Result};

const TEXT: &str = include_str!("help.txt");

/// The list of commands.
pub(crate) fn all() -> &'static str {
    TEXT.split("\n\n\n").next().unwrap_or(TEXT)
}

/// One command in full.
pub(crate) fn of(command: &str) -> Result<&'static str> {
    let text = TEXT.split("\n\n\n").skip(1).find(|text| first_word(text) == Some(command));
    text.map(str::trim).with_context(|| format!("no command is called {command}: see `cargo xtask help`"))
}

/// `cargo xtask NAME …`
fn first_word(text: &str) -> Option<&str> {
    text.split_whitespace().nth(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_list_is_described_in_full() {
        let commands = all().lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
        let names: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).collect();
        assert!(names.contains(&"setup") && names.len() > 6);
        assert!(names.iter().filter(|name| **name != "help").all(|name| of(name).is_ok()));
        assert!(of("deploy").is_err());
    }
}
