//! Trying a cluster's addresses step by step, so that a person learns which one is wrong.

use super::{ClusterConnection, Credentials};
use crate::Error;
use egress::Egress;
use model::flink::{
    FlinkVersion,
    lines::Support,
    probe::{Finding, Outcome, ProbeReport, Step, Target},
};
use std::error::Error as _;
use url::{Host, Url};

/// Tries a cluster's addresses. Changes nothing there.
pub async fn probe(egress: &Egress, connection: &ClusterConnection) -> ProbeReport {
    let mut report = ProbeReport::default();
    let flink = match connection.open(egress) {
        Ok(flink) => flink,
        Err(error) => {
            report.findings.push(failed(Target::Rest, Step::Tls, &error));
            return report;
        }
    };
    match flink.rest().overview().await {
        Ok(overview) => {
            answered(&mut report, connection, Target::Rest, &connection.rest);
            report.version = version(&mut report, Target::Rest, &overview.flink_version);
            slots(&mut report, overview.slots_available, overview.slots_total);
        }
        Err(error) => refused(&mut report, connection, Target::Rest, &error),
    }
    let (Some(gateway), Some(url)) = (flink.gateway(), &connection.gateway) else {
        return report;
    };
    let asked = async { Ok((gateway.info().await?, gateway.api_versions().await?)) };
    match asked.await {
        Ok((info, versions)) if versions.contains(&2) => {
            answered(&mut report, connection, Target::Gateway, url);
            report.gateway_version = version(&mut report, Target::Gateway, &info.version);
            compare(&mut report);
        }
        Ok((_, versions)) => {
            let got = format!("{versions:?}");
            let error = Error::Nonsense { expected: "version 2 of the gateway's api", got };
            refused(&mut report, connection, Target::Gateway, &error);
        }
        Err(error) => refused(&mut report, connection, Target::Gateway, &error),
    }
    report
}

/// All is well up to the answer.
fn answered(report: &mut ProbeReport, connection: &ClusterConnection, target: Target, url: &Url) {
    for step in Step::ALL.into_iter().filter(|step| *step <= Step::Answer) {
        report.findings.push(Finding { target, step, outcome: passed(connection, url, step) });
    }
}

/// What a step that went well has to say.
fn passed(connection: &ClusterConnection, url: &Url, step: Step) -> Outcome {
    let is_plain = url.scheme() == "http";
    let is_anonymous = connection.credentials == Credentials::None;
    match step {
        Step::Resolve if !matches!(url.host(), Some(Host::Domain(_))) => Outcome::NotNeeded,
        Step::Tls if is_plain => Outcome::NotNeeded,
        Step::Authentication if is_anonymous => Outcome::NotNeeded,
        // Whoever is on the way can read them; inside a cluster's network that may be meant.
        Step::Authentication if is_plain => Outcome::Doubtful { detail: url.scheme().into() },
        _ => Outcome::Passed { detail: String::new() },
    }
}

/// All is well up to the step the error belongs to; what comes after was not tried.
fn refused(report: &mut ProbeReport, connection: &ClusterConnection, target: Target, error: &Error) {
    let (step, url) = (step_of(error), connection.gateway.as_ref().filter(|_| target == Target::Gateway));
    let url = url.unwrap_or(&connection.rest);
    let last = if target == Target::Rest { Step::Slots } else { Step::Version };
    for each in Step::ALL.into_iter().filter(|each| *each <= last) {
        let finding = match each {
            each if each < step => Finding { target, step: each, outcome: passed(connection, url, each) },
            each if each == step => failed(target, each, error),
            each => Finding { target, step: each, outcome: Outcome::NotTried },
        };
        report.findings.push(finding);
    }
}

fn failed(target: Target, step: Step, error: &Error) -> Finding {
    let mut detail = error.to_string();
    if let Some(cause) = error.source() {
        detail = cause.to_string();
    }
    if let Error::Unreachable(cause) = error
        && !cause.reason().is_empty()
    {
        detail = format!("{detail}: {}", cause.reason());
    }
    Finding { target, step, outcome: Outcome::Failed { detail } }
}

/// The step at which an error arises; the ones before it went well.
fn step_of(error: &Error) -> Step {
    use egress::Error as Egress;
    match error {
        Error::Unreachable(Egress::Address | Egress::Refused { .. }) => Step::Address,
        Error::Unreachable(Egress::Resolve { .. }) => Step::Resolve,
        Error::Unreachable(Egress::Connect { .. } | Egress::Timeout { connecting: true, .. }) => Step::Connect,
        Error::Unreachable(Egress::Tls { .. } | Egress::Material { .. }) => Step::Tls,
        Error::Unauthorized { .. } => Step::Authentication,
        _ => Step::Answer,
    }
}

fn version(report: &mut ProbeReport, target: Target, text: &str) -> Option<FlinkVersion> {
    let version: Option<FlinkVersion> = text.parse().ok();
    let detail: String = text.chars().take(80).collect();
    let outcome = match version.as_ref().map(Support::of) {
        Some(Support::Supported(_)) => Outcome::Passed { detail },
        Some(Support::Newer(_)) | None => Outcome::Doubtful { detail },
        Some(Support::TooOld) => Outcome::Failed { detail },
    };
    report.findings.push(Finding { target, step: Step::Version, outcome });
    version
}

fn slots(report: &mut ProbeReport, free: u32, all: u32) {
    (report.free_slots, report.slots) = (Some(free), Some(all));
    let detail = format!("{free}/{all}");
    let outcome = match all {
        0 => Outcome::Doubtful { detail },
        _ => Outcome::Passed { detail },
    };
    report.findings.push(Finding { target: Target::Rest, step: Step::Slots, outcome });
}

/// A gateway of another line than its cluster sends it jobs it cannot read.
fn compare(report: &mut ProbeReport) {
    let line = |version: &FlinkVersion| (version.major(), version.minor());
    let (Some(cluster), Some(gateway)) = (&report.version, &report.gateway_version) else {
        return;
    };
    if line(cluster) == line(gateway) {
        return;
    }
    let detail = format!("{gateway} ≠ {cluster}");
    if let Some(last) = report.findings.last_mut().filter(|last| last.step == Step::Version) {
        last.outcome = Outcome::Doubtful { detail };
    }
}
