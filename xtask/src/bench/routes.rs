//! The pages there are, read from the route table's source, so that a page that is added is measured too.

use super::install::Install;
use crate::place::Place;
use anyhow::{Context, Result, ensure};
use std::fs;

/// Where the table is.
const TABLE: &str = "app/src/routes/table.rs";

/// A route that is read with GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// As the router writes it: `/projects/{project}/queries`.
    pub(super) pattern: String,
    /// True when its page holds an island.
    pub(super) islands: bool,
}

/// All of them.
pub(super) fn routes(place: &Place) -> Result<Vec<Route>> {
    let text = fs::read_to_string(place.root.join(TABLE)).with_context(|| format!("reading {TABLE}"))?;
    let found = read(&text);
    ensure!(found.len() > 10, "{TABLE} is not written as `Rule::get(\"…\", …)` any more");
    Ok(found)
}

fn read(table: &str) -> Vec<Route> {
    let rule = |line: &str| {
        let (pattern, rest) = line.trim().strip_prefix("Rule::get(\"")?.split_once('"')?;
        Some(Route { pattern: pattern.into(), islands: rest.contains(".with_islands()") })
    };
    table.lines().filter_map(rule).collect()
}

/// Puts the install's own ids into a pattern; nothing when it needs one that is not known.
pub(super) fn address(pattern: &str, install: &Install, more: &[(&str, &str)]) -> Option<String> {
    let own = [("project", &install.project), ("script", &install.script), ("user", &install.user)];
    let mut address = pattern.to_owned();
    for (name, id) in own.iter().map(|(name, id)| (*name, id.as_str())).chain(more.iter().copied()) {
        address = address.replace(&format!("{{{name}}}"), id);
    }
    (!address.contains('{')).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_in_the_table_as_it_is_written() {
        let table = r#"
            Rule::get("/users", System(UserView::NAME)),
            Rule::post("/users/new", System(UserManage::NAME)),
            Rule::get("/projects/{project}/sql/{script}", Project(ScriptView::NAME)).with_islands(),"#;
        let route = |pattern: &str, islands| Route { pattern: pattern.into(), islands };
        assert_eq!(read(table), [route("/users", false), route("/projects/{project}/sql/{script}", true)]);
    }
}
