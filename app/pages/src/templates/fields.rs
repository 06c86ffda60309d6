//! The fields of a template, new or known.

use crate::jobs::{SETTINGS_FIELDS, settings_fields};
use app::{
    forms::Flash,
    locale::Locale,
    ui::{ChoiceField, Field, Notice, NoticeKind, TextField},
};
use leptos::prelude::*;
use model::{
    JobSettingsForm, TemplateId,
    templates::{Lineage, TemplateSettings},
};
use store::Template;

/// Fields that show their own problems, beside the settings.
const FIELDS: [&str; 4] = ["name", "description", "parent", "confirmation"];

/// What stands in the fields, and what can be chosen.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    name: String,
    description: String,
    parent: String,
    parents: Vec<(String, String)>,
    settings: JobSettingsForm,
}

impl Known {
    /// Nothing yet.
    pub(super) fn new(all: &[Template], locale: Locale) -> Self {
        Self {
            parents: parents(all, &[], locale),
            settings: JobSettingsForm::from(&TemplateSettings::default()),
            ..Self::default()
        }
    }

    /// What a template says; it cannot inherit from what inherits from it.
    pub(super) fn of(template: &Template, all: &[Template], locale: Locale) -> Self {
        let lineage: Lineage = all.iter().map(|template| (template.id, template.parent_id)).collect();
        Self {
            name: template.name.clone(),
            description: template.description.clone(),
            parent: template.parent_id.map(|parent| parent.to_string()).unwrap_or_default(),
            parents: parents(all, &lineage.heirs(template.id), locale),
            settings: JobSettingsForm::from(&template.settings),
        }
    }
}

fn parents(all: &[Template], heirs: &[TemplateId], locale: Locale) -> Vec<(String, String)> {
    let none = (String::new(), locale.words().templates.parent_none.to_owned());
    let others = all.iter().filter(|template| !heirs.contains(&template.id));
    let others = others.map(|template| (template.id.to_string(), template.name.clone()));
    [none].into_iter().chain(others).collect()
}

#[component]
pub(super) fn Fields(
    /// What stands there unless something else was typed.
    known: Known,
    /// What was typed before, and what is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let (common, words) = (locale.words().common, locale.words().templates);
    view! {
        <Field name="name" label=common.name value=known.name flash=flash.clone() locale/>
        <TextField name="description" label=common.description value=known.description flash=flash.clone() locale/>
        <ChoiceField name="parent" label=words.parent value=known.parent choices=known.parents hint=words.parent_hint flash=flash.clone() locale/>
        {settings_fields(known.settings, flash, locale)}
    }
}

/// Problems without a field.
pub(super) fn above(flash: &Flash, locale: Locale) -> impl IntoView + use<> {
    let shown: Vec<&str> = FIELDS.into_iter().chain(SETTINGS_FIELDS).collect();
    let problems = flash.problems_elsewhere(&shown).map(|problem| locale.words().problem(&problem.code));
    let problems: Vec<String> = problems.collect();
    problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()
}
