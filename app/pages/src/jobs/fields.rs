//! The fields of a job.

use super::{
    labels::{KnownLabels, label_fields},
    program::{KnownJar, program_fields},
    settings_fields::settings_fields,
};
use app::{
    forms::Flash,
    locale::Locale,
    ui::{ChoiceField, Field, TextField},
};
use leptos::prelude::*;
use model::{ArtifactKind, JobSettingsForm, RuntimeMode};

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
    pub(super) template: String,
    pub(super) templates: Vec<(String, String)>,
    pub(super) scripts: Vec<(String, String)>,
    pub(super) versions: Vec<(String, String)>,
    pub(super) clusters: Vec<(String, String)>,
    pub(super) labels: KnownLabels,
}

/// Fields that show their own problems, beside the settings.
pub(super) const FIELDS: [&str; 12] = [
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
    "mode",
    "template",
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
    let modes = RuntimeMode::ALL.iter().map(|mode| (mode.to_string(), (words.jobs.modes)(*mode).to_owned()));
    let modes: Vec<_> = modes.collect();
    let none = (String::new(), words.templates.template_none.to_owned());
    let template = (!known.templates.is_empty()).then(|| {
        let (flash, choices) = (flash.clone(), [none].into_iter().chain(known.templates).collect::<Vec<_>>());
        view! { <ChoiceField name="template" label=words.templates.template value=known.template choices=choices hint=words.templates.template_hint flash locale/> }
    });
    view! {
        <input type="hidden" name="artifact" value=artifact.as_str()/>
        <Field name="name" label=words.common.name value=known.name flash=flash.clone() locale/>
        <TextField name="description" label=words.common.description value=known.description flash=flash.clone() locale/>
        {label_fields(known.labels, flash.clone(), locale)}
        {runs}
        <ChoiceField name="cluster" label=words.jobs.cluster value=known.cluster choices=known.clusters flash=flash.clone() locale/>
        <ChoiceField name="mode" label=words.jobs.mode value=known.settings.mode.clone() choices=modes flash=flash.clone() locale/>
        {template}
        {settings_fields(known.settings, flash, locale)}
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
