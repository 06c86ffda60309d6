//! Further keys as lines of text.

use super::check_setting;
use crate::Code;
use std::collections::BTreeMap;

/// How many keys there may be.
const MOST: u32 = 200;

/// In bytes.
const MOST_BYTES: usize = 64 * 1024;

/// Reads lines `key: value` or `key = value`, whichever sign comes first; empty lines and those that begin with `#` say nothing.
pub(super) fn configuration_text(text: &str) -> Result<BTreeMap<String, String>, Vec<Code>> {
    if text.len() > MOST_BYTES {
        return Err(vec![Code::TooLarge { most: MOST_BYTES as i64 }]);
    }
    let mut configuration = BTreeMap::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().map(str::trim).enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Err(problem) = setting(line, &mut configuration) {
            problems.push(Code::InLine { line: index as u32 + 1, problem: Box::new(problem) });
        }
    }
    if configuration.len() > MOST as usize {
        problems.push(Code::TooMany { most: MOST });
    }
    if problems.is_empty() { Ok(configuration) } else { Err(problems) }
}

fn setting(line: &str, configuration: &mut BTreeMap<String, String>) -> Result<(), Code> {
    let (key, value) = line.split_once([':', '=']).ok_or(Code::NotAKeyAndValue)?;
    let (key, value) = (key.trim_end(), value.trim_start());
    if key.is_empty() || value.is_empty() {
        return Err(Code::NotAKeyAndValue);
    }
    check_setting(key, value)?;
    match configuration.insert(key.into(), value.into()) {
        Some(_) => Err(Code::GivenTwice { name: key.into() }),
        None => Ok(()),
    }
}

/// The text that is read as these keys and values.
pub(super) fn written(configuration: &BTreeMap<String, String>) -> String {
    let lines = configuration.iter().map(|(key, value)| format!("{key}: {value}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_either_sign() {
        let text = "# tuning\r\ntable.exec.state.ttl: 1 h\n\n  pipeline.global-job-parameters = a:b,c:d=e \n";
        let read = configuration_text(text).unwrap();
        let pairs = [("table.exec.state.ttl", "1 h"), ("pipeline.global-job-parameters", "a:b,c:d=e")];
        assert_eq!(read, pairs.map(|(key, value)| (key.into(), value.into())).into());
        assert_eq!(configuration_text(&written(&read)), Ok(read));
    }

    #[test]
    fn what_is_wrong_names_its_line() {
        let text =
            "\ntable.exec.state.ttl\npipeline.max-parallelism: 2\npipeline.max-parallelism: 3\n: 4\npipeline.name:";
        let wrong = |line, problem| Code::InLine { line, problem: Box::new(problem) };
        let expected = vec![
            wrong(2, Code::NotAKeyAndValue),
            wrong(4, Code::GivenTwice { name: "pipeline.max-parallelism".into() }),
            wrong(5, Code::NotAKeyAndValue),
            wrong(6, Code::NotAKeyAndValue),
        ];
        assert_eq!(configuration_text(text), Err(expected));
    }
}
