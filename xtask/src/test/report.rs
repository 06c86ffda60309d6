//! What a person needs to see of an output that failed.

/// Lines kept when nothing better is known.
const TAIL: usize = 60;

/// Compiler errors, failed tests of cargo, and what a test without its harness panicked with; else the end of the output.
pub(super) fn of_cargo(text: &str) -> String {
    let mut kept = Vec::new();
    let (mut in_failure, mut in_error, mut in_success) = (false, false, false);
    for line in text.lines() {
        // What is caught by a test that passes is not of interest.
        if line == "successes:" {
            in_success = true;
        } else if line == "failures:" {
            (in_failure, in_success) = (true, false);
        } else if line.starts_with("test result:") {
            if in_failure {
                kept.push(line);
            }
            (in_failure, in_success) = (false, false);
        }
        in_error |= !in_success && line.starts_with("thread '") && line.contains(" panicked at ");
        if line.starts_with("error") || line.starts_with("warning: unused") {
            in_error = true;
        }
        if in_failure || in_error {
            kept.push(line);
        }
        in_error &= !line.trim().is_empty();
    }
    if kept.is_empty() { tail(text) } else { kept.join("\n") }
}

/// The end of an output.
pub(super) fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_test_is_shown_without_those_that_passed() {
        let text = "running 2 tests\ntest a ... ok\ntest b ... FAILED\n\nsuccesses:\n\n---- a stdout ----\nnoise\n\n\
            failures:\n\n---- b stdout ----\nleft: 1\n\nfailures:\n    b\n\ntest result: FAILED. 1 passed; 1 failed\n";
        let shown = of_cargo(text);
        assert!(shown.contains("left: 1") && shown.ends_with("1 failed") && !shown.contains("noise"));
    }

    #[test]
    fn a_compiler_error_is_shown_whole() {
        let text = "   Compiling a\nerror[E0308]: mismatched types\n --> a.rs:1:1\n  |\n\nwarning: other\n";
        assert_eq!(of_cargo(text), "error[E0308]: mismatched types\n --> a.rs:1:1\n  |\n");
    }

    #[test]
    fn a_panic_outside_of_a_harness_is_shown() {
        let text = "     Running tests/one.rs\nbegun\n\nthread 'main' (7) panicked at one.rs:1:2:\ncalled `unwrap()`\n\n\
            running 1 test\nsuccesses:\n\n---- b stdout ----\nthread 'b' panicked at two.rs:3:4:\nmeant\n\n\
            test result: ok. 1 passed\nerror: test failed\n";
        let shown = of_cargo(text);
        assert!(shown.contains("one.rs:1:2:\ncalled `unwrap()`") && shown.contains("error: test failed"), "{shown}");
        assert!(!shown.contains("two.rs") && !shown.contains("begun"), "{shown}");
    }

    #[test]
    fn of_anything_else_the_end_is_shown() {
        let text = (0..200).map(|number| format!("{number}\n")).collect::<String>();
        assert!(of_cargo(&text).starts_with("140\n") && of_cargo(&text).ends_with("199"));
    }
}
