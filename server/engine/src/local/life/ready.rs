//! Waiting until a cluster answers, or saying why it does not.

use super::{status::Step, supervisor::Supervisor};
use crate::local::{
    LocalError, Result,
    cluster::{Log, is_free, reason, tail},
    process::{Role, Running},
};
use std::time::{Duration, Instant};

impl Supervisor {
    /// Waits until a statement would be answered at once.
    pub(super) async fn wait_until_ready(&mut self, deadline: Instant) -> Result<()> {
        for step in [Step::JobManager, Step::TaskManager, Step::Gateway, Step::Planner] {
            self.step(step);
            while !self.is_reached(step).await {
                self.check_alive()?;
                if Instant::now() > deadline {
                    let seconds = self.settings.ready_timeout.as_secs();
                    return Err(LocalError::NotReady { step: name(step), seconds });
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Ok(())
    }

    async fn is_reached(&self, step: Step) -> bool {
        let role = if matches!(step, Step::JobManager | Step::TaskManager) { Role::JobManager } else { Role::Gateway };
        let Some(probe) = self.probe(role).filter(|probe| probe.owns_port()) else {
            return false;
        };
        match step {
            Step::JobManager => probe.overview().await.is_ok(),
            Step::TaskManager => self.ask_slots().await,
            Step::Gateway => probe.gateway_answers().await.is_ok(),
            Step::Planner => probe.warm_planner().await.is_ok(),
            Step::Java | Step::Jars | Step::Configuration => true,
        }
    }

    /// Says which process ended, and why.
    fn check_alive(&mut self) -> Result<()> {
        let Some(role) = Role::ALL.into_iter().find(|role| !self.running.get_mut(role).is_some_and(Running::is_alive))
        else {
            return Ok(());
        };
        let said = self.last_words(role);
        let taken = ["Address already in use", "BindException", "Could not start rest endpoint on any port"];
        if taken.iter().any(|text| said.contains(text)) {
            let ports = self.record.ports.map(|ports| ports.all()).unwrap_or_default();
            let port = ports.into_iter().find(|port| !is_free(*port)).unwrap_or(ports[0]);
            return Err(LocalError::PortTaken { port });
        }
        let line = reason(&said).unwrap_or("it said nothing").to_owned();
        Err(LocalError::EndedEarly { role: role.as_str(), line, log: self.layout.out_file(role) })
    }

    /// The ends of what a process wrote, the output last: it holds why a JVM did not even start.
    pub(super) fn last_words(&self, role: Role) -> String {
        let read = |log| tail(&self.layout, role, log, 64 << 10).unwrap_or_default();
        let out = read(Log::Output);
        let is_telling = out.lines().any(|line| !line.starts_with("WARNING") && !line.trim().is_empty());
        if is_telling { out } else { read(Log::Flink) }
    }
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
