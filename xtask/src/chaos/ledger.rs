//! Every kill there ever was, a line each: a file of the repository.

use super::{plan::Victim, run::Report, watch::Finding};
use crate::place::Place;
use anyhow::{Context, Result};
use std::{fs, path::PathBuf, process::Command};

const HEAD: &str = "seed,step,act,victim,outcome,commit,date\n";

/// The step of what is found when all blows are over: any of them may have been its cause.
pub(super) const AFTERWARDS: u32 = 0;

/// One blow.
#[derive(Clone, Debug)]
pub(super) struct Kill {
    /// In which step.
    pub(super) step: u32,
    /// What was just asked for.
    pub(super) acts: Vec<String>,
    /// What was hurt.
    pub(super) victim: Victim,
}

/// The file.
pub(super) fn path(place: &Place) -> PathBuf {
    place.root.join("docs/chaos-ledger.csv")
}

/// Appends the kills of a run of a commit, each with what was found after it.
pub(super) fn append(place: &Place, (seed, commit): (u64, &str), report: &Report) -> Result<()> {
    let path = path(place);
    let before = fs::read_to_string(&path).unwrap_or_else(|_| HEAD.to_owned());
    let date = date()?;
    let lines = report.kills.iter().map(|kill| line(seed, kill, (report.is_judged, &report.findings), commit, &date));
    let text = before + &lines.collect::<String>();
    fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
}

fn line(seed: u64, kill: &Kill, (is_judged, findings): (bool, &[Finding]), commit: &str, date: &str) -> String {
    let at = |step: u32| findings.iter().find(|finding| finding.step == step);
    let outcome = match (at(kill.step), at(AFTERWARDS)) {
        (Some(finding), _) => format!("found: {}", finding.what),
        (None, Some(finding)) => format!("found afterwards: {}", finding.what),
        (None, None) if is_judged => "held".to_owned(),
        (None, None) => "not judged".to_owned(),
    };
    let plain = |text: &str| text.replace([',', '\n', '"'], ";");
    let acts = if kill.acts.is_empty() { "none".to_owned() } else { kill.acts.join("; ") };
    format!("{seed},{},{},{},{},{commit},{date}\n", kill.step, plain(&acts), kill.victim, plain(&outcome))
}

fn date() -> Result<String> {
    let output = Command::new("date").args(["-u", "+%Y-%m-%d"]).output().context("asking for the date")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// How many kills a ledger has in all, and how many of them of a process of Flink.
pub(super) fn count(place: &Place) -> (usize, usize) {
    let text = fs::read_to_string(path(place)).unwrap_or_default();
    let victims: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(3)).collect();
    let of_jvm: Vec<&str> = Victim::all().filter(|victim| victim.is_jvm()).map(Victim::name).collect();
    (victims.len(), victims.iter().filter(|victim| of_jvm.contains(victim)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_as_many_fields_as_the_head_whatever_is_in_it() {
        let kill = Kill { step: 3, acts: vec!["stop 01".into(), "a, b".into()], victim: Victim::Gateway };
        let found = Finding { step: 3, what: "2 copies, \"x\"\nat once".into() };
        let text = line(7, &kill, (true, std::slice::from_ref(&found)), "abc", "2000-01-01");
        assert_eq!(text, "7,3,stop 01; a; b,gateway,found: 2 copies; ;x;;at once,abc,2000-01-01\n");
        assert_eq!(text.matches(',').count(), HEAD.matches(',').count());
        let other = Kill { acts: vec![], step: 4, ..kill };
        assert_eq!(line(7, &other, (true, std::slice::from_ref(&found)), "abc", "d"), "7,4,none,gateway,held,abc,d\n");
        assert_eq!(
            line(7, &other, (false, std::slice::from_ref(&found)), "abc", "d"),
            "7,4,none,gateway,not judged,abc,d\n"
        );
        let afterwards = Finding { step: AFTERWARDS, ..found };
        assert!(line(7, &other, (true, &[afterwards]), "abc", "d").contains("found afterwards: 2 copies"));
    }
}
