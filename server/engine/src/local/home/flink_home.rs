//! A folder with the jars of Flink: composed by us, or an unpacked distribution that a setting names.

use super::manifest::{Manifest, hex};
use crate::local::{LocalError, Result};
use sha2::{Digest, Sha256};
use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Jars that a cluster is started from.
#[derive(Clone, Debug, PartialEq)]
pub struct FlinkHome {
    /// The folder.
    pub root: PathBuf,
    /// The version of Flink.
    pub version: String,
    /// What every process has on its class path, in order.
    pub lib: Vec<PathBuf>,
    /// What the gateway has besides.
    pub gateway: Vec<PathBuf>,
    /// `opt` of a distribution, else `lib`.
    pub opt: PathBuf,
    /// `plugins` of a distribution.
    pub plugins: Option<PathBuf>,
}

impl FlinkHome {
    /// The home that a manifest was published to.
    pub(super) fn composed(root: PathBuf, manifest: &Manifest) -> Self {
        let mut lib: Vec<PathBuf> = manifest.core.iter().map(|jar| root.join("lib").join(jar.file_name())).collect();
        // In one order always: class-data archives are bound to the class path.
        lib.sort();
        let opt = root.join("lib");
        Self { version: manifest.flink.clone(), lib, gateway: vec![], opt, plugins: None, root }
    }

    /// Looks at an unpacked distribution.
    ///
    /// # Errors
    /// [`LocalError::NotAFlinkHome`] with what it lacks.
    pub fn existing(root: &Path) -> Result<Self> {
        let lacks = |missing: &str| LocalError::NotAFlinkHome { path: root.into(), missing: missing.into() };
        let root = root.canonicalize().map_err(|_| lacks("folder"))?;
        let lib = jars_in(&root.join("lib")).filter(|lib| !lib.is_empty()).ok_or_else(|| lacks("lib/*.jar"))?;
        let version = ["flink-dist-", "flink-runtime-"].iter().find_map(|prefix| version_of(&lib, prefix));
        let version = version.ok_or_else(|| lacks("lib/flink-dist-<version>.jar"))?;
        let is_gateway = |jar: &&PathBuf| name_of(jar).starts_with("flink-sql-gateway-");
        let gateway = match lib.iter().any(|jar| is_gateway(&jar)) {
            true => vec![],
            false => {
                let opt = jars_in(&root.join("opt")).unwrap_or_default();
                vec![opt.iter().find(is_gateway).cloned().ok_or_else(|| lacks("opt/flink-sql-gateway-<version>.jar"))?]
            }
        };
        let opt = Some(root.join("opt")).filter(|opt| opt.is_dir()).unwrap_or_else(|| root.join("lib"));
        let plugins = Some(root.join("plugins")).filter(|plugins| plugins.is_dir());
        Ok(Self { root, version, lib, gateway, opt, plugins })
    }

    /// Tells one class path from another: names, sizes and times of change, and what was added.
    pub(crate) fn fingerprint(&self, added: &[PathBuf]) -> String {
        let mut digest = Sha256::new();
        for jar in self.lib.iter().chain(&self.gateway).chain(added) {
            let meta = fs::metadata(jar).map(|meta| (meta.len(), meta.mtime())).unwrap_or_default();
            digest.update(format!("{}\n{}\n{}\n", jar.display(), meta.0, meta.1));
        }
        hex(&digest.finalize())
    }
}

/// The jars of a folder in the order of their names; none if there is no such folder.
fn jars_in(folder: &Path) -> Option<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).ok()?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut jars: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "jar")).collect();
    jars.sort();
    Some(jars)
}

fn version_of(jars: &[PathBuf], prefix: &str) -> Option<String> {
    let digits = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
    let find = |jar: &PathBuf| Some(name_of(jar).strip_prefix(prefix)?.strip_suffix(".jar")?.to_owned());
    jars.iter().filter_map(find).find(|rest| digits(&rest.as_str()))
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        root
    }

    #[test]
    fn a_distribution_has_its_gateway_in_opt() {
        let root = folder_with(&["lib/flink-dist-1.20.3.jar", "lib/a.jar", "opt/flink-sql-gateway-1.20.3.jar"]);
        let home = FlinkHome::existing(root.path()).unwrap();
        assert_eq!((home.version.as_str(), home.lib.len(), home.gateway.len()), ("1.20.3", 2, 1));
    }

    #[test]
    fn what_a_distribution_lacks_is_named() {
        for (files, missing) in [
            (&[][..], "lib/*.jar"),
            (&["lib/a.jar"], "lib/flink-dist-<version>.jar"),
            (&["lib/flink-dist-1.20.3.jar"], "opt/flink-sql-gateway-<version>.jar"),
        ] {
            let root = folder_with(files);
            let error = FlinkHome::existing(root.path()).unwrap_err();
            assert!(matches!(&error, LocalError::NotAFlinkHome { missing: named, .. } if named == missing), "{error}");
        }
    }

    #[test]
    fn another_jar_makes_another_fingerprint() {
        let root = folder_with(&["lib/flink-dist-1.20.3.jar", "opt/flink-sql-gateway-1.20.3.jar", "own.jar"]);
        let home = FlinkHome::existing(root.path()).unwrap();
        assert_ne!(home.fingerprint(&[]), home.fingerprint(&[root.path().join("own.jar")]));
    }
}
