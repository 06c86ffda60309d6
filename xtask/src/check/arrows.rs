//! Which crate may know which: arrows point inwards.

use super::{Finding, tree::Tree};

/// A crate and the crates of the workspace that it may know.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("egress", &["model"]),
    ("store", &["model", "egress"]),
    ("engine", &["model", "egress"]),
    ("fleet", &["model", "egress"]),
    ("control", &["model", "egress", "store", "engine", "fleet"]),
    ("app", &["model", "store", "engine", "fleet", "control", "egress"]),
    ("pages", &["model", "store", "engine", "fleet", "app"]),
    ("frontend", &["app"]),
    ("server", &["model", "egress", "store", "engine", "fleet", "control", "app"]),
    ("scaleph", &["model", "pages", "server"]),
    ("xtask", &["model"]),
];

/// Packages that one crate alone may know, by the beginning of their names.
const OWNED: &[(&str, &str)] = &[
    ("diesel", "store"),
    ("libsqlite3-sys", "store"),
    ("tokio-postgres", "store"),
    ("kube", "fleet"),
    ("k8s-openapi", "fleet"),
    ("reqwest", "egress"),
    ("hyper", "egress"),
    ("ureq", "egress"),
];

/// Every crate knows only the crates further in; `app` knows all but `model` on the server only.
pub(super) fn known_crates(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in &tree.members {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == member.name) else {
            let what = "is not in the table of arrows in xtask/src/check/arrows.rs: say there what it may know";
            findings.push(Finding::new(&member.name, what));
            continue;
        };
        for known in &member.dependencies {
            let ours = ARROWS.iter().any(|(name, _)| *name == known.name);
            if ours && !allowed.contains(&known.name.as_str()) {
                findings.push(Finding::new(&member.name, format!("must not know {}", known.name)));
            } else if ours && member.name == "app" && known.name != "model" && !known.optional {
                let what = format!("must know {} on the server only: optional, brought by `ssr`", known.name);
                findings.push(Finding::new(&member.name, what));
            }
        }
    }
    findings
}

/// Databases, Kubernetes and HTTP clients are known to one crate each.
pub(super) fn outside_crates(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in tree.members.iter().filter(|member| member.name != "xtask") {
        for known in &member.dependencies {
            let begins = |name: &str| known.name == name || known.name.starts_with(&format!("{name}-"));
            let wide = |name: &str| begins(name) || known.name.starts_with(&format!("{name}_"));
            if let Some((name, owner)) = OWNED.iter().find(|(name, owner)| wide(name) && *owner != member.name) {
                findings.push(Finding::new(&member.name, format!("must not know {}: {name} is {owner}'s", known.name)));
            }
        }
    }
    findings
}

/// `frontend` with the server in one call would give the server the browser's features.
pub(super) fn default_members(tree: &Tree) -> Vec<Finding> {
    let wrong =
        tree.members.iter().filter(|member| member.default && ["frontend", "xtask", "app"].contains(&&*member.name));
    wrong.map(|member| Finding::new(&member.name, "must not be in default-members: features unify")).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::tree::{Dependency, Member},
        *,
    };

    fn tree(name: &str, knows: &[(&str, bool)]) -> Tree {
        let dependencies =
            knows.iter().map(|(name, optional)| Dependency { name: (*name).into(), optional: *optional });
        let member = Member { name: name.into(), dependencies: dependencies.collect(), default: true };
        Tree { members: vec![member], ..Tree::default() }
    }

    #[test]
    fn an_arrow_outwards_is_found() {
        assert_eq!(known_crates(&tree("store", &[("engine", false)])).len(), 1);
        assert_eq!(known_crates(&tree("frontend", &[("model", false)])).len(), 1);
        assert!(known_crates(&tree("store", &[("model", false), ("serde", false)])).is_empty());
    }

    #[test]
    fn app_may_know_the_store_on_the_server_only() {
        assert_eq!(known_crates(&tree("app", &[("store", false)])).len(), 1);
        assert!(known_crates(&tree("app", &[("store", true), ("model", false)])).is_empty());
    }

    #[test]
    fn a_crate_that_nobody_has_placed_is_found() {
        assert_eq!(known_crates(&tree("helpers", &[])).len(), 1);
    }

    #[test]
    fn diesel_outside_the_store_is_found() {
        assert_eq!(outside_crates(&tree("control", &[("diesel-async", false)])).len(), 1);
        assert_eq!(outside_crates(&tree("control", &[("diesel_migrations", false)])).len(), 1);
        assert_eq!(outside_crates(&tree("engine", &[("reqwest", false)])).len(), 1);
        assert!(outside_crates(&tree("store", &[("diesel", false), ("kubernetes", false)])).is_empty());
    }

    #[test]
    fn the_browser_crate_among_the_default_members_is_found() {
        assert_eq!(default_members(&tree("frontend", &[])).len(), 1);
        assert!(default_members(&tree("server", &[])).is_empty());
    }
}
