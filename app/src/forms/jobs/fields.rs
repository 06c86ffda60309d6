//! What was typed about a job.

use crate::forms::Posted;
use model::{Code, JobSettingsForm, Name, Text};
use store::JobForm;

/// The fields, or noted problems.
pub(super) fn read(form: &mut Posted) -> Option<JobForm> {
    let name = form.parse("name", Name::parse);
    let description = form.parse("description", Text::parse);
    let script = form.parse("script", |text| text.parse().map_err(|_| Code::Required));
    let version = form.parse("version", |text| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Code::Missing),
    });
    let cluster = form.parse("cluster", |text| text.parse().map_err(|_| Code::Required));
    let settings = match settings(form).parse() {
        Ok(settings) => Some(settings),
        Err(problems) => {
            problems.into_iter().for_each(|problem| form.note(problem));
            None
        }
    };
    Some(JobForm {
        name: name?,
        description: description?,
        script: script?,
        version: version?,
        cluster: cluster?,
        settings: settings?,
    })
}

fn settings(form: &Posted) -> JobSettingsForm {
    let text = |name: &str| form.field(name).to_owned();
    JobSettingsForm {
        parallelism: text("parallelism"),
        mode: text("mode"),
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
