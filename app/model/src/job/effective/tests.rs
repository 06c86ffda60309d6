use super::*;
use crate::job::{RuntimeMode, StateBackend};

fn keys<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.map(|(key, value)| (key.into(), value.into())).into()
}

fn named(name: &str, settings: TemplateSettings) -> (String, TemplateSettings) {
    (name.into(), settings)
}

/// What holds for a key, and who says so.
fn at(all: &EffectiveSettings, key: &str) -> (Option<String>, Origin) {
    let found = all.values().into_iter().find(|setting| setting.key == key);
    found.map(|setting| (setting.value, setting.origin)).unwrap()
}

fn says(value: &str, origin: Origin) -> (Option<String>, Origin) {
    (Some(value.into()), origin)
}

fn template(name: &str) -> Origin {
    Origin::Template(name.into())
}

#[test]
fn without_templates_the_job_the_defaults_and_the_cluster_decide() {
    let all = EffectiveSettings::of(&[], &JobSettings { parallelism: Some(2), ..JobSettings::default() });
    assert_eq!(at(&all, "parallelism.default"), says("2", Origin::Job));
    assert_eq!(at(&all, "execution.runtime-mode"), says("STREAMING", Origin::Job));
    assert_eq!(at(&all, "execution.checkpointing.interval"), says("60 s", Origin::Default));
    assert_eq!(at(&all, "state.backend.type"), (None, Origin::Cluster));
    assert_eq!(at(&all, "restart-strategy.type"), (None, Origin::Cluster));
}

#[test]
fn the_nearest_template_wins_over_those_above_and_the_job_over_all() {
    let root = TemplateSettings {
        parallelism: Some(1),
        state_backend: Some(StateBackend::RocksDb),
        configuration: keys([("table.exec.state.ttl", "1 h"), ("pipeline.object-reuse", "true")]),
        ..TemplateSettings::default()
    };
    let near = TemplateSettings {
        parallelism: Some(4),
        configuration: keys([("table.exec.state.ttl", "2 h"), ("pipeline.max-parallelism", "128")]),
        ..TemplateSettings::default()
    };
    let job = JobSettings { configuration: keys([("pipeline.max-parallelism", "64")]), ..JobSettings::default() };
    let all = EffectiveSettings::of(&[named("Near", near), named("Root", root)], &job);
    assert_eq!(at(&all, "parallelism.default"), says("4", template("Near")));
    assert_eq!(at(&all, "state.backend.type"), says("rocksdb", template("Root")));
    assert_eq!(at(&all, "table.exec.state.ttl"), says("2 h", template("Near")));
    assert_eq!(at(&all, "pipeline.object-reuse"), says("true", template("Root")));
    assert_eq!(at(&all, "pipeline.max-parallelism"), says("64", Origin::Job));
    assert_eq!((all.settings().parallelism, all.settings().state_backend), (Some(4), Some(StateBackend::RocksDb)));
}

#[test]
fn checkpoints_and_restarts_are_taken_as_a_whole() {
    let near = TemplateSettings {
        checkpoints: Some(Checkpoints { interval_seconds: None, ..Checkpoints::default() }),
        ..TemplateSettings::default()
    };
    let root = TemplateSettings {
        checkpoints: Some(Checkpoints { interval_seconds: Some(5), timeout_seconds: 9, ..Checkpoints::default() }),
        restart: RestartStrategy::FixedDelay { attempts: 3, delay_seconds: 1 },
        ..TemplateSettings::default()
    };
    let job = JobSettings { restart: RestartStrategy::None, ..JobSettings::default() };
    let all = EffectiveSettings::of(&[named("Near", near.clone()), named("Root", root.clone())], &job);
    assert_eq!(at(&all, "execution.checkpointing.timeout"), says("600 s", template("Near")));
    assert!(!all.origins().contains_key("execution.checkpointing.interval"));
    assert_eq!(at(&all, "restart-strategy.type"), says("none", Origin::Job));
    assert!(!all.origins().contains_key("restart-strategy.fixed-delay.attempts"));
    let left = EffectiveSettings::of(&[named("Near", near), named("Root", root)], &JobSettings::default());
    assert_eq!(at(&left, "restart-strategy.fixed-delay.attempts"), says("3", template("Root")));
}

#[test]
fn a_key_and_its_older_name_are_one_setting() {
    let configuration = keys([("execution.buffer-timeout.interval", "1 s"), ("pipeline.object-reuse", "true")]);
    let root = TemplateSettings { configuration, ..TemplateSettings::default() };
    let job = JobSettings { configuration: keys([("execution.buffer-timeout", "5 s")]), ..JobSettings::default() };
    let all = EffectiveSettings::of(&[named("Root", root)], &job);
    assert_eq!(at(&all, "execution.buffer-timeout"), says("5 s", Origin::Job));
    assert_eq!(at(&all, "pipeline.object-reuse"), says("true", template("Root")));
    assert!(!all.settings().configuration.contains_key("execution.buffer-timeout.interval"), "{all:?}");
}

#[test]
fn a_batch_job_takes_no_checkpoints_whoever_asks_for_them() {
    let root = TemplateSettings { checkpoints: Some(Checkpoints::default()), ..TemplateSettings::default() };
    let job = JobSettings { mode: RuntimeMode::Batch, ..JobSettings::default() };
    let all = EffectiveSettings::of(&[named("Root", root)], &job);
    assert!(all.values().iter().all(|setting| !setting.key.contains("checkpoint")), "{all:?}");
}

#[test]
fn what_was_put_together_once_stays_so_and_keeps_its_origins() {
    let root = TemplateSettings { parallelism: Some(3), ..TemplateSettings::default() };
    let all = EffectiveSettings::of(&[named("Root", root)], &JobSettings::default());
    let again = EffectiveSettings::recorded(all.settings(), all.origins().clone());
    assert_eq!(again, all);
    let text = serde_json::to_string(all.origins()).unwrap();
    assert!(text.contains(r#""parallelism.default":{"template":"Root"}"#) && text.contains(r#":"default""#), "{text}");
    assert_eq!(&serde_json::from_str::<BTreeMap<String, Origin>>(&text).unwrap(), all.origins());
}

#[test]
fn a_record_without_origins_was_all_the_jobs() {
    let recorded: JobSettings = serde_json::from_str(r#"{"parallelism":2,"checkpoints":{}}"#).unwrap();
    let all = EffectiveSettings::recorded(&recorded, BTreeMap::new());
    assert_eq!(at(&all, "parallelism.default"), says("2", Origin::Job));
    assert_eq!(at(&all, "execution.checkpointing.interval"), says("60 s", Origin::Job));
    let now = EffectiveSettings::of(&[], &JobSettings { parallelism: Some(2), ..JobSettings::default() });
    assert_eq!(now.change_since(&all), SettingsChange::default());
}

#[test]
fn who_says_something_else_is_told_apart() {
    let of = |parallelism: Option<u32>, job: Option<u32>| {
        let root = TemplateSettings { parallelism, ..TemplateSettings::default() };
        let job = JobSettings { parallelism: job, ..JobSettings::default() };
        EffectiveSettings::of(&[named("Root", root)], &job)
    };
    let (by_job, by_template) =
        (SettingsChange { job: true, template: false }, SettingsChange { job: false, template: true });
    assert_eq!(of(Some(3), None).change_since(&of(Some(2), None)), by_template);
    assert_eq!(of(None, None).change_since(&of(Some(2), None)), by_template);
    assert_eq!(of(Some(2), Some(5)).change_since(&of(Some(2), None)), by_job);
    assert_eq!(of(Some(2), None).change_since(&of(Some(2), Some(5))), by_job);
    assert_eq!(of(Some(2), None).change_since(&of(None, Some(2))), SettingsChange::default());
}
