//! What a test of a cluster's addresses found, step by step.

use super::FlinkVersion;
use serde::{Deserialize, Serialize};

/// Which of a cluster's two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The JobManager's REST.
    Rest,
    /// The SQL Gateway.
    Gateway,
}

/// One thing that must be right; in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The address is one that may be reached from here.
    Address,
    /// The name leads to an address.
    Resolve,
    /// Something listens there.
    Connect,
    /// The certificate is trusted, and ours is taken.
    Tls,
    /// The credentials are taken.
    Authentication,
    /// It answers as Flink does.
    Answer,
    /// The version is one that is supported.
    Version,
    /// It has task slots.
    Slots,
}

impl Step {
    /// All of them in their order.
    pub const ALL: [Self; 8] = [
        Self::Address,
        Self::Resolve,
        Self::Connect,
        Self::Tls,
        Self::Authentication,
        Self::Answer,
        Self::Version,
        Self::Slots,
    ];
}

/// How a step went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is right.
    Passed {
        /// What was seen, verbatim: a version, `4/8`; may be empty.
        detail: String,
    },
    /// It can be used as it is, but a person should know.
    Doubtful {
        /// What was seen, verbatim.
        detail: String,
    },
    /// It is not right; the steps after it were not tried.
    Failed {
        /// What was said, verbatim.
        detail: String,
    },
    /// Not tried: an earlier step failed.
    NotTried,
    /// There is nothing to try, such as TLS of an `http` address.
    NotNeeded,
}

/// A step at one of the two addresses, and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where.
    pub target: Target,
    /// What.
    pub step: Step,
    /// How it went.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// All that a test found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// Each step of each address.
    pub findings: Vec<Finding>,
    /// What the JobManager says it is.
    pub version: Option<FlinkVersion>,
    /// What the gateway says it is.
    pub gateway_version: Option<FlinkVersion>,
    /// All task slots.
    pub slots: Option<u32>,
    /// Task slots nothing runs in.
    pub free_slots: Option<u32>,
}

impl ProbeReport {
    /// True when nothing failed.
    pub fn is_usable(&self) -> bool {
        self.first_failure().is_none() && !self.findings.is_empty()
    }

    /// The first step that failed.
    pub fn first_failure(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| matches!(finding.outcome, Outcome::Failed { .. }))
    }

    /// How a step went.
    pub fn outcome(&self, target: Target, step: Step) -> Option<&Outcome> {
        let found = self.findings.iter().find(|finding| finding.target == target && finding.step == step);
        found.map(|finding| &finding.outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_named_and_makes_the_cluster_unusable() {
        let finding = |step, outcome| Finding { target: Target::Rest, step, outcome };
        let mut report = ProbeReport::default();
        assert!(!report.is_usable());
        report.findings.push(finding(Step::Address, Outcome::Passed { detail: String::new() }));
        assert!(report.is_usable());
        report.findings.push(finding(Step::Resolve, Outcome::Failed { detail: "no such host".into() }));
        assert_eq!(report.first_failure().map(|finding| finding.step), Some(Step::Resolve));
    }
}
