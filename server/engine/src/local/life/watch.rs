//! Watching: what ended by itself is started again.

use super::{
    status::{EngineEvent, Slots, State, Step},
    supervisor::{Parts, Supervisor},
};
use crate::local::{
    FlinkHome, Java, LocalError, Result,
    cluster::{Record, is_free, reason},
    process::{Role, Running, procfs},
};
use std::time::{Duration, Instant};

impl Supervisor {
    /// Looks once.
    pub(super) async fn watch(&mut self) -> Result<()> {
        if !self.watching {
            return Ok(());
        }
        let ended = self.missing();
        if !ended.is_empty() {
            return self.see_to(&ended).await;
        }
        if self.is_time_to_ask() {
            let state = self.health().await;
            self.set_state(state);
        }
        Ok(())
    }

    /// Running, if a statement would be answered now.
    pub(super) async fn health(&self) -> State {
        if self.ask_slots().await && self.gateway_is_well().await { State::Running } else { State::Degraded }
    }

    /// Asks how many slots there are; false if that is not answered, or they are not all of the TaskManager that runs.
    /// One that was killed is counted for a moment, and a query that is given its slots fails.
    pub(super) async fn ask_slots(&self) -> bool {
        let Some(probe) = self.probe(Role::JobManager) else {
            return false;
        };
        let (Ok(overview), Ok(ports)) = (probe.overview().await, probe.taskmanager_ports().await) else {
            return false;
        };
        let slots = Slots { total: overview.slots_total, free: overview.slots_available };
        self.status.send_if_modified(|status| {
            let changes = status.slots != slots;
            status.slots = slots;
            changes
        });
        let taskmanager = self.running.get(&Role::TaskManager).map(|running| running.id);
        slots.total > 0 && taskmanager.is_some_and(|id| ports.iter().all(|port| procfs::listens(id.pid, *port)))
    }

    /// The processes that do not run.
    pub(super) fn missing(&mut self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| !self.running.get_mut(role).is_some_and(Running::is_alive)).collect()
    }

    async fn gateway_is_well(&self) -> bool {
        match self.probe(Role::Gateway) {
            Some(probe) => probe.gateway_answers().await.is_ok(),
            None => false,
        }
    }

    async fn see_to(&mut self, ended: &[Role]) -> Result<()> {
        // Somebody stopped them from another process, and said so in the record.
        if !Record::read(&self.layout.control())?.wanted {
            self.record.wanted = false;
            self.watching = false;
            self.end_all().await?;
            self.settle(State::Stopped);
            self.say(EngineEvent::Stopped);
            return Ok(());
        }
        self.set_state(State::Degraded);
        let now = Instant::now();
        let mut due = None;
        for role in ended {
            let watched = self.watched.entry(*role).or_default();
            due = due.max(Some(watched.backoff.due(now)));
            if !std::mem::replace(&mut watched.said, true) {
                watched.restarts += 1;
                let reason = reason(&self.last_words(*role)).map(str::to_owned);
                tracing::warn!(role = role.as_str(), reason, "{} ended by itself", role.as_str());
                self.running.remove(role);
                self.say(EngineEvent::ProcessEnded { role: *role, reason });
            }
        }
        if due.is_some_and(|due| due > now) {
            return Ok(());
        }
        let outcome = self.start_again(ended).await;
        if outcome.is_err() {
            ended.iter().for_each(|role| self.watched.entry(*role).or_default().backoff.failed());
        }
        match outcome {
            // Tried again, after a longer wait.
            Err(LocalError::EndedEarly { .. } | LocalError::NotReady { .. }) => {
                self.set_state(State::Degraded);
                Ok(())
            }
            other => other,
        }
    }

    /// Starts what ended; everything, if a part alone would not fit to the rest.
    pub(super) async fn start_again(&mut self, ended: &[Role]) -> Result<()> {
        let parts = match self.parts.clone() {
            Some(parts) if parts.fingerprint == self.record.fingerprint => parts,
            // Jars were added meanwhile: a lone process would have others than the rest.
            _ => return self.start_all_again().await,
        };
        let ports = self.record.ports.map(|ports| {
            [(Role::JobManager, ports.rest), (Role::JobManager, ports.rpc), (Role::Gateway, ports.gateway)]
        });
        let taken = ports.into_iter().flatten().any(|(role, port)| ended.contains(&role) && !is_free(port));
        if taken {
            return self.start_all_again().await;
        }
        let mut roles = ended.to_vec();
        if ended.contains(&Role::JobManager) && !ended.contains(&Role::TaskManager) {
            // It would take long to find that its JobManager is another.
            self.end_one(Role::TaskManager).await?;
            roles.push(Role::TaskManager);
        }
        match self.start_some(&roles, &parts).await {
            Err(LocalError::PortTaken { .. }) => self.start_all_again().await,
            outcome => outcome,
        }
    }

    async fn start_some(&mut self, roles: &[Role], parts: &Parts) -> Result<()> {
        let user = self.second_user(parts);
        for role in roles {
            self.launch(*role, parts, user)?;
        }
        self.wait_until_ready(Instant::now() + self.settings.ready_timeout).await?;
        for role in roles {
            self.say(EngineEvent::ProcessRestarted { role: *role });
        }
        self.settle(State::Running);
        Ok(())
    }

    async fn start_all_again(&mut self) -> Result<()> {
        self.end_all().await?;
        self.bring_up().await
    }

    /// Ends processes and starts them again, all or one; a JobManager with its TaskManager.
    pub(super) async fn restart(&mut self, role: Option<Role>) -> Result<()> {
        let parts = self.parts.clone().filter(|parts| parts.fingerprint == self.record.fingerprint);
        let (Some(role), Some(parts), false) = (role, parts, self.running.is_empty()) else {
            self.set_state(State::Stopping);
            self.end_all().await?;
            return self.start_all().await;
        };
        self.step(Step::Configuration);
        let mut roles = vec![role];
        if role == Role::JobManager {
            roles.push(Role::TaskManager);
        }
        for role in roles.iter().rev() {
            self.end_one(*role).await?;
        }
        // A port stays taken for a moment after its process.
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.start_some(&roles, &parts).await
    }

    /// Fetches a connector set; running processes have it after a restart.
    pub(super) async fn add_set(&mut self, name: &str) -> Result<()> {
        self.settings.manifest.set(name)?;
        let before = self.status.borrow().state.clone();
        let outcome = self.fetch_set(name).await;
        self.set_state(before);
        self.show_processes();
        outcome
    }

    async fn fetch_set(&mut self, name: &str) -> Result<()> {
        let java = Java::find(self.settings.java_home.as_deref()).await?;
        let provisioner = self.settings.provisioner();
        let home = match &self.settings.flink_home {
            Some(named) => FlinkHome::existing(named)?,
            None => provisioner.provide_core(&java, |progress| self.set_state(State::Provisioning(progress))).await?,
        };
        let line = |version: &str| version.split('.').take(2).collect::<Vec<_>>().join(".");
        if line(&home.version) != line(&self.settings.manifest.flink) {
            let reason = "the connector sets are for another line of flink";
            return Err(LocalError::BadSetting { what: "flink_home", value: home.version, reason });
        }
        provisioner.provide_set(name, &java, |progress| self.set_state(State::Provisioning(progress))).await?;
        self.layout.create_control()?;
        self.record.sets.insert(name.to_owned());
        self.save()?;
        self.parts = Some(self.parts_of(java, home)?);
        Ok(())
    }
}
