//! Brings the jars of a manifest into a home: fetched by Maven, checked, published whole or not at all.

use super::{
    flink_home::FlinkHome,
    java::Java,
    lock::FolderLock,
    manifest::{Artifact, ConnectorSet, Manifest},
    maven::{CopyDependencies, log_of},
    pom::pom,
    verify::{Verdict, verify},
};
use crate::local::{LocalError, Result};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How far the jars are.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Progress {
    /// `core` or the name of a connector set.
    pub part: String,
    /// Files that are there.
    pub files: usize,
    /// Files that are needed.
    pub files_total: usize,
    /// Bytes of the files that are there.
    pub bytes: u64,
    /// Bytes of all files.
    pub bytes_total: u64,
    /// Time since it began, in milliseconds.
    pub elapsed_ms: u64,
}

/// Where jars come from and go to.
#[derive(Clone, Debug)]
pub struct Provisioner {
    /// What to fetch.
    pub manifest: Manifest,
    /// The folder of all homes.
    pub homes: PathBuf,
    /// The Maven client, if not the one on the path.
    pub maven: Option<PathBuf>,
    /// How long one run of it may take.
    pub timeout: Duration,
}

impl Provisioner {
    /// The home of the manifest, if it is complete.
    pub fn home(&self) -> Option<FlinkHome> {
        let root = self.homes.join(self.manifest.home_name());
        let complete =
            self.manifest.core.iter().all(|jar| has_size(&root.join("lib").join(jar.file_name()), jar.bytes));
        complete.then(|| FlinkHome::composed(root, &self.manifest))
    }

    /// Whether a connector set is in the home.
    pub fn has_set(&self, set: &ConnectorSet) -> bool {
        let folder = self.set_folder(set);
        set.jars.iter().all(|jar| has_size(&folder.join(jar.file_name()), jar.bytes))
    }

    /// The folder a connector set is published to.
    pub fn set_folder(&self, set: &ConnectorSet) -> PathBuf {
        self.homes.join(self.manifest.home_name()).join("sets").join(set.folder_name())
    }

    /// What Maven said when it last fetched a part that is not published.
    pub fn log(&self, part: &str) -> PathBuf {
        log_of(&self.work_folder(part))
    }

    /// Makes the home complete; one that is complete is not touched.
    ///
    /// # Errors
    /// Those of Maven, [`LocalError::WrongHash`], [`LocalError::JarMissing`], [`LocalError::DiskFull`].
    /// Whatever happened, calling it again goes on where it stopped.
    pub async fn provide_core(&self, java: &Java, report: impl FnMut(Progress)) -> Result<FlinkHome> {
        let _lock = FolderLock::take(&self.homes).await?;
        if let Some(home) = self.home() {
            return Ok(home);
        }
        let target = self.homes.join(self.manifest.home_name());
        self.provide("core", &self.manifest.core, &target, Some("lib"), java, report).await?;
        Ok(FlinkHome::composed(target, &self.manifest))
    }

    /// Adds a connector set to a complete home.
    ///
    /// # Errors
    /// As [`Provisioner::provide_core`], and [`LocalError::NoSuchSet`].
    pub async fn provide_set(&self, name: &str, java: &Java, report: impl FnMut(Progress)) -> Result<()> {
        let set = self.manifest.set(name)?;
        let _lock = FolderLock::take(&self.homes).await?;
        if self.has_set(set) {
            return Ok(());
        }
        self.provide(name, &set.jars, &self.set_folder(set), None, java, report).await
    }

    async fn provide(
        &self,
        part: &str,
        artifacts: &[Artifact],
        target: &Path,
        below: Option<&str>,
        java: &Java,
        mut report: impl FnMut(Progress),
    ) -> Result<()> {
        let begun = Instant::now();
        let work = self.work_folder(part);
        let jars = work.join("jars");
        fs::create_dir_all(&jars).map_err(LocalError::io(&jars))?;

        // What an earlier try left is used if it is right, and thrown away if a break spoiled it.
        let missing = self.check(artifacts, &jars, |_| Ok(())).await?;
        if !missing.is_empty() {
            let needed = missing.iter().map(|artifact| artifact.bytes).sum::<u64>() * 2;
            let free = free_bytes(&jars)?;
            if free < needed {
                return Err(LocalError::DiskFull { path: jars, needed, free });
            }
            let project = work.join("pom.xml");
            fs::write(&project, pom(part, &missing)).map_err(LocalError::io(&project))?;
            let copy = CopyDependencies {
                program: self.maven.as_deref(),
                java_home: &java.home,
                folder: &work,
                output: &jars,
                timeout: self.timeout,
            };
            copy.run(|fetched| report(progress(part, artifacts, &jars, fetched, begun))).await?;
            let wrong = |(artifact, found): (&Artifact, String)| {
                let (coordinate, expected) = (artifact.coordinate.clone(), artifact.sha256.clone());
                Err(LocalError::WrongHash { coordinate, expected, found })
            };
            if let Some(absent) = self.check(artifacts, &jars, wrong).await?.first() {
                return Err(LocalError::JarMissing { coordinate: absent.coordinate.clone() });
            }
        }
        report(progress(part, artifacts, &jars, &BTreeSet::new(), begun));
        publish(artifacts, &jars, target, below)?;
        fs::remove_dir_all(&work).map_err(LocalError::io(&work))
    }

    /// Throws wrong files away, says so to `wrong`, and names what is missing then.
    async fn check<'a>(
        &self,
        artifacts: &'a [Artifact],
        jars: &Path,
        mut wrong: impl FnMut((&Artifact, String)) -> Result<()>,
    ) -> Result<Vec<&'a Artifact>> {
        let (list, folder) = (artifacts.to_vec(), jars.to_owned());
        let verdicts = tokio::task::spawn_blocking(move || {
            list.iter().map(|artifact| verify(&folder.join(artifact.file_name()), artifact)).collect::<Result<Vec<_>>>()
        });
        let verdicts = verdicts.await.expect("verifying does not panic")?;

        let mut missing = Vec::new();
        let mut first_wrong = Ok(());
        for (artifact, verdict) in artifacts.iter().zip(verdicts) {
            if verdict == Verdict::Right {
                continue;
            }
            missing.push(artifact);
            if let Verdict::Wrong(found) = verdict {
                let file = jars.join(artifact.file_name());
                fs::remove_file(&file).map_err(LocalError::io(&file))?;
                first_wrong = first_wrong.and(wrong((artifact, found)));
            }
        }
        first_wrong.map(|()| missing)
    }

    fn work_folder(&self, part: &str) -> PathBuf {
        self.homes.join(".work").join(self.manifest.home_name()).join(part)
    }
}

/// Puts real files (engines must not need to follow a link out of the home) under a name that appears at once.
fn publish(artifacts: &[Artifact], jars: &Path, target: &Path, below: Option<&str>) -> Result<()> {
    let parent = target.parent().expect("a home is inside the folder of homes");
    fs::create_dir_all(parent).map_err(LocalError::io(parent))?;
    let mut name = std::ffi::OsString::from(".new-");
    name.push(target.file_name().expect("a home has a name"));
    let fresh = parent.join(name);
    let folder = below.map_or_else(|| fresh.clone(), |below| fresh.join(below));
    // The lock is ours: what stands here is of a publisher that died.
    for stale in [&fresh, target].into_iter().filter(|path| path.exists()) {
        fs::remove_dir_all(stale).map_err(LocalError::io(stale))?;
    }
    fs::create_dir_all(&folder).map_err(LocalError::io(&folder))?;
    for artifact in artifacts {
        let (from, to) = (jars.join(artifact.file_name()), folder.join(artifact.file_name()));
        if fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to).map_err(LocalError::io(&to))?;
        }
    }
    fs::File::open(&folder).and_then(|file| file.sync_all()).map_err(LocalError::io(&folder))?;
    fs::rename(&fresh, target).map_err(LocalError::io(target))
}

fn progress(part: &str, artifacts: &[Artifact], jars: &Path, fetched: &BTreeSet<String>, begun: Instant) -> Progress {
    let here = |artifact: &&Artifact| {
        let name = artifact.file_name();
        fetched.contains(&name) || has_size(&jars.join(name), artifact.bytes)
    };
    let present: Vec<&Artifact> = artifacts.iter().filter(here).collect();
    Progress {
        part: part.into(),
        files: present.len(),
        files_total: artifacts.len(),
        bytes: present.iter().map(|artifact| artifact.bytes).sum(),
        bytes_total: artifacts.iter().map(|artifact| artifact.bytes).sum(),
        elapsed_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

fn has_size(file: &Path, bytes: u64) -> bool {
    fs::symlink_metadata(file).is_ok_and(|meta| meta.is_file() && meta.len() == bytes)
}

fn free_bytes(folder: &Path) -> Result<u64> {
    let stat = rustix::fs::statvfs(folder).map_err(|error| LocalError::io(folder)(error.into()))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}
