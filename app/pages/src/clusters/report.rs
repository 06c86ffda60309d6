//! What a test of a cluster's addresses found, step by step.

use app::{
    forms::Flash,
    locale::Locale,
    ui::{Notice, NoticeKind, State, StateShape, Table},
    words::Clusters,
};
use leptos::prelude::*;
use model::flink::probe::{Finding, Outcome, ProbeReport, Step};

/// The report that a test left.
pub(super) fn left(flash: &Flash) -> Option<ProbeReport> {
    serde_json::from_str(flash.handed()?).ok()
}

/// Each step with its outcome; a failed one says what to do.
#[component]
pub(super) fn Report(report: ProbeReport, locale: Locale) -> impl IntoView {
    let words = locale.words().clusters;
    let verdict = match report.is_usable() {
        true => view! { <Notice kind=NoticeKind::Ok>{words.test_passed}</Notice> }.into_any(),
        false => view! { <Notice kind=NoticeKind::Warn>{words.test_failed}</Notice> }.into_any(),
    };
    let rows = report.findings.into_iter().map(|finding| row(finding, locale));
    view! {
        <section class="panel" id="tested">
            <header class="panel-head"><h2>{words.tested}</h2></header>
            {verdict}
            <Table
                label=words.tested
                columns=[words.which, words.checked, words.step_outcome]
                rows=rows.collect_view()
            />
        </section>
    }
}

fn row(finding: Finding, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().clusters;
    let (shape, word, detail, advice) = said(finding.outcome, finding.step, words);
    view! {
        <tr>
            <td>{(words.target)(finding.target)}</td>
            <td>{(words.step)(finding.step)}</td>
            <td>
                <State shape word/>
                {(!detail.is_empty()).then(|| view! { " " <code>{detail}</code> })}
                {advice.map(|advice| view! { <br/><small>{advice}</small> })}
            </td>
        </tr>
    }
}

/// Shape, word, what was seen, and what to do.
fn said(outcome: Outcome, step: Step, words: &Clusters) -> (StateShape, &'static str, String, Option<&'static str>) {
    match outcome {
        Outcome::Passed { detail } => (StateShape::Finished, words.passed, detail, None),
        Outcome::Doubtful { detail } => (StateShape::Attention, words.doubtful, detail, Some((words.doubts)(step))),
        Outcome::Failed { detail } => (StateShape::Failed, words.step_failed, detail, Some((words.advice)(step))),
        Outcome::NotTried => (StateShape::Unknown, words.not_tried, String::new(), None),
        Outcome::NotNeeded => (StateShape::Stopped, words.not_needed, String::new(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wrong_or_doubtful_comes_with_advice() {
        let words = Locale::default().words().clusters;
        let advice = |outcome| said(outcome, Step::Connect, words).3;
        assert!(advice(Outcome::Failed { detail: "refused".into() }).is_some());
        assert!(advice(Outcome::Doubtful { detail: String::new() }).is_some());
        assert!(advice(Outcome::Passed { detail: String::new() }).is_none() && advice(Outcome::NotTried).is_none());
    }
}
