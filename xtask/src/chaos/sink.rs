//! What jobs wrote: files of row ids, in which no id may be missing and none be there twice.

use anyhow::{Context, Result, ensure};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What was read of the folders of all jobs, each file once: a file that is there is whole and stays as it is.
#[derive(Debug)]
pub(super) struct Sink {
    root: PathBuf,
    folders: BTreeMap<PathBuf, Folder>,
}

/// What was read of one folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    files: BTreeSet<String>,
    ids: BTreeSet<u64>,
    twice: BTreeSet<u64>,
}

impl Sink {
    /// Of the jobs that write below a folder.
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, folders: BTreeMap::new() }
    }

    /// Reads what came since the last time; says in which folders rows are there twice now.
    pub(super) fn read(&mut self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for job in folders(&self.root)? {
            for path in folders(&job)? {
                let name = path.strip_prefix(&self.root).unwrap_or(&path).to_owned();
                let folder = self.folders.entry(name.clone()).or_default();
                let was_fine = folder.twice.is_empty();
                folder.read(&path)?;
                // Once is enough: all that follows comes from it.
                if was_fine && !folder.twice.is_empty() {
                    let ids = ranges(&folder.twice);
                    found.push(format!("{}: rows written twice: {ids}", name.display()));
                }
            }
        }
        Ok(found)
    }

    /// How many different rows a folder has.
    pub(super) fn rows(&self, folder: &str) -> usize {
        self.folders.get(Path::new(folder)).map_or(0, |folder| folder.ids.len())
    }

    /// How many different rows there are.
    pub(super) fn all_rows(&self) -> usize {
        self.folders.values().map(|folder| folder.ids.len()).sum()
    }

    /// What is missing, by folder.
    pub(super) fn gaps(&self) -> Vec<String> {
        let gaps = self.folders.iter().map(|(name, folder)| (name, folder.missing()));
        let gaps = gaps.filter(|(_, missing)| !missing.is_empty());
        gaps.map(|(name, missing)| format!("{}: rows that are missing: {}", name.display(), ranges(&missing))).collect()
    }
}

impl Folder {
    /// Files that begin with a dot or `_` are not committed.
    fn read(&mut self, path: &Path) -> Result<()> {
        for entry in fs::read_dir(path)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(['.', '_']) || self.files.contains(&name) {
                continue;
            }
            let text = fs::read_to_string(entry.path()).with_context(|| format!("reading {name}"))?;
            self.take(&text).with_context(|| format!("reading {}", entry.path().display()))?;
            self.files.insert(name);
        }
        Ok(())
    }

    fn take(&mut self, text: &str) -> Result<()> {
        ensure!(text.is_empty() || text.ends_with('\n'), "a file that is committed is cut off");
        for line in text.lines() {
            let id = line.split(',').next().unwrap_or_default();
            let id = id.parse().with_context(|| format!("{line:?} is no row"))?;
            if !self.ids.insert(id) {
                self.twice.insert(id);
            }
        }
        Ok(())
    }

    fn missing(&self) -> BTreeSet<u64> {
        let last = self.ids.last().copied().unwrap_or_default();
        (1..=last).filter(|id| !self.ids.contains(id)).collect()
    }
}

fn folders(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?.flatten();
    Ok(entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect())
}

/// `1-3, 7`; of very many only the first.
fn ranges(ids: &BTreeSet<u64>) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for id in ids {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *id => *last = *id,
            _ => ranges.push((*id, *id)),
        }
    }
    let told = ranges.iter().take(10).map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sink(files: &[(&str, &str)]) -> (tempfile::TempDir, Sink) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("a/g1")).unwrap();
        files.iter().for_each(|(name, text)| fs::write(root.path().join("a/g1").join(name), text).unwrap());
        let sink = Sink::new(root.path().to_owned());
        (root, sink)
    }

    #[test]
    fn rows_that_are_there_once_are_fine_in_whatever_files() {
        let (_root, mut sink) = sink(&[("part-1", "2,1\n3,1\n"), ("part-0", "1,1\n"), (".part-2.inprogress", "9,")]);
        assert_eq!((sink.read().unwrap(), sink.rows("a/g1"), sink.gaps()), (vec![], 3, vec![]));
    }

    #[test]
    fn a_row_that_is_missing_is_found_and_so_is_one_that_came_later_again() {
        let (root, mut sink) = sink(&[("part-0", "1,1\n2,1\n5,1\n")]);
        assert_eq!(sink.read().unwrap(), Vec::<String>::new());
        assert_eq!(sink.gaps(), ["a/g1: rows that are missing: 3-4"]);
        fs::write(root.path().join("a/g1/part-1"), "3,2\n4,2\n5,2\n").unwrap();
        assert_eq!(sink.read().unwrap(), ["a/g1: rows written twice: 5"]);
        assert_eq!((sink.read().unwrap(), sink.gaps()), (vec![], vec![]));
    }

    #[test]
    fn a_committed_file_that_ends_within_a_row_is_an_error() {
        let (_root, mut sink) = sink(&[("part-0", "1,1\n2,")]);
        assert!(format!("{:#}", sink.read().unwrap_err()).contains("cut off"));
    }
}
