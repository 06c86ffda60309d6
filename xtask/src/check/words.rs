//! Words that do not belong into finished code.

use super::{Finding, code, tree::Tree};

/// Notes to oneself, and what stands for something that is not there.
const UNFINISHED: [&str; 7] = ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!(", "#[ignore", "dbg!("];

/// Finds what is not finished: in code, in comments, in tests too.
pub(super) fn unfinished(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(&[".rs", ".ts", ".mjs", ".scss", ".css"]) {
        let text = if path.ends_with(".rs") { code::with_comments(text) } else { text.to_owned() };
        for word in UNFINISHED {
            for at in code::places(&text, word) {
                let line = text[..at].matches('\n').count() + 1;
                findings.push(Finding::new(format!("{path}:{line}"), format!("{word}: finish it or leave it out")));
            }
        }
    }
    findings
}

/// Finds lints that are switched off without a reason.
pub(super) fn expectations(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.sources() {
        for opening in ["#[allow(", "#![allow(", "#[expect(", "#![expect("] {
            let silent = source.places(opening).filter(|(_, _, after)| {
                let end = after.find(")]").unwrap_or(after.len());
                !after[..end].contains("reason")
            });
            findings.extend(silent.map(|(at, ..)| Finding::new(at, "a lint is switched off without a reason")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_to_oneself_is_found_where_it_is_not_a_text() {
        let text = format!("// {}: later\nlet a = \"{}\";\n", UNFINISHED[0], UNFINISHED[0]);
        let found = unfinished(&Tree::with(&[("a.rs", &text)]));
        assert_eq!(found.iter().map(|finding| finding.at.as_str()).collect::<Vec<_>>(), ["a.rs:1"]);
    }

    #[test]
    fn a_test_that_is_switched_off_is_found() {
        let text = format!("#[cfg(test)]\nmod tests {{\n    {}]\n    fn f() {{}}\n}}", UNFINISHED[5]);
        assert_eq!(unfinished(&Tree::with(&[("a.rs", &text)]))[0].at, "a.rs:3");
    }

    #[test]
    fn a_lint_that_is_switched_off_silently_is_found() {
        let text = "#[allow(dead_code)]\n#[expect(dead_code)]\n#[expect(dead_code, reason = \"one\")]\nfn f() {}";
        assert_eq!(expectations(&Tree::with(&[("a.rs", text)])).len(), 2);
    }
}
