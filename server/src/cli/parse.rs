//! Takes a command line apart. Whether a setting exists and its value is allowed is `config`'s business.

use super::command::{Command, EngineCommand, Invocation};
use crate::config::{Flag, find, nearest};
use lexopt::{Arg, Parser};
use std::{ffi::OsString, path::PathBuf};

/// Why a command line is not understood.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}; see `scaleph help`")]
pub struct UsageError(String);

/// Takes apart the arguments that follow the name of the program.
///
/// # Errors
/// If there is no such command, or something is missing or too much. Unknown settings are refused when the
/// configuration is loaded, together with everything else that is wrong with it.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, UsageError> {
    let mut line = Line::default();
    let mut parser = Parser::from_args(arguments);
    while line.exec.is_none() {
        let name = match parser.next().map_err(|error| UsageError(error.to_string()))? {
            None => break,
            Some(Arg::Value(word)) => {
                line.word(word, &mut parser)?;
                continue;
            }
            Some(Arg::Short(letter)) => format!("-{letter}"),
            Some(Arg::Long(name)) => format!("--{name}"),
        };
        line.flag(name, &mut parser)?;
    }
    line.finish()
}

/// What was read so far.
#[derive(Default)]
struct Line {
    words: Vec<OsString>,
    flags: Vec<Flag>,
    config: Option<PathBuf>,
    help: bool,
    version: bool,
    json: bool,
    markdown: bool,
    exec: Option<Vec<OsString>>,
}

impl Line {
    fn word(&mut self, word: OsString, parser: &mut Parser) -> Result<(), UsageError> {
        self.words.push(word);
        if self.words.len() == 2 && self.words[0] == "engine" && self.words[1] == "exec" {
            let rest = parser.raw_args().map_err(|error| UsageError(error.to_string()))?;
            self.exec = Some(rest.collect());
        }
        Ok(())
    }

    fn flag(&mut self, name: String, parser: &mut Parser) -> Result<(), UsageError> {
        let switch = match name.as_str() {
            "-h" | "--help" => &mut self.help,
            "-V" | "--version" => &mut self.version,
            "--json" => &mut self.json,
            "--markdown" => &mut self.markdown,
            "--config" => {
                let path = parser.value().map_err(|_| UsageError("--config needs the path of a file".to_owned()))?;
                self.config = Some(path.into());
                return Ok(());
            }
            short if !short.starts_with("--") => return Err(UsageError(format!("there is no flag `{short}`"))),
            _ => {
                let value = value_of(&name, parser);
                self.flags.push(Flag { name, value });
                return Ok(());
            }
        };
        *switch = true;
        match parser.optional_value() {
            None => Ok(()),
            Some(_) => Err(UsageError(format!("{name} takes no value"))),
        }
    }

    fn finish(self) -> Result<Invocation, UsageError> {
        let command = self.command()?;
        if let (false, Some(flag)) = (command.is_configured(), self.flags.first()) {
            return Err(UsageError(format!("`{}` takes no settings, such as {}", self.text(), flag.name)));
        }
        let json = matches!(command, Command::SqlSplit | Command::Help);
        let markdown = matches!(command, Command::Config { .. } | Command::Help);
        for (given, known, name) in [(self.json, json, "--json"), (self.markdown, markdown, "--markdown")] {
            if given && !known {
                return Err(UsageError(format!("`{}` does not know {name}", self.text())));
            }
        }
        Ok(Invocation { command, flags: self.flags, config: self.config })
    }

    fn command(&self) -> Result<Command, UsageError> {
        if self.help {
            return Ok(Command::Help);
        }
        if self.version {
            return Ok(Command::Version);
        }
        if let Some(rest) = &self.exec {
            return Ok(Command::Engine(EngineCommand::Exec(rest.clone())));
        }
        let words: Vec<&str> = self.words.iter().map(|word| word.to_str().unwrap_or("\u{fffd}")).collect();
        let file = || self.words.last().map(PathBuf::from).unwrap_or_default();
        match words.as_slice() {
            [] | ["serve"] => Ok(Command::Serve),
            ["config"] => Ok(Command::Config { markdown: self.markdown }),
            ["sql", "split"] if self.json => Ok(Command::SqlSplit),
            ["sql", "split"] => Err(UsageError("`sql split` writes JSON only: say `sql split --json`".to_owned())),
            ["admin", "link"] => Ok(Command::AdminLink),
            ["engine", "stop"] => Ok(Command::Engine(EngineCommand::Stop)),
            ["engine", "status"] => Ok(Command::Engine(EngineCommand::Status)),
            ["backup", _] => Ok(Command::Backup(file())),
            ["restore", _] => Ok(Command::Restore(file())),
            ["backup" | "restore"] => Err(UsageError(format!("`{}` needs the path of a file", words[0]))),
            ["version"] => Ok(Command::Version),
            ["help", ..] => Ok(Command::Help),
            _ => Err(self.unknown()),
        }
    }

    fn unknown(&self) -> UsageError {
        let known = ["serve", "config", "sql split", "admin link", "engine stop", "engine status", "backup", "restore"];
        let text = self.text();
        match nearest(&text, known) {
            Some(near) if near != text => UsageError(format!("there is no command `{text}`; did you mean `{near}`?")),
            _ => UsageError(format!("there is no command `{text}`")),
        }
    }

    fn text(&self) -> String {
        let words: Vec<_> = self.words.iter().map(|word| word.to_string_lossy()).collect();
        words.join(" ")
    }
}

/// A switch takes the next word only if it is `true` or `false`; every other setting takes what follows, as long as that
/// is no flag itself.
fn value_of(name: &str, parser: &mut Parser) -> Option<OsString> {
    if let Some(value) = parser.optional_value() {
        return Some(value);
    }
    let is_switch = find(name.trim_start_matches('-')).is_some_and(|(setting, _)| setting.kind.is_switch);
    let mut rest = parser.try_raw_args()?;
    rest.next_if(
        |word| {
            if is_switch { word == "true" || word == "false" } else { !word.to_string_lossy().starts_with("--") }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Invocation, UsageError> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn every_command_is_understood() {
        for (line, command) in [
            ("", Command::Serve),
            ("serve", Command::Serve),
            ("config", Command::Config { markdown: false }),
            ("config --markdown", Command::Config { markdown: true }),
            ("sql split --json", Command::SqlSplit),
            ("admin link", Command::AdminLink),
            ("engine stop", Command::Engine(EngineCommand::Stop)),
            ("engine status", Command::Engine(EngineCommand::Status)),
            ("backup /srv/a.tar", Command::Backup("/srv/a.tar".into())),
            ("restore a.tar", Command::Restore("a.tar".into())),
            ("version", Command::Version),
            ("--version", Command::Version),
            ("help", Command::Help),
            ("serve --help", Command::Help),
            ("-h", Command::Help),
        ] {
            assert_eq!(parsed(line).map(|invocation| invocation.command), Ok(command), "{line}");
        }
    }

    #[test]
    fn settings_stand_before_or_after_the_command() {
        let invocation =
            parsed("--config a.toml --listen=127.0.0.1:1 admin link --data-dir /srv --sign-in.local false");
        let flag = |name: &str, value: &str| Flag { name: name.to_owned(), value: Some(value.into()) };
        let expected = Invocation {
            command: Command::AdminLink,
            flags: vec![flag("--listen", "127.0.0.1:1"), flag("--data-dir", "/srv"), flag("--sign-in.local", "false")],
            config: Some("a.toml".into()),
        };
        assert_eq!(invocation, Ok(expected));
    }

    #[test]
    fn a_switch_needs_no_value_and_does_not_swallow_the_command() {
        let invocation = parsed("--allow-insecure-http config --listen --data-dir /srv").unwrap();
        assert_eq!(invocation.command, Command::Config { markdown: false });
        let values: Vec<_> = invocation.flags.iter().map(|flag| flag.value.is_some()).collect();
        assert_eq!(values, [false, false, true]);
    }

    #[test]
    fn engine_exec_passes_everything_on_as_it_is() {
        let invocation = parsed("engine exec --uid 7 -- java --version -Dx=y config").unwrap();
        let words = ["--uid", "7", "--", "java", "--version", "-Dx=y", "config"];
        let expected = EngineCommand::Exec(words.iter().map(OsString::from).collect());
        assert_eq!(invocation.command, Command::Engine(expected));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("serv", "there is no command `serv`; did you mean `serve`?; see `scaleph help`"),
            ("dance", "there is no command `dance`; see `scaleph help`"),
            ("engine", "there is no command `engine`; see `scaleph help`"),
            ("sql split", "`sql split` writes JSON only: say `sql split --json`; see `scaleph help`"),
            ("backup", "`backup` needs the path of a file; see `scaleph help`"),
            ("serve --json", "`serve` does not know --json; see `scaleph help`"),
            ("version --listen 1", "`version` takes no settings, such as --listen; see `scaleph help`"),
            ("-x", "there is no flag `-x`; see `scaleph help`"),
            ("config --markdown=1", "--markdown takes no value; see `scaleph help`"),
            ("--config", "--config needs the path of a file; see `scaleph help`"),
        ] {
            assert_eq!(parsed(line).err().map(|error| error.to_string()).as_deref(), Some(said), "{line}");
        }
    }
}
