//! Files: how long, how named, how begun.

use super::{
    Finding,
    tree::{Tree, is_test},
};

/// Lines in a file that people still read as one thing.
const MOST_LINES: usize = 400;

/// Files that are longer, and why that is right.
const LONG: &[(&str, &str)] = &[];

/// Names that say nothing.
const NAMELESS: [&str; 4] = ["utils.rs", "helpers.rs", "common.rs", "types.rs"];

/// Finds files that are too long.
pub(super) fn length(tree: &Tree) -> Vec<Finding> {
    let endings = &[".rs", ".ts", ".js", ".mjs", ".css", ".scss", ".sh"];
    let long = tree.ending(endings).map(|(path, text)| (path, text.lines().count()));
    let long = long.filter(|(path, lines)| *lines > MOST_LINES && !LONG.iter().any(|(known, _)| known == path));
    let what = |lines| {
        format!("{lines} lines are more than {MOST_LINES}: split it, or give the reason in xtask/src/check/files.rs")
    };
    long.map(|(path, lines)| Finding::new(path, what(lines))).collect()
}

/// Finds names that say nothing. `words/common.rs` holds what all pages say.
pub(super) fn names(tree: &Tree) -> Vec<Finding> {
    let rust = tree.ending(&[".rs"]).filter(|(path, _)| !path.starts_with("app/src/words/"));
    let nameless = rust.filter(|(path, _)| NAMELESS.contains(&path.rsplit('/').next().unwrap_or_default()));
    nameless.map(|(path, _)| Finding::new(path, "name the thing that is in it")).collect()
}

/// Finds modules that do not say what they are for.
pub(super) fn module_docs(tree: &Tree) -> Vec<Finding> {
    let modules = tree.ending(&[".rs"]).filter(|(path, _)| !is_test(path) && !path.contains("/tests/"));
    let silent =
        modules.filter(|(_, text)| !text.trim_start().starts_with("//!") && !text.trim_start().starts_with("#!["));
    silent.map(|(path, _)| Finding::new(path, "begin with `//!`: what it is for and must not know")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found_and_a_long_list_of_data_is_not() {
        let long = "a\n".repeat(401);
        let found = length(&Tree::with(&[("a.rs", &long), ("b.json", &long), ("c.rs", &long[2..])]));
        assert_eq!(found.iter().map(|finding| finding.at.as_str()).collect::<Vec<_>>(), ["a.rs"]);
    }

    #[test]
    fn a_nameless_file_is_found() {
        assert_eq!(names(&Tree::with(&[("a/utils.rs", ""), ("a/futils.rs", "")])).len(), 1);
    }

    #[test]
    fn a_module_that_says_nothing_is_found() {
        let files = [("a.rs", "use b;"), ("b.rs", "//! B.\n"), ("c/tests/d.rs", "")];
        assert_eq!(module_docs(&Tree::with(&files)).len(), 1);
    }
}
