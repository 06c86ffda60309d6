//! Where the kept state of a job lies.

use crate::{Code, name::required};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The place of a savepoint or checkpoint as Flink names it: `file:/…`, `s3://bucket/…`; at most 2000 characters, no way up,
/// no password.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SnapshotPath(String);

/// File systems that Flink can keep state on.
const SCHEMES: &[&str] = &[
    "file", "hdfs", "viewfs", "s3", "s3a", "s3n", "s3p", "oss", "gs", "abfs", "abfss", "wasb", "wasbs", "cosn", "obs",
    "swift",
];

impl SnapshotPath {
    /// In characters.
    pub const MOST: u32 = 2000;

    /// Reads a path that was typed or that Flink told.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`] or [`Code::NotASnapshotPath`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = required(text, Self::MOST)?;
        let (scheme, rest) = text.split_once(':').ok_or(Code::NotASnapshotPath)?;
        let is_known = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
        match is_known && !text.contains(char::is_control) && is_path(scheme, rest) {
            true => Ok(Self(text.trim_end_matches('/').into())),
            false => Err(Code::NotASnapshotPath),
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SnapshotPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What follows the scheme: perhaps `//` and an authority, and a path from the root that leads somewhere.
fn is_path(scheme: &str, rest: &str) -> bool {
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let has_password = authority.split_once('@').is_some_and(|(user, _)| user.contains(':'));
    let has_authority =
        !authority.is_empty() || matches!(scheme.to_ascii_lowercase().as_str(), "file" | "hdfs" | "viewfs");
    let is_up = |part: &str| part.replace("%2e", ".").replace("%2E", ".") == "..";
    let leads_up = path.split(['/', '\\']).any(is_up);
    has_authority && !has_password && path.starts_with('/') && !path.trim_matches('/').is_empty() && !leads_up
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_kept_as_flink_tells_it() {
        for path in [
            "file:/tmp/savepoints/savepoint-3f2a-1",
            "file:///tmp/a..b",
            "s3://bucket/数据/chk-12",
            "hdfs://nn:8020/flink",
            "hdfs:///flink",
            "abfss://container@account.dfs.core.windows.net/flink",
        ] {
            assert_eq!(SnapshotPath::parse(&format!(" {path}/ ")).unwrap().as_str(), path);
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_path() {
        for text in [
            "/tmp/a",
            "tmp",
            "http://h/a",
            "jar:file:/a",
            "file:a",
            "file:",
            "file:///",
            "s3:/a",
            "s3://bucket",
            "s3:///a",
            "file:/a/../b",
            "file:/a/..",
            "file:/a/%2e%2E/b",
            "file:/a\\..\\b",
            "s3://key:secret@b/a",
            "file:/a\nb",
            "javascript:/a",
        ] {
            assert_eq!(SnapshotPath::parse(text), Err(Code::NotASnapshotPath), "{text}");
        }
        assert_eq!(SnapshotPath::parse(" "), Err(Code::Required));
        assert_eq!(SnapshotPath::parse(&format!("file:/{}", "a".repeat(2000))), Err(Code::TooLong { most: 2000 }));
    }
}
