use crate::config::{Config, ConfigError, Flag, Loaded, Surroundings};
use std::{fs, path::PathBuf};

/// A host without any setting, whose home is a folder of its own.
pub(super) struct Host {
    pub(super) home: tempfile::TempDir,
    pub(super) variables: Vec<(String, String)>,
    pub(super) flags: Vec<Flag>,
    pub(super) file: Option<PathBuf>,
}

impl Host {
    pub(super) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), variables: vec![], flags: vec![], file: None }
    }

    pub(super) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn flag(mut self, name: &str, value: &str) -> Self {
        self.flags.push(Flag { name: name.to_owned(), value: Some(value.into()) });
        self
    }

    pub(super) fn file(mut self, text: &str) -> Self {
        let path = self.home.path().join("chosen.toml");
        fs::write(&path, text).unwrap();
        self.file = Some(path);
        self
    }

    pub(super) fn with(self, name: &str, text: &str) -> Self {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(super) fn load(&self) -> Result<Loaded, ConfigError> {
        let home = ("HOME".to_owned(), self.home.path().to_str().unwrap().to_owned());
        let around = Surroundings {
            variables: self.variables.iter().chain([&home]).map(|(n, v)| (n.into(), v.into())).collect(),
            executable: Some("/opt/scaleph/scaleph".into()),
            working_directory: self.home.path().to_owned(),
        };
        Config::load(self.file.as_deref(), &self.flags, &around)
    }

    pub(super) fn config(&self) -> Config {
        self.load().unwrap_or_else(|error| panic!("{error}")).config
    }

    /// What is said, with the home folder as `~`.
    pub(super) fn refusal(&self) -> String {
        let error = self.load().err().expect("the configuration is refused").to_string();
        error.replace(self.home.path().to_str().unwrap(), "~")
    }
}
