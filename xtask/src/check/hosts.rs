//! No registry host and no path of one machine: what a mirror or another checkout could not follow.

use super::{Finding, tree::Tree};

/// Hosts by their labels, so that this file names none.
const HOSTS: &[&[&str]] = &[
    &["npmjs", "org"],
    &["npmjs", "com"],
    &["npmmirror", "com"],
    &["static", "crates", "io"],
    &["index", "crates", "io"],
    &["repo1", "maven"],
    &["repo", "maven"],
    &["maven", "aliyun"],
    &["deb", "debian", "org"],
    &["ftp", "debian", "org"],
    &["proxy", "golang", "org"],
    &["pypi", "org"],
    &["playwright", "azureedge"],
];

/// Paths by their parts.
const PATHS: &[&[&str]] = &[
    &["", "work", "main"],
    &["", "work", "shared"],
    &["", "work", ".library"],
    &["", "root", ".cargo"],
    &["", "tmp", "target-"],
    &["", "tmp", "brief"],
];

/// Finds hosts of registries and paths of this machine, in every text file.
pub(super) fn hosts_and_paths(tree: &Tree) -> Vec<Finding> {
    let hosts = HOSTS.iter().map(|labels| (labels.join("."), "a registry's host: everybody has their own mirror"));
    let paths = PATHS.iter().map(|parts| (parts.join("/"), "a path of one machine"));
    let wanted: Vec<_> = hosts.chain(paths).collect();
    let mut findings = Vec::new();
    for (path, text) in &tree.files {
        for (number, line) in text.lines().enumerate() {
            for (_, why) in wanted.iter().filter(|(pattern, _)| line.contains(pattern)) {
                findings.push(Finding::new(format!("{path}:{}", number + 1), *why));
            }
        }
    }
    findings
}

/// Finds npm lock files that say where packages were downloaded from.
pub(super) fn lock_files(tree: &Tree) -> Vec<Finding> {
    let locks = tree.ending(&["package-lock.json", "npm-shrinkwrap.json"]);
    let telling = locks.filter(|(_, text)| text.contains("\"resolved\": \"http"));
    let what = "packages with their addresses: set omit-lockfile-registry-resolved in .npmrc and lock again";
    telling.map(|(path, _)| Finding::new(path, what)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_and_a_machines_path_are_found_in_any_file() {
        let text = format!("first\nurl = https://registry.{}/\npath = {}/a\n", HOSTS[0].join("."), PATHS[0].join("/"));
        let found = hosts_and_paths(&Tree::with(&[("deep/settings.xml", &text)]));
        assert_eq!(
            found.iter().map(|finding| finding.at.as_str()).collect::<Vec<_>>(),
            ["deep/settings.xml:2", "deep/settings.xml:3"]
        );
    }

    #[test]
    fn a_lock_file_with_addresses_is_found() {
        let files =
            [("a/package-lock.json", r#"{"resolved": "https://example.com/a"}"#), ("b/package-lock.json", "{}")];
        assert_eq!(lock_files(&Tree::with(&files)).len(), 1);
    }
}
