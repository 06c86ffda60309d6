//! The part of a job's form that is about a program in a jar.

use super::choices::VERSIONS;
use crate::visit::{Here, Visit};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    ui::{ChoiceField, Field, TextField},
};
use leptos::prelude::*;
use model::{ProjectFileId, authority::FileView};
use store::ProjectFile;

/// What can be chosen, and what is chosen now.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownJar {
    pub(super) jar: String,
    pub(super) entry_class: String,
    pub(super) arguments: String,
    pub(super) jars: Vec<(String, String)>,
    pub(super) versions: Vec<(String, String)>,
    /// Classes with a program, and where they are.
    pub(super) programs: Vec<(String, String)>,
}

/// The project's jars, and if one is given, its versions and programs.
pub(super) async fn program_choices(
    visit: &Visit,
    here: &Here,
    jar: Option<ProjectFileId>,
) -> Result<KnownJar, Refusal> {
    let (store, words) = (&visit.state.store, visit.words().jobs);
    let scope = here.member.allow::<FileView>()?;
    let files = store.project_files(&scope).await?;
    let jar = jar.filter(|jar| files.iter().any(|file| file.id == *jar));
    let versions = match jar {
        Some(jar) => store.jar_versions(&scope, jar, VERSIONS).await?.rows,
        None => Vec::new(),
    };
    let versions = versions.into_iter().map(|line| line.version);
    let offered = files.iter().filter(|file| jar.is_none_or(|jar| file.id == jar));
    Ok(KnownJar {
        jar: jar.map(|jar| jar.to_string()).unwrap_or_default(),
        versions: versions
            .map(|version| (version.id.to_string(), (words.version_number)(version.number, &version.note)))
            .collect(),
        programs: offered.flat_map(programs).collect(),
        jars: files.iter().map(|file| (file.id.to_string(), file.name.to_string())).collect(),
        ..KnownJar::default()
    })
}

fn programs(file: &ProjectFile) -> impl Iterator<Item = (String, String)> {
    file.newest.programs.iter().map(|class| (class.to_string(), file.name.to_string()))
}

/// The fields: which jar, which version, which class, with which arguments.
pub(super) fn program_fields(known: KnownJar, version: String, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let versions = [(String::new(), words.jar_version_now.to_owned())].into_iter().chain(known.versions);
    let versions = versions.collect::<Vec<_>>();
    // Of another jar there is nothing to choose from until the job is saved.
    let version = (versions.len() > 1).then(|| {
        let flash = flash.clone();
        view! { <ChoiceField name="version" label=words.version value=version choices=versions flash locale/> }
    });
    view! {
        <ChoiceField name="jar" label=words.jar value=known.jar choices=known.jars flash=flash.clone() locale/>
        {version}
        <Field
            name="entry_class"
            label=words.entry_class
            value=known.entry_class
            hint=words.entry_class_hint
            suggestions=known.programs
            optional=true
            flash=flash.clone()
            locale
        />
        <TextField name="arguments" label=words.arguments value=known.arguments rows=4 hint=words.arguments_hint flash locale/>
    }
}
