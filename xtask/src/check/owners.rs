//! Names in the code that only one crate may use.

use super::{Finding, tree::Tree};

/// A path, where it may stand, and why.
const OWNED: &[(&str, &str, &str)] = &[
    ("diesel::", "server/store/", "store is the only crate that names diesel"),
    ("diesel_async::", "server/store/", "store is the only crate that names diesel"),
    ("kube::", "server/fleet/", "fleet is the only crate that names kube"),
    ("k8s_openapi::", "server/fleet/", "fleet is the only crate that names kube"),
    ("Client::builder(", "server/egress/", "egress makes every outgoing HTTP client"),
    ("ClientBuilder::new(", "server/egress/", "egress makes every outgoing HTTP client"),
    ("reqwest::Client::new(", "server/egress/", "egress makes every outgoing HTTP client"),
    ("reqwest::get(", "server/egress/", "egress makes every outgoing HTTP client"),
];

/// Finds names outside of the crate that owns them.
pub(super) fn names(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.sources().filter(|source| !source.path.starts_with("xtask/")) {
        for (name, owner, why) in OWNED.iter().filter(|(_, owner, _)| !source.path.starts_with(owner)) {
            let found =
                source.places(name).map(|(at, ..)| Finding::new(at, format!("{name} outside of {owner}: {why}")));
            findings.extend(found);
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_outside_the_store_is_found_and_a_word_in_a_sentence_is_not() {
        let bad = "//! About diesel::insert.\nuse diesel::prelude::*;\n";
        let found = names(&Tree::with(&[("server/control/src/a.rs", bad), ("server/store/src/a.rs", bad)]));
        assert_eq!(found.len(), 1);
        assert!(found[0].at == "server/control/src/a.rs:2");
    }

    #[test]
    fn a_client_that_egress_did_not_make_is_found() {
        let text = "fn f() { reqwest::Client::builder().build() }";
        assert_eq!(names(&Tree::with(&[("server/engine/src/a.rs", text)])).len(), 1);
        assert!(names(&Tree::with(&[("server/egress/src/client.rs", text)])).is_empty());
    }
}
