use super::super::*;
use std::path::{Path, PathBuf};

/// A folder beside the checkout that not everybody has.
pub(super) fn shared(folder: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|up| up.join("shared").join(folder))
        .find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: shared/ is absent");
    }
    found
}

/// Positions and kinds of a script's statements, a line each: lines and columns, bytes, kind.
fn outline(text: &str) -> String {
    let script = split(text);
    let mut out = String::new();
    for Statement { start, end, range, kind, .. } in &script.statements {
        let kind = serde_json::to_value(kind).unwrap();
        let mut words = kind["kind"].as_str().unwrap().to_owned();
        if let Some(more) = kind.get("object").or(kind.get("temporary")) {
            words.push_str(&format!(" {more}").replace('"', ""));
        }
        let Position { line, column } = start;
        out += &format!("{line}:{column}-{}:{} {}..{} {words}\n", end.line, end.column, range.start, range.end);
    }
    for problem in &script.problems {
        out += &format!("problem {}..{} {:?}\n", problem.range.start, problem.range.end, problem.code);
    }
    out
}

#[test]
fn every_file_of_the_cases_is_split_as_checked_by_hand() {
    let Some(folder) = shared("cases/flink-sql") else {
        return;
    };
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sql/golden");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let expected = std::fs::read_to_string(golden.join(format!("{name}.txt"))).unwrap_or_default();
        assert_eq!(outline(&std::fs::read_to_string(&file).unwrap()), expected, "{name}");
    }
}
