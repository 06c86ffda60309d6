//! What a job is: its script, where it runs, with which settings.

use super::view::JobView;
use app::{locale::Locale, paths};
use leptos::prelude::*;

/// The definition as a list, with the settings as Flink names them.
pub(super) fn definition(view: &JobView, version: Option<(i64, String)>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let (project, script) = (view.job.project_id, view.job.script_id);
    let script = match view.summary.script_name.clone() {
        Some(name) => view! { <a href=paths::script(project, script)>{name}</a> }.into_any(),
        None => view! { <span class="muted">{words.script_gone}</span> }.into_any(),
    };
    let version = match (view.job.version_id, version) {
        (Some(_), Some((number, note))) => (words.version_number)(number, &note),
        _ => words.version_now.to_owned(),
    };
    let cluster = match view.summary.cluster_name.clone() {
        Some(name) => view! { <a href=paths::cluster(view.job.cluster_id)>{name}</a> }.into_any(),
        None => view! { <span class="muted">{words.cluster_gone}</span> }.into_any(),
    };
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.settings}</h2></header>
            <dl class="key-value">
                <dt>{words.script}</dt>
                <dd>{script}</dd>
                <dt>{words.version}</dt>
                <dd>{version}</dd>
                <dt>{words.cluster}</dt>
                <dd>{cluster}</dd>
            </dl>
            <pre class="code" tabindex="0">{view.job.settings.flink_lines()}</pre>
        </section>
    }
}
