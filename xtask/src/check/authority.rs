//! Who may make what permissions are checked against: all else follows from the types.

use super::{Finding, tree::Tree};

/// A type, where its values are made, and why only there.
const MADE_IN: &[(&str, &[&str], &str)] = &[
    ("Membership", &["server/store/src/", "app/model/src/authority"], "only store loads memberships"),
    ("Standing", &["server/store/src/", "app/model/src/authority"], "only store loads standings"),
];

/// The one place that gives `control` its scope.
const SYSTEM_SCOPE: &str = "SystemScope::of_the_server";

/// Finds memberships, standings and system scopes that are made elsewhere.
pub(super) fn makers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.sources() {
        for (name, places, why) in MADE_IN {
            if places.iter().any(|place| source.path.starts_with(place)) {
                continue;
            }
            let made =
                source.places(name).filter(|(_, before, after)| after.trim_start().starts_with('{') && !named(before));
            findings.extend(made.map(|(at, ..)| Finding::new(at, format!("{name} is made here: {why}"))));
        }
        if source.path != "scaleph/src/main.rs" && !source.path.starts_with("app/model/src/authority") {
            let made = source.places(SYSTEM_SCOPE);
            let what = format!("{SYSTEM_SCOPE} is for scaleph/src/main.rs alone");
            findings.extend(made.map(|(at, ..)| Finding::new(at, what.clone())));
        }
    }
    findings
}

/// True where a `{` after the name begins a body, not a value.
fn named(before: &str) -> bool {
    let mut before = before.trim_end();
    // `-> model::Membership {`
    if before.ends_with("::") {
        before = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_' || c == ':').trim_end();
    }
    let last = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    before.ends_with("->") || before.ends_with('<') || ["impl", "struct", "for", "dyn"].contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        makers(&Tree::with(&[(path, text)])).len()
    }

    #[test]
    fn a_membership_made_outside_the_store_is_found() {
        let text = "fn f() { Some(Membership { user, project }) }";
        assert_eq!((found("app/src/context.rs", text), found("server/store/src/members.rs", text)), (1, 0));
        assert_eq!(found("server/src/a.rs", "let s = authority::Standing{ user, role };"), 1);
    }

    #[test]
    fn naming_one_is_not_making_one() {
        for text in [
            "impl Actor for Membership {}",
            "fn f() -> model::Membership {}",
            "fn f(m: &Membership) {}",
            "use a::{Membership};",
        ] {
            assert_eq!(found("app/src/context.rs", text), 0, "{text}");
        }
    }

    #[test]
    fn tests_may_make_what_they_like() {
        assert_eq!(found("app/src/a.rs", "#[cfg(test)]\nmod tests { fn f() { Membership { user } } }"), 0);
    }

    #[test]
    fn a_system_scope_outside_of_main_is_found() {
        let text = "fn f() { g(SystemScope::of_the_server()) }";
        assert_eq!((found("server/src/router.rs", text), found("scaleph/src/main.rs", text)), (1, 0));
    }
}
