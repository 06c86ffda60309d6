//! Which database a setting means.

use std::{fmt, path::PathBuf, str::FromStr};

/// `sqlite`, `sqlite:<path>` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file; without a path it is `scaleph.db` in the data directory.
    Sqlite(Option<PathBuf>),
    /// A server, as `libpq` writes it. TLS follows `sslmode`: `disable`, or `require`, `verify-ca` and `verify-full`,
    /// which all verify the certificate and its name, against the system's roots or the PEM file `sslrootcert`.
    /// Without `sslmode`: none on Unix sockets and loopback, verified TLS elsewhere.
    Postgres(String),
}

/// It is not the address of a database that is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADatabase;

impl fmt::Display for NotADatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a database is `sqlite`, `sqlite:<path>` or `postgres://<user>@<host>/<name>`")
    }
}

impl std::error::Error for NotADatabase {}

impl FromStr for DatabaseUrl {
    type Err = NotADatabase;

    fn from_str(text: &str) -> Result<Self, NotADatabase> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            url::Url::parse(text).map_err(|_| NotADatabase)?;
            return Ok(Self::Postgres(text.into()));
        }
        match text.strip_prefix("sqlite") {
            Some("" | ":") => Ok(Self::Sqlite(None)),
            Some(path) if path.starts_with(':') => {
                let path = path.trim_start_matches(':');
                Ok(Self::Sqlite(Some(path.strip_prefix("//").unwrap_or(path).into())))
            }
            _ => Err(NotADatabase),
        }
    }
}

/// Without what may be a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(None) => f.write_str("sqlite"),
            Self::Sqlite(Some(path)) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(text) => match url::Url::parse(text) {
                Ok(url) => write!(f, "postgres://{}{}", url.host_str().unwrap_or_default(), url.path()),
                Err(_) => f.write_str("postgres"),
            },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_databases_that_are_supported_are_recognised() {
        assert_eq!("sqlite".parse(), Ok(DatabaseUrl::Sqlite(None)));
        assert_eq!("sqlite:/a/b.db".parse(), Ok(DatabaseUrl::Sqlite(Some("/a/b.db".into()))));
        assert_eq!("sqlite:///a/b.db".parse(), Ok(DatabaseUrl::Sqlite(Some("/a/b.db".into()))));
        assert!(matches!("postgres://u@h/d".parse(), Ok(DatabaseUrl::Postgres(_))));
        for text in ["", "mysql://h/d", "sqlite3", "postgres"] {
            assert_eq!(text.parse::<DatabaseUrl>(), Err(NotADatabase), "{text}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let url: DatabaseUrl = "postgres://u:secret@db:5432/scaleph?password=secret".parse().unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://db/scaleph postgres://db/scaleph");
    }
}
