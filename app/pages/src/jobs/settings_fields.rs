//! The fields that jobs and templates have in common: all settings but the mode.

use app::{
    forms::Flash,
    locale::Locale,
    ui::{CheckField, ChoiceField, Field, FieldKind, TextField},
};
use leptos::prelude::*;
use model::{
    JobSettingsForm,
    job::{CheckpointsKind, RestartKind, StateBackend},
};

/// Fields that show their own problems.
pub(crate) const SETTINGS_FIELDS: [&str; 11] = [
    "parallelism",
    "checkpoints",
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

/// The settings, each of which may be left to others.
pub(crate) fn settings_fields(known: JobSettingsForm, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let parallelism = known.parallelism.clone();
    let further = known.configuration.clone();
    let number = FieldKind::Number;
    view! {
        <Field name="parallelism" label=words.parallelism value=parallelism kind=number hint=words.parallelism_hint optional=true flash=flash.clone() locale/>
        {checkpoints(&known, flash.clone(), locale)}
        {restart(known, flash.clone(), locale)}
        <TextField name="configuration" label=words.further value=further rows=4 hint=words.further_hint flash locale/>
    }
}

fn checkpoints(known: &JobSettingsForm, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let (words, of_templates) = (locale.words().jobs, locale.words().templates);
    let kinds = [
        (CheckpointsKind::Inherited.to_string(), of_templates.checkpoints_inherited.to_owned()),
        (CheckpointsKind::Own.to_string(), of_templates.checkpoints_own.to_owned()),
    ];
    let kinds = kinds.to_vec();
    let backends = StateBackend::ALL.iter().map(|backend| (backend.to_string(), (words.backends)(*backend).to_owned()));
    let backends: Vec<_> = [(String::new(), words.of_cluster.to_owned())].into_iter().chain(backends).collect();
    let number = FieldKind::Number;
    let known = known.clone();
    view! {
        <fieldset>
            <legend>{words.checkpoints}</legend>
            <ChoiceField name="checkpoints" label=of_templates.checkpoints value=known.checkpoints choices=kinds hint=of_templates.checkpoints_hint flash=flash.clone() locale/>
            <Field name="checkpoint_interval_seconds" label=words.interval value=known.checkpoint_interval_seconds kind=number hint=words.interval_hint optional=true flash=flash.clone() locale/>
            <Field name="checkpoint_timeout_seconds" label=words.timeout value=known.checkpoint_timeout_seconds kind=number flash=flash.clone() locale/>
            // How many are kept is the cluster's to say as long as jobs share one.
            <input type="hidden" name="checkpoints_retained" value=known.checkpoints_retained/>
            <CheckField name="keep_on_cancel" label=words.keep_on_cancel ticked=known.keep_on_cancel flash=flash.clone()/>
            <CheckField name="unaligned" label=words.unaligned ticked=known.unaligned flash=flash.clone()/>
            <ChoiceField name="state_backend" label=words.backend value=known.state_backend choices=backends flash locale/>
        </fieldset>
    }
}

fn restart(known: JobSettingsForm, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let restarts = RestartKind::ALL.iter().map(|kind| (kind.to_string(), (words.restarts)(*kind).to_owned()));
    let restarts: Vec<_> = restarts.collect();
    let number = FieldKind::Number;
    view! {
        <fieldset>
            <legend>{words.restart}</legend>
            <ChoiceField name="restart" label=words.restart value=known.restart choices=restarts hint=words.restart_hint flash=flash.clone() locale/>
            <Field name="restart_attempts" label=words.restart_attempts value=known.restart_attempts kind=number optional=true flash=flash.clone() locale/>
            <Field name="restart_delay_seconds" label=words.restart_delay value=known.restart_delay_seconds kind=number optional=true flash=flash.clone() locale/>
            <Field name="restart_failures" label=words.restart_failures value=known.restart_failures kind=number optional=true flash=flash.clone() locale/>
            <Field name="restart_interval_seconds" label=words.restart_interval value=known.restart_interval_seconds kind=number optional=true flash locale/>
        </fieldset>
    }
}
