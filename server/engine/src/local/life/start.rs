//! Starting: from nothing to a planner that is warm.

use super::{
    settings::LocalSettings,
    status::{EngineEvent, Slots, State, Step},
    supervisor::{Parts, Supervisor},
};
use crate::local::{
    FlinkHome, Java, LocalError, Result, Rules,
    cluster::{LOG4J, Log, choose, config_yaml, is_free, reason, tail},
    confine::{User, can_reach},
    process::{Archive, Launch, Role, Running, Start, procfs},
};
use rand::Rng;
use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

/// How often other ports are tried when somebody is faster.
const TRIES: usize = 3;

impl Supervisor {
    /// Starts all processes; those that run already are stopped first, unless they are all there.
    pub(super) async fn start_all(&mut self) -> Result<()> {
        if Role::ALL
            .iter()
            .all(|role| self.running.get_mut(role).is_some_and(Running::is_alive))
        {
            self.set_running();
            return Ok(());
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
        self.set_running();
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
        Ok(Parts {
            java,
            home,
            added,
            fingerprint,
        })
    }

    async fn start_once(&mut self, parts: &Parts) -> Result<()> {
        self.step(Step::Configuration);
        let user = self.second_user(parts);
        if self.settings.demand_confinement && self.availability.landlock_abi.is_none() && user.is_none() {
            return Err(LocalError::Unconfined {
                reason: self.availability.reasons.join(", "),
            });
        }
        self.layout.create(user)?;
        self.prepare_record(parts)?;
        self.write_configuration()?;
        self.save()?;

        self.step(Step::JobManager);
        for role in Role::ALL {
            self.launch(role, parts, user)?;
        }
        self.wait_until_ready(Instant::now() + self.settings.ready_timeout)
            .await
    }

    /// A new life: new id, ports, boot.
    fn prepare_record(&mut self, parts: &Parts) -> Result<()> {
        self.record.ports = Some(choose(self.record.ports)?);
        self.record.id = format!("{:032x}", rand::rng().random::<u128>());
        self.record.wanted = true;
        self.record.flink.clone_from(&parts.home.version);
        self.record.fingerprint.clone_from(&parts.fingerprint);
        self.record.boot_id = procfs::boot_id();
        self.record.slots = self.memory.slots;
        self.record.processes.clear();
        Ok(())
    }

    fn write_configuration(&self) -> Result<()> {
        let ports = self
            .record
            .ports
            .expect("ports are chosen before the configuration is written");
        let yaml = config_yaml(
            &self.layout,
            ports,
            self.memory,
            &self.record.id,
            &self.settings.flink_settings,
        )?;
        for (file, text) in [(self.layout.config_yaml(), yaml.as_str()), (self.layout.log4j(), LOG4J)] {
            fs::write(&file, text).map_err(LocalError::io(&file))?;
        }
        Ok(())
    }

    /// The second account, if it can get to what it needs.
    pub(super) fn second_user(&self, parts: &Parts) -> Option<User> {
        let user = self.availability.second_user?;
        let needed = [self.layout.work(), parts.home.root.join("lib"), parts.java.program()];
        if let Some(path) = needed.iter().find(|path| !can_reach(user, path)) {
            tracing::warn!(path = %path.display(), "engine processes keep the server's account: another cannot reach this path");
            return None;
        }
        Some(user)
    }

    /// Starts one process, recorded before anything else happens.
    pub(super) fn launch(&mut self, role: Role, parts: &Parts, user: Option<User>) -> Result<()> {
        let launch = Launch {
            role,
            java: &parts.java,
            home: &parts.home,
            added: &parts.added,
            layout: &self.layout,
            memory: self.memory,
            engine_id: &self.record.id,
            archive: self.archive(role, parts),
        };
        let rules = self.rules(&launch, parts, user);
        rules.check()?;
        let file = self.layout.rules(role);
        let text = serde_json::to_vec(&rules).expect("plain data is JSON");
        fs::write(&file, text).map_err(LocalError::io(&file))?;

        let running = Running::start(Start {
            role,
            launcher: &self.settings.launcher,
            rules: &file,
            program: parts.java.program(),
            args: launch.args(),
            environment: launch.environment().into_iter().collect(),
            folder: self.layout.work(),
            out: self.layout.out_file(role),
        })?;
        self.record.processes.insert(role, running.id);
        self.running.insert(role, running);
        let watched = self.watched.entry(role).or_default();
        watched.backoff.started(Instant::now());
        watched.said = false;
        self.save()?;
        self.show_processes();
        Ok(())
    }

    fn rules(&self, launch: &Launch<'_>, parts: &Parts, user: Option<User>) -> Rules {
        let LocalSettings {
            data_dir,
            never,
            project_dirs,
            demand_confinement,
            ..
        } = &self.settings;
        let jars = parts.home.gateway.iter().chain(&parts.added).cloned();
        let read = [parts.java.home.clone(), self.layout.conf(), parts.home.root.join("lib")];
        let plugins = parts.home.plugins.iter().cloned();
        Rules {
            read: read.into_iter().chain(plugins).chain(jars).collect(),
            write: [self.layout.work()]
                .into_iter()
                .chain(project_dirs.iter().cloned())
                .collect(),
            never: [data_dir.clone(), self.layout.control()]
                .into_iter()
                .chain(never.iter().cloned())
                .collect(),
            environment: launch.environment(),
            user,
            demand: *demand_confinement,
            report: Some(self.layout.report(launch.role)),
        }
    }

    /// An archive is used only if it was written to its end, for this class path and this Java.
    fn archive(&self, role: Role, parts: &Parts) -> Archive {
        if !self.settings.quick_start || !parts.java.can_archive_classes() {
            return Archive::No;
        }
        let name = archive_name(role, parts);
        let file = self.layout.folder("cds").join(&name);
        if self.record.archives.get(&role) == Some(&name) && file.is_file() {
            return Archive::Use(file);
        }
        Archive::Make(file)
    }

    /// Waits until a statement would be answered at once.
    pub(super) async fn wait_until_ready(&mut self, deadline: Instant) -> Result<()> {
        for step in [Step::JobManager, Step::TaskManager, Step::Gateway, Step::Planner] {
            self.step(step);
            while !self.is_reached(step).await {
                self.check_alive()?;
                if Instant::now() > deadline {
                    let seconds = self.settings.ready_timeout.as_secs();
                    return Err(LocalError::NotReady {
                        step: name(step),
                        seconds,
                    });
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Ok(())
    }

    async fn is_reached(&self, step: Step) -> bool {
        let role = if matches!(step, Step::JobManager | Step::TaskManager) {
            Role::JobManager
        } else {
            Role::Gateway
        };
        let Some(probe) = self.probe(role).filter(|probe| probe.owns_port()) else {
            return false;
        };
        match step {
            Step::JobManager => probe.overview().await.is_ok(),
            Step::TaskManager => match probe.overview().await {
                Ok(overview) if overview.taskmanagers > 0 && overview.slots_total > 0 => {
                    let slots = Slots {
                        total: overview.slots_total,
                        free: overview.slots_available,
                    };
                    self.status.send_modify(|status| {
                        status.slots = slots;
                        status.flink = Some(overview.flink_version);
                    });
                    true
                }
                _ => false,
            },
            Step::Gateway => probe.gateway_answers().await.is_ok(),
            Step::Planner => probe.warm_planner().await.is_ok(),
            Step::Java | Step::Jars | Step::Configuration => true,
        }
    }

    /// Says which process ended, and why.
    fn check_alive(&mut self) -> Result<()> {
        let Some(role) = Role::ALL
            .into_iter()
            .find(|role| !self.running.get_mut(role).is_some_and(Running::is_alive))
        else {
            return Ok(());
        };
        let said = self.last_words(role);
        let taken = [
            "Address already in use",
            "BindException",
            "Could not start rest endpoint on any port",
        ];
        if taken.iter().any(|text| said.contains(text)) {
            let ports = self.record.ports.map(|ports| ports.all()).unwrap_or_default();
            let port = ports.into_iter().find(|port| !is_free(*port)).unwrap_or(ports[0]);
            return Err(LocalError::PortTaken { port });
        }
        let line = reason(&said).unwrap_or("it said nothing").to_owned();
        Err(LocalError::EndedEarly {
            role: role.as_str(),
            line,
            log: self.layout.out_file(role),
        })
    }

    /// The ends of what a process wrote, the output last: it holds why a JVM did not even start.
    pub(super) fn last_words(&self, role: Role) -> String {
        let read = |log| tail(&self.layout, role, log, 64 << 10).unwrap_or_default();
        let out = read(Log::Output);
        let is_telling = out
            .lines()
            .any(|line| !line.starts_with("WARNING") && !line.trim().is_empty());
        if is_telling { out } else { read(Log::Flink) }
    }
}

pub(super) fn archive_name(role: Role, parts: &Parts) -> String {
    let own = parts.fingerprint.rsplit('-').next().unwrap_or_default();
    format!(
        "{}-{}-{}.jsa",
        role.as_str(),
        parts.java.version,
        &own[..own.len().min(16)]
    )
}

fn name(step: Step) -> &'static str {
    match step {
        Step::JobManager => "jobmanager",
        Step::TaskManager => "taskmanager",
        Step::Gateway => "gateway",
        Step::Planner => "planner",
        Step::Java | Step::Jars | Step::Configuration => "configuration",
    }
}
