//! What a job is: its script or jar, where it runs, with which settings.

use super::{effective::settings_table, labels::labels, submitted::called, view::JobView};
use app::{locale::Locale, paths};
use leptos::prelude::*;
use model::{Artifact, JarProgram, ScriptId};

/// What is known of the chosen version, or of the newest.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownVersion {
    pub(super) number: i64,
    pub(super) note: String,
    /// The class that a jar's manifest names.
    pub(super) main_class: Option<String>,
}

/// The definition as a list, with the settings as Flink names them and with who says each.
pub(super) fn definition(view: &JobView, version: Option<KnownVersion>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let artifact = match &view.job.artifact {
        Artifact::Script { script, .. } => of_script(view, *script, locale).into_any(),
        Artifact::Jar(program) => of_jar(view, program, locale).into_any(),
    };
    let called = view.job.artifact.jar().map(|program| {
        let main_class = version.as_ref().and_then(|version| version.main_class.clone());
        called(program, main_class, locale)
    });
    let version = match (view.job.artifact.version(), version, &view.job.artifact) {
        (Some(_), Some(version), _) => (words.version_number)(version.number, &version.note),
        (_, _, Artifact::Script { .. }) => words.version_now.to_owned(),
        (_, _, Artifact::Jar(_)) => words.jar_version_now.to_owned(),
    };
    let cluster = match view.summary.cluster_name.clone() {
        Some(name) => view! { <a href=paths::cluster(view.job.cluster_id)>{name}</a> }.into_any(),
        None => view! { <span class="muted">{words.cluster_gone}</span> }.into_any(),
    };
    let template = view.template.clone().map(|(id, name)| {
        view! {
            <dt>{locale.words().templates.template}</dt>
            <dd><a href=paths::template(view.job.project_id, id)>{name}</a></dd>
        }
    });
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.settings}</h2></header>
            <dl class="key-value">
                {artifact}
                <dt>{words.version}</dt>
                <dd>{version}</dd>
                {called}
                <dt>{words.cluster}</dt>
                <dd>{cluster}</dd>
                {labels(view, locale)}
                {template}
            </dl>
            {settings_table(view.effective.values(), locale)}
        </section>
    }
}

fn of_script(view: &JobView, script: ScriptId, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let script = match view.summary.script_name.clone() {
        Some(name) => view! { <a href=paths::script(view.job.project_id, script)>{name}</a> }.into_any(),
        None => view! { <span class="muted">{words.script_gone}</span> }.into_any(),
    };
    view! {
        <dt>{words.script}</dt>
        <dd>{script}</dd>
    }
}

fn of_jar(view: &JobView, program: &JarProgram, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let jar = match view.summary.jar_name.clone() {
        Some(name) => view! { <a href=paths::file(view.job.project_id, program.jar)>{name}</a> }.into_any(),
        None => view! { <span class="muted">{words.jar_gone}</span> }.into_any(),
    };
    view! {
        <dt>{words.jar}</dt>
        <dd>{jar}</dd>
    }
}
