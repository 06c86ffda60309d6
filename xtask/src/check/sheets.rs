//! A sheet that nobody imports styles nothing.

use super::{Finding, tree::Tree};

const MAIN: &str = "style/main.css";

/// Finds sheets that are not in the main one.
pub(super) fn imported(tree: &Tree) -> Vec<Finding> {
    let Some(main) = tree.files.get(MAIN) else {
        return Vec::new();
    };
    let sheets = tree.ending(&[".css"]).filter_map(|(path, _)| Some((path, path.strip_prefix("style/")?)));
    let parts = sheets.filter(|(path, name)| *path != MAIN && !name.starts_with("public/"));
    let lost = parts.filter(|(_, name)| !main.contains(&format!("@import \"{name}\"")));
    lost.map(|(path, _)| Finding::new(path, format!("is not imported by {MAIN}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_nobody_imports_is_found() {
        let main = "@import \"components/bar.css\" layer(components);";
        let files = [(MAIN, main), ("style/components/bar.css", ""), ("style/components/lost.css", "")];
        let found = imported(&Tree::with(&files));
        assert_eq!(found.iter().map(|finding| finding.at.as_str()).collect::<Vec<_>>(), ["style/components/lost.css"]);
    }
}
