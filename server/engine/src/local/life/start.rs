//! Starting: from nothing to a planner that is warm.

use super::{
    status::{EngineEvent, State, Step},
    supervisor::{Parts, Supervisor},
};
use crate::local::{
    FlinkHome, Java, LocalError, Result,
    cluster::{LOG4J, choose, config_yaml},
    process::{Role, procfs},
};
use rand::Rng;
use std::{fs, path::PathBuf, time::Instant};

/// How often other ports are tried when somebody is faster.
const TRIES: usize = 3;

impl Supervisor {
    /// Starts all processes. Of an engine that goes on, only what is missing: its jobs are somebody's.
    pub(super) async fn start_all(&mut self) -> Result<()> {
        let missing = self.missing();
        if missing.is_empty() {
            let state = self.health().await;
            self.settle(state);
            return Ok(());
        }
        if self.watching && missing.len() < Role::ALL.len() {
            missing.iter().for_each(|role| drop(self.running.remove(role)));
            return self.start_again(&missing).await;
        }
        self.end_all().await?;
        match self.bring_up().await {
            Ok(()) => {
                self.watching = true;
                Ok(())
            }
            Err(error) => {
                self.record.wanted = false;
                self.layout.create_control().and_then(|()| self.save())?;
                Err(error)
            }
        }
    }

    /// Starts all processes from nothing.
    pub(super) async fn bring_up(&mut self) -> Result<()> {
        let parts = self.find_parts().await?;
        let begun = Instant::now();
        for attempt in 1.. {
            match self.start_once(&parts).await {
                Ok(()) => break,
                Err(error) => {
                    self.end_all().await?;
                    let retry = matches!(error, LocalError::PortTaken { .. }) && attempt < TRIES;
                    if !retry {
                        return Err(error);
                    }
                    tracing::info!("a port was taken by another program: three others are tried");
                }
            }
        }
        self.settle(State::Running);
        let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(cluster = %self.settings.cluster, took_ms, "the local engine runs");
        self.say(EngineEvent::Started { took_ms });
        Ok(())
    }

    /// Finds Java and the jars, and fetches what is missing.
    pub(super) async fn find_parts(&mut self) -> Result<Parts> {
        self.step(Step::Java);
        let java = Java::find(self.settings.java_home.as_deref()).await?;
        self.step(Step::Jars);
        let provisioner = self.settings.provisioner();
        let report = |progress| self.set_state(State::Provisioning(progress));
        let home = match &self.settings.flink_home {
            Some(named) => FlinkHome::existing(named)?,
            None => provisioner.provide_core(&java, report).await?,
        };
        for set in &self.record.sets {
            provisioner.provide_set(set, &java, report).await?;
        }
        let parts = self.parts_of(java, home)?;
        self.parts = Some(parts.clone());
        Ok(parts)
    }

    pub(super) fn parts_of(&self, java: Java, home: FlinkHome) -> Result<Parts> {
        let provisioner = self.settings.provisioner();
        let mut added: Vec<PathBuf> = Vec::new();
        for name in &self.record.sets {
            let set = provisioner.manifest.set(name)?;
            let folder = provisioner.set_folder(set);
            added.extend(set.jars.iter().map(|jar| folder.join(jar.file_name())));
        }
        for jar in &self.settings.jars {
            added.push(jar.canonicalize().map_err(LocalError::io(jar))?);
        }
        // Two sets may share a jar; the class path has it once.
        let mut names = std::collections::HashSet::new();
        added.retain(|jar| names.insert(jar.file_name().map(ToOwned::to_owned)));
        let fingerprint = format!("{}-{}", java.version, home.fingerprint(&added));
        Ok(Parts { java, home, added, fingerprint })
    }

    async fn start_once(&mut self, parts: &Parts) -> Result<()> {
        self.step(Step::Configuration);
        let user = self.second_user(parts);
        if self.settings.demand_confinement && self.availability.landlock_abi.is_none() && user.is_none() {
            return Err(LocalError::Unconfined { reason: self.availability.reasons.join(", ") });
        }
        self.layout.create(user)?;
        self.prepare_record(parts)?;
        self.write_configuration()?;
        self.save()?;

        self.step(Step::JobManager);
        for role in Role::ALL {
            self.launch(role, parts, user)?;
        }
        self.wait_until_ready(Instant::now() + self.settings.ready_timeout).await
    }

    /// A new life: new id, ports, boot.
    fn prepare_record(&mut self, parts: &Parts) -> Result<()> {
        self.record.ports = Some(choose(self.record.ports)?);
        self.record.id = format!("{:032x}", rand::rng().random::<u128>());
        self.record.wanted = true;
        self.record.flink.clone_from(&parts.home.version);
        self.record.fingerprint.clone_from(&parts.fingerprint);
        self.record.boot_id = procfs::boot_id();
        self.record.memory = Some(self.memory);
        self.record.processes.clear();
        Ok(())
    }

    fn write_configuration(&self) -> Result<()> {
        let ports = self.record.ports.expect("ports are chosen before the configuration is written");
        let yaml = config_yaml(&self.layout, ports, self.memory, &self.record.id, &self.settings.flink_settings)?;
        for (file, text) in [(self.layout.config_yaml(), yaml.as_str()), (self.layout.log4j(), LOG4J)] {
            fs::write(&file, text).map_err(LocalError::io(&file))?;
        }
        Ok(())
    }
}
