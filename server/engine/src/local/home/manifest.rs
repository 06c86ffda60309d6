//! Which jars a Flink home is made of: data, not code. Knows no file system and no network.

use crate::local::{LocalError, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The jars of one Flink version and the connector sets that go with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of Flink.
    pub flink: String,
    /// Identifiers of the table and format factories that the core offers.
    pub factories: Vec<String>,
    /// What every cluster needs.
    pub core: Vec<Artifact>,
    /// What can be added.
    pub sets: Vec<ConnectorSet>,
}

/// Jars that give Flink more table factories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectorSet {
    /// Its name, in lower case with dashes.
    pub name: String,
    /// Identifiers of the table factories it offers.
    pub factories: Vec<String>,
    /// Its jars; two sets may share some.
    pub jars: Vec<Artifact>,
}

/// One pinned jar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// `group:artifact:version`, or `group:artifact:version:jar:classifier`.
    pub coordinate: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// The manifest this build comes with.
    pub fn bundled() -> Self {
        Self::parse(include_str!("../../../flink/manifest.json")).expect("a test reads the bundled manifest")
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// [`LocalError::BadManifest`] when it is not JSON of this shape, or a coordinate or hash is malformed.
    pub fn parse(json: &str) -> Result<Self> {
        let manifest: Self =
            serde_json::from_str(json).map_err(|error| LocalError::BadManifest { reason: error.to_string() })?;
        let sets = manifest.sets.iter().flat_map(|set| &set.jars);
        if let Some(bad) = manifest.core.iter().chain(sets).find(|artifact| !artifact.is_well_formed()) {
            return Err(LocalError::BadManifest { reason: format!("`{}` is malformed", bad.coordinate) });
        }
        if let Some(bad) = manifest.sets.iter().find(|set| !is_plain_name(&set.name)) {
            return Err(LocalError::BadManifest { reason: format!("`{}` is no name of a set", bad.name) });
        }
        Ok(manifest)
    }

    /// The connector set of a name.
    ///
    /// # Errors
    /// [`LocalError::NoSuchSet`].
    pub fn set(&self, name: &str) -> Result<&ConnectorSet> {
        self.sets.iter().find(|set| set.name == name).ok_or_else(|| LocalError::NoSuchSet { name: name.into() })
    }

    /// The sets that offer a table factory, for "could not find any factory for identifier …".
    pub fn sets_offering(&self, factory: &str) -> impl Iterator<Item = &ConnectorSet> {
        self.sets.iter().filter(move |set| set.factories.iter().any(|own| own == factory))
    }

    /// Names the home that the core makes: a new manifest makes a new home.
    pub fn home_name(&self) -> String {
        format!("{}-{}", self.flink, &hash_of(&self.core)[..12])
    }
}

impl ConnectorSet {
    /// Names the folder of the set: other jars make another folder.
    pub fn folder_name(&self) -> String {
        format!("{}-{}", self.name, &hash_of(&self.jars)[..12])
    }
}

impl Artifact {
    /// Group, artifact, version and classifier.
    pub fn parts(&self) -> (&str, &str, &str, Option<&str>) {
        let parts: Vec<&str> = self.coordinate.split(':').collect();
        (parts[0], parts[1], parts[2], parts.get(4).copied())
    }

    /// The name Maven gives the file.
    pub fn file_name(&self) -> String {
        match self.parts() {
            (_, artifact, version, Some(classifier)) => format!("{artifact}-{version}-{classifier}.jar"),
            (_, artifact, version, None) => format!("{artifact}-{version}.jar"),
        }
    }

    fn is_well_formed(&self) -> bool {
        let parts: Vec<&str> = self.coordinate.split(':').collect();
        let plain =
            |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        let hash = self.sha256.len() == 64 && self.sha256.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        matches!(parts.len(), 3 | 5) && parts.iter().all(plain) && (parts.len() == 3 || parts[3] == "jar") && hash
    }
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn hash_of(artifacts: &[Artifact]) -> String {
    let mut lines: Vec<String> = artifacts.iter().map(|a| format!("{} {}\n", a.coordinate, a.sha256)).collect();
    lines.sort();
    hex(&Sha256::digest(lines.concat()))
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes any text");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_manifest_is_the_verified_list() {
        let manifest = Manifest::bundled();
        assert_eq!(manifest.core.len(), 55);
        assert_eq!(manifest.core.iter().map(|a| a.bytes).sum::<u64>(), 129_855_464);
        assert!(!include_str!("../../../flink/manifest.json").contains("//"), "no address of a registry");
    }

    #[test]
    fn a_missing_factory_leads_to_the_sets_that_offer_it() {
        let manifest = Manifest::bundled();
        let names = |factory| manifest.sets_offering(factory).map(|set| set.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names("kafka"), ["kafka"]);
        assert_eq!(names("jdbc"), ["jdbc-postgres", "jdbc-mysql"]);
        assert!(names("nothing").is_empty());
    }

    #[test]
    fn another_hash_makes_another_home() {
        let manifest = Manifest::bundled();
        let mut other = manifest.clone();
        other.core[0].sha256 = "0".repeat(64);
        assert_ne!(manifest.home_name(), other.home_name());
        assert!(manifest.home_name().starts_with("1.20.3-"));
    }

    #[test]
    fn a_coordinate_cannot_leave_its_folder() {
        let text = r#"{"flink":"1","factories":[],"core":[{"coordinate":"g:../a:1","bytes":1,"sha256":""}],"sets":[]}"#;
        assert_eq!(Manifest::parse(text).unwrap_err().code(), "bad_manifest");
    }
}
