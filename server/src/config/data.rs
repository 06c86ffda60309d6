//! Where things are kept, and where the browser's files are taken from.

use super::{
    environment::Surroundings, files::FilesConfig, kind::FromText, problem::Problem, secret::Secret, values::Values,
};
use std::path::PathBuf;
use url::Url;

/// Where things are kept; every path is absolute.
#[derive(Clone, Debug)]
pub struct DataConfig {
    /// Folder of everything that is kept on this host.
    pub dir: PathBuf,
    /// Folder of what is sent to browsers.
    pub site_dir: PathBuf,
    /// Where records are.
    pub database: DatabaseUrl,
    /// What seals secrets.
    pub secret_key: SecretKey,
    /// Where jars, connectors and results are.
    pub files: FilesConfig,
}

/// Where records are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A database file of this host.
    Sqlite(PathBuf),
    /// The whole `postgres://` address; it may hold a password.
    Postgres(Secret),
}

/// What seals secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretKey {
    /// Given from outside: base64 of 32 bytes each, with commas or blanks between several.
    Given(Secret),
    /// Kept in this file, which is made (0600) if it is not there.
    Kept(PathBuf),
}

impl DataConfig {
    pub(super) fn new(values: &mut Values, around: &Surroundings, problems: &mut Vec<Problem>) -> Self {
        let dir = values.path("data_dir").or_else(|| around.data_dir()).unwrap_or_else(|| {
            problems.push(values.rule("data_dir", "must be set, because neither XDG_DATA_HOME nor HOME is"));
            around.working_directory.clone()
        });
        values.derive("data_dir", dir.display().to_string());

        let site_dir = values.path("site_dir").unwrap_or_else(|| site_dir(around));
        values.derive("site_dir", site_dir.display().to_string());

        let database = match values.require("database.url") {
            DatabaseText::Sqlite(None) => DatabaseUrl::Sqlite(dir.join("scaleph.db")),
            DatabaseText::Sqlite(Some(path)) => DatabaseUrl::Sqlite(values.absolute("database.url", &path)),
            DatabaseText::Postgres(url) => DatabaseUrl::Postgres(url),
        };

        let secret_key = match values.get("secrets.key") {
            Some(SealingKeys(keys)) => SecretKey::Given(keys),
            None => SecretKey::Kept(dir.join("secrets.key")),
        };

        let files = FilesConfig::new(values, &dir, problems);
        Self { dir, site_dir, database, secret_key, files }
    }
}

fn site_dir(around: &Surroundings) -> PathBuf {
    let beside = around.executable.as_deref().and_then(|path| Some(path.parent()?.join("site")));
    beside.filter(|path| path.is_dir()).unwrap_or_else(|| around.working_directory.join("target/site"))
}

/// `secrets.key` as it is written.
pub(super) struct SealingKeys(Secret);

impl FromText for SealingKeys {
    const NAME: &'static str = "keys";
    const ALLOWED: &'static str =
        "one or more keys of 32 random bytes in base64, as `openssl rand -base64 32` prints one";

    fn from_text(text: &str) -> Option<Self> {
        // 43 characters of content and one that fills up are 32 bytes.
        let is_key = |key: &str| {
            let content = key.strip_suffix('=').unwrap_or_default();
            content.len() == 43 && content.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
        };
        let mut keys = text.split([',', ' ', '\n', '\r', '\t']).filter(|key| !key.is_empty()).peekable();
        (keys.peek().is_some() && keys.all(is_key)).then(|| Self(Secret::new(text)))
    }
}

/// `database.url` as it is written.
pub(super) enum DatabaseText {
    Sqlite(Option<PathBuf>),
    Postgres(Secret),
}

impl FromText for DatabaseText {
    const NAME: &'static str = "database";
    const ALLOWED: &'static str = "`sqlite`, `sqlite:` and a path, or `postgres://user:password@host:port/database`";

    fn from_text(text: &str) -> Option<Self> {
        if text == "sqlite" {
            return Some(Self::Sqlite(None));
        }
        if let Some(path) = text.strip_prefix("sqlite:") {
            return PathBuf::from_text(path.strip_prefix("//").unwrap_or(path)).map(|path| Self::Sqlite(Some(path)));
        }
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"))?;
        // A server behind a Unix socket is named in the query, `?host=/run/postgresql`.
        (url.has_host() || url.query().is_some()).then(|| Self::Postgres(Secret::new(text)))
    }
}

/// The database without its password, and without the query, in which there may be one, too.
pub(super) fn shown_database(text: &str) -> String {
    if text.starts_with("sqlite") {
        return text.to_owned();
    }
    let Ok(mut url) = Url::parse(text) else {
        return "(set)".to_owned();
    };
    url.set_query(None);
    url.set_fragment(None);
    match url.set_password(None) {
        Ok(()) => url.to_string(),
        Err(()) => "(set)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_database_has_no_password() {
        for (text, shown) in [
            ("postgres://scaleph:hunter2@db:5432/scaleph", "postgres://scaleph@db:5432/scaleph"),
            ("postgres://db/scaleph?user=a&password=hunter2", "postgres://db/scaleph"),
            ("postgresql:///scaleph?host=/run/postgresql&password=hunter2", "(set)"),
            ("sqlite:/srv/scaleph.db", "sqlite:/srv/scaleph.db"),
        ] {
            assert_eq!(shown_database(text), shown);
        }
    }

    #[test]
    fn keys_are_of_32_bytes_and_there_is_at_least_one() {
        let key = "q".repeat(43) + "=";
        for (text, allowed) in [
            (key.clone(), true),
            (format!("{key}\n{key}"), true),
            (format!("{key}, {key}"), true),
            (format!("{key}{key}"), false),
            (key[..43].to_owned(), false),
            (" ".to_owned(), false),
            ("correct horse".to_owned(), false),
        ] {
            assert_eq!(SealingKeys::from_text(&text).is_some(), allowed, "{text}");
        }
    }

    #[test]
    fn other_databases_are_not_understood() {
        for text in ["", "mysql://db/scaleph", "postgres:", "sqlite:", "scaleph.db", "https://db"] {
            assert!(DatabaseText::from_text(text).is_none(), "{text}");
        }
    }
}
