//! What holds for a job once its templates and its own settings are put together, and where each value comes from.

use super::{Checkpoints, JobSettings, RestartStrategy, flink};
use crate::{flink::flink_option, templates::TemplateSettings};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who says a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The cluster: nobody here.
    Cluster,
    /// Nobody, so that ours holds for all jobs.
    Default,
    /// A template, by the name that it had.
    Template(String),
    /// The job itself.
    Job,
}

/// A value under the name that Flink has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveSetting {
    /// What Flink calls it.
    pub key: String,
    /// What it is; none where the cluster decides.
    pub value: Option<String>,
    /// Who says so.
    pub origin: Origin,
}

/// All settings of a job: its own, and below them those of its templates, and below these our own defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveSettings {
    settings: JobSettings,
    origins: BTreeMap<String, Origin>,
}

/// Who says something else than before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SettingsChange {
    /// The job itself.
    pub job: bool,
    /// A template, or the choice of it.
    pub template: bool,
}

impl EffectiveSettings {
    /// Puts together what a job says and what its templates say, the nearest first. Of two values the nearer one holds; what
    /// is about checkpoints or about restarts is taken as a whole, further keys one by one.
    pub fn of(templates: &[(String, TemplateSettings)], job: &JobSettings) -> Self {
        let nearest = [(Origin::Job, job.own())];
        let templates = templates.iter().map(|(name, settings)| (Origin::Template(name.clone()), settings.clone()));
        let ours = TemplateSettings { checkpoints: Some(Checkpoints::default()), ..TemplateSettings::default() };
        let mut origins = BTreeMap::from([(flink::MODE.to_owned(), Origin::Job)]);
        let mut all = TemplateSettings::default();
        for (origin, layer) in nearest.into_iter().chain(templates).chain([(Origin::Default, ours)]) {
            let new = unsaid(layer, &all);
            origins.extend(new.flink_configuration(job.mode).into_keys().map(|key| (key, origin.clone())));
            all = joined(all, new);
        }
        let TemplateSettings { parallelism, checkpoints, state_backend, restart, configuration } = all;
        let settings = JobSettings { parallelism, mode: job.mode, checkpoints, state_backend, restart, configuration };
        Self { settings, origins }
    }

    /// The same as it was recorded; a record of before there were templates has no origins, and all of it was the job's.
    pub fn recorded(settings: &JobSettings, origins: BTreeMap<String, Origin>) -> Self {
        let mut all = Self::of(&[], settings);
        let origins = origins.into_iter().filter(|(key, _)| all.origins.contains_key(key)).collect::<Vec<_>>();
        all.origins.extend(origins);
        all
    }

    /// All values by Flink's key; what is left to the cluster is not among them, and variables are not replaced.
    pub fn flink_configuration(&self) -> BTreeMap<String, String> {
        self.settings.flink_configuration()
    }

    /// All in one, as if the job said everything itself.
    pub fn settings(&self) -> &JobSettings {
        &self.settings
    }

    /// Who says each value that Flink is given, by Flink's key.
    pub fn origins(&self) -> &BTreeMap<String, Origin> {
        &self.origins
    }

    /// The values by Flink's key, and what of them is left to the cluster.
    pub fn values(&self) -> Vec<EffectiveSetting> {
        let given = self.flink_configuration().into_iter().map(|(key, value)| {
            let origin = self.origins.get(&key).cloned().unwrap_or(Origin::Job);
            EffectiveSetting { key, value: Some(value), origin }
        });
        let left = |key: &&str| !self.origins.contains_key(*key);
        let of_cluster = flink::LEFT_TO_THE_CLUSTER.into_iter().filter(left);
        let of_cluster =
            of_cluster.map(|key| EffectiveSetting { key: key.into(), value: None, origin: Origin::Cluster });
        let mut values: Vec<_> = given.chain(of_cluster).collect();
        values.sort_by(|one, other| one.key.cmp(&other.key));
        values
    }

    /// Who says something else than before; nobody when the same holds, whoever said it.
    pub fn change_since(&self, before: &Self) -> SettingsChange {
        let (now, then) = (self.flink_configuration(), before.flink_configuration());
        let keys: BTreeSet<&String> = now.keys().chain(then.keys()).collect();
        let differs = |key: &&String| now.get(*key) != then.get(*key);
        let is_jobs = |key: &String| [self, before].iter().any(|all| all.origins.get(key) == Some(&Origin::Job));
        let (jobs, templates): (Vec<_>, Vec<_>) = keys.into_iter().filter(differs).partition(|key| is_jobs(key));
        SettingsChange { job: !jobs.is_empty(), template: !templates.is_empty() }
    }
}

/// What a layer says that nobody nearer says.
fn unsaid(layer: TemplateSettings, said: &TemplateSettings) -> TemplateSettings {
    let named: Vec<&str> = said.configuration.keys().map(|key| present_name(key)).collect();
    TemplateSettings {
        parallelism: layer.parallelism.filter(|_| said.parallelism.is_none()),
        checkpoints: layer.checkpoints.filter(|_| said.checkpoints.is_none()),
        state_backend: layer.state_backend.filter(|_| said.state_backend.is_none()),
        restart: match said.restart {
            RestartStrategy::ClusterDefault => layer.restart,
            _ => RestartStrategy::ClusterDefault,
        },
        configuration: layer.configuration.into_iter().filter(|(key, _)| !named.contains(&present_name(key))).collect(),
    }
}

/// Two that say nothing twice.
fn joined(mut said: TemplateSettings, new: TemplateSettings) -> TemplateSettings {
    said.configuration.extend(new.configuration);
    TemplateSettings {
        parallelism: said.parallelism.or(new.parallelism),
        checkpoints: said.checkpoints.or(new.checkpoints),
        state_backend: said.state_backend.or(new.state_backend),
        restart: if said.restart == RestartStrategy::ClusterDefault { new.restart } else { said.restart },
        configuration: said.configuration,
    }
}

/// What Flink calls a setting now: it may have had another name before.
fn present_name(key: &str) -> &str {
    flink_option(key).map_or(key, |option| option.key)
}

#[cfg(test)]
mod tests;
