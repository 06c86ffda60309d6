//! What was typed about a job.

use crate::forms::Posted;
use model::{Artifact, ArtifactKind, ClassName, Code, JarArguments, JarProgram, JobSettingsForm, JobTags, Name, Text};
use std::str::FromStr;
use store::{JobForm, JobLabels};

/// The fields, or noted problems.
pub(super) fn read(form: &mut Posted) -> Option<JobForm> {
    let name = form.parse("name", Name::parse);
    let description = form.parse("description", Text::parse);
    let artifact = artifact(form);
    let cluster = form.parse("cluster", |text| text.parse().map_err(|_| Code::Required));
    let labels = labels(form);
    let template = form.parse("template", chosen);
    let read = settings(form).parse();
    let settings = form.accept(read);
    Some(JobForm {
        name: name?,
        description: description?,
        artifact: artifact?,
        cluster: cluster?,
        settings: settings?,
        template: template?,
        labels: labels?,
    })
}

/// By whom and by what it is looked for.
fn labels(form: &mut Posted) -> Option<JobLabels> {
    let owner = form.parse("owner", |text| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Code::NoSuchUser),
    });
    let tags = form.parse("tags", JobTags::parse);
    Some(JobLabels { owner: owner?, tags: tags? })
}

/// What it runs; without a word about that, a script.
fn artifact(form: &mut Posted) -> Option<Artifact> {
    if form.field("artifact") != ArtifactKind::Jar.as_str() {
        let script = form.parse("script", |text| text.parse().map_err(|_| Code::Required));
        let version = form.parse("version", chosen);
        return Some(Artifact::Script { script: script?, version: version? });
    }
    let jar = form.parse("jar", |text| text.parse().map_err(|_| Code::Required));
    let version = form.parse("version", chosen);
    let entry_class = form.parse("entry_class", |text| match text.trim() {
        "" => Ok(None),
        text => ClassName::parse(text).map(Some),
    });
    let arguments = form.parse("arguments", JarArguments::parse);
    Some(Artifact::Jar(JarProgram { jar: jar?, version: version?, entry_class: entry_class?, arguments: arguments? }))
}

/// The id of what was chosen, or none for what stands first: the newest version, no template.
pub(in crate::forms) fn chosen<T: FromStr>(text: &str) -> Result<Option<T>, Code> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Code::Missing),
    }
}

/// The settings as they were typed, of a job or a template.
pub(in crate::forms) fn settings(form: &Posted) -> JobSettingsForm {
    let text = |name: &str| form.field(name).to_owned();
    JobSettingsForm {
        parallelism: text("parallelism"),
        mode: text("mode"),
        checkpoints: text("checkpoints"),
        checkpoint_interval_seconds: text("checkpoint_interval_seconds"),
        checkpoint_timeout_seconds: text("checkpoint_timeout_seconds"),
        checkpoints_retained: text("checkpoints_retained"),
        keep_on_cancel: form.is_ticked("keep_on_cancel"),
        unaligned: form.is_ticked("unaligned"),
        state_backend: text("state_backend"),
        restart: text("restart"),
        restart_attempts: text("restart_attempts"),
        restart_delay_seconds: text("restart_delay_seconds"),
        restart_failures: text("restart_failures"),
        restart_interval_seconds: text("restart_interval_seconds"),
        configuration: text("configuration"),
    }
}
