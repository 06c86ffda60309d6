//! The fields of a job.

use super::{
    labels::{KnownLabels, label_fields},
    program::{KnownJar, program_fields},
};
use app::{
    forms::Flash,
    locale::Locale,
    ui::{CheckField, ChoiceField, Field, FieldKind, TextField},
};
use leptos::prelude::*;
use model::{
    ArtifactKind, JobSettingsForm, RuntimeMode,
    job::{RestartKind, StateBackend},
};

/// What can be chosen, and what is chosen now.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) description: String,
    /// A script where none is told.
    pub(super) artifact: Option<ArtifactKind>,
    pub(super) jar: KnownJar,
    pub(super) script: String,
    pub(super) version: String,
    pub(super) cluster: String,
    pub(super) settings: JobSettingsForm,
    pub(super) scripts: Vec<(String, String)>,
    pub(super) versions: Vec<(String, String)>,
    pub(super) clusters: Vec<(String, String)>,
    pub(super) labels: KnownLabels,
}

/// Fields that show their own problems.
pub(super) const FIELDS: [&str; 21] = [
    "name",
    "description",
    "owner",
    "tags",
    "script",
    "jar",
    "version",
    "entry_class",
    "arguments",
    "cluster",
    "parallelism",
    "mode",
    "checkpoint_interval_seconds",
    "checkpoint_timeout_seconds",
    "state_backend",
    "restart",
    "restart_attempts",
    "restart_delay_seconds",
    "restart_failures",
    "restart_interval_seconds",
    "configuration",
];

#[component]
pub(super) fn Fields(known: Known, flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let artifact = known.artifact.unwrap_or(ArtifactKind::Script);
    let runs = match artifact {
        ArtifactKind::Script => {
            script_fields((known.script, known.scripts), (known.version, known.versions), flash.clone(), locale)
                .into_any()
        }
        ArtifactKind::Jar => program_fields(known.jar, known.version, flash.clone(), locale).into_any(),
    };
    view! {
        <input type="hidden" name="artifact" value=artifact.as_str()/>
        <Field name="name" label=words.common.name value=known.name flash=flash.clone() locale/>
        <TextField name="description" label=words.common.description value=known.description flash=flash.clone() locale/>
        {label_fields(known.labels, flash.clone(), locale)}
        {runs}
        <ChoiceField name="cluster" label=words.jobs.cluster value=known.cluster choices=known.clusters flash=flash.clone() locale/>
        {settings(known.settings, flash, locale)}
    }
}

fn script_fields(
    (script, scripts): (String, Vec<(String, String)>),
    (version, versions): (String, Vec<(String, String)>),
    flash: Flash,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let versions = [(String::new(), words.version_now.to_owned())].into_iter().chain(versions).collect::<Vec<_>>();
    // Of another script there is nothing to choose from until the job is saved.
    let version = (versions.len() > 1).then(|| {
        let flash = flash.clone();
        view! { <ChoiceField name="version" label=words.version value=version choices=versions flash locale/> }
    });
    view! {
        <ChoiceField name="script" label=words.script value=script choices=scripts flash locale/>
        {version}
    }
}

fn settings(known: JobSettingsForm, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let modes =
        RuntimeMode::ALL.iter().map(|mode| (mode.to_string(), (words.modes)(*mode).to_owned())).collect::<Vec<_>>();
    let of_cluster = || (String::new(), words.of_cluster.to_owned());
    let backends = StateBackend::ALL.iter().map(|backend| (backend.to_string(), (words.backends)(*backend).to_owned()));
    let backends: Vec<_> = [of_cluster()].into_iter().chain(backends).collect();
    let restarts = RestartKind::ALL.iter().map(|kind| (kind.to_string(), (words.restarts)(*kind).to_owned()));
    let restarts: Vec<_> = restarts.collect();
    let number = FieldKind::Number;
    view! {
        <Field name="parallelism" label=words.parallelism value=known.parallelism kind=number hint=words.parallelism_hint optional=true flash=flash.clone() locale/>
        <ChoiceField name="mode" label=words.mode value=known.mode choices=modes flash=flash.clone() locale/>
        <fieldset>
            <legend>{words.checkpoints}</legend>
            <Field name="checkpoint_interval_seconds" label=words.interval value=known.checkpoint_interval_seconds kind=number hint=words.interval_hint optional=true flash=flash.clone() locale/>
            <Field name="checkpoint_timeout_seconds" label=words.timeout value=known.checkpoint_timeout_seconds kind=number flash=flash.clone() locale/>
            // How many are kept is the cluster's to say as long as jobs share one.
            <input type="hidden" name="checkpoints_retained" value=known.checkpoints_retained/>
            <CheckField name="keep_on_cancel" label=words.keep_on_cancel ticked=known.keep_on_cancel flash=flash.clone()/>
            <CheckField name="unaligned" label=words.unaligned ticked=known.unaligned flash=flash.clone()/>
            <ChoiceField name="state_backend" label=words.backend value=known.state_backend choices=backends flash=flash.clone() locale/>
        </fieldset>
        <fieldset>
            <legend>{words.restart}</legend>
            <ChoiceField name="restart" label=words.restart value=known.restart choices=restarts hint=words.restart_hint flash=flash.clone() locale/>
            <Field name="restart_attempts" label=words.restart_attempts value=known.restart_attempts kind=number optional=true flash=flash.clone() locale/>
            <Field name="restart_delay_seconds" label=words.restart_delay value=known.restart_delay_seconds kind=number optional=true flash=flash.clone() locale/>
            <Field name="restart_failures" label=words.restart_failures value=known.restart_failures kind=number optional=true flash=flash.clone() locale/>
            <Field name="restart_interval_seconds" label=words.restart_interval value=known.restart_interval_seconds kind=number optional=true flash=flash.clone() locale/>
        </fieldset>
        <TextField name="configuration" label=words.further value=known.configuration rows=4 hint=words.further_hint flash locale/>
    }
}
