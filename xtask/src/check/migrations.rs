//! Both databases are migrated in the same steps.

use super::{Finding, tree::Tree};
use std::collections::BTreeSet;

const BACKENDS: [&str; 2] = ["sqlite", "postgres"];

/// Finds migrations that one database has and the other has not, and those without an `up.sql`.
pub(super) fn same_names(tree: &Tree) -> Vec<Finding> {
    let names = |backend: &str| -> BTreeSet<&str> {
        let below = format!("migrations/{backend}/");
        let files = tree.files.keys().filter_map(|path| path.strip_prefix(&below));
        files.filter_map(|path| path.split_once('/')).map(|(name, _)| name).collect()
    };
    let mut findings = Vec::new();
    for (backend, other) in [(BACKENDS[0], BACKENDS[1]), (BACKENDS[1], BACKENDS[0])] {
        for name in &names(backend) {
            let path = format!("migrations/{backend}/{name}");
            if !names(other).contains(name) {
                findings.push(Finding::new(&path, format!("migrations/{other} has no such step")));
            }
            if !tree.files.contains_key(&format!("{path}/up.sql")) {
                findings.push(Finding::new(&path, "has no up.sql"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_one_database_only_is_found() {
        let same = [("migrations/sqlite/1_a/up.sql", ""), ("migrations/postgres/1_a/up.sql", "")];
        assert!(same_names(&Tree::with(&same)).is_empty());
        assert_eq!(same_names(&Tree::with(&same[..1])).len(), 1);
    }

    #[test]
    fn a_step_without_a_way_up_is_found() {
        let files = [("migrations/sqlite/1_a/down.sql", ""), ("migrations/postgres/1_a/up.sql", "")];
        assert_eq!(same_names(&Tree::with(&files)).len(), 1);
    }
}
