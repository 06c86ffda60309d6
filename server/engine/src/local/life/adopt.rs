//! Finding processes again that ran before this server.

use super::{
    status::{EngineEvent, State},
    stop::is_ours,
    supervisor::Supervisor,
};
use crate::local::{
    FlinkHome, Java, Result,
    process::{Role, Running},
};
use std::time::Instant;

impl Supervisor {
    /// Adopts what agrees with the record in every point and says so itself; ends what is ours and does not agree.
    pub(super) async fn adopt(&mut self) -> Result<()> {
        let provisioned = self.settings.flink_home.is_some() || self.settings.provisioner().home().is_some();
        let ours: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|role| self.record.processes.get(role).is_some_and(|id| is_ours(id, &self.record)))
            .collect();
        if ours.is_empty() {
            self.settle(if provisioned { State::Stopped } else { State::NotProvisioned });
            return Ok(());
        }
        for role in ours {
            self.running.insert(role, Running::adopted(self.record.processes[&role]));
        }
        if !self.agrees().await {
            tracing::info!(cluster = %self.settings.cluster, "a local engine of before does not agree with its record: it is ended");
            self.end_all().await?;
            self.settle(State::Stopped);
            return Ok(());
        }
        if !self.gateway_agrees().await {
            // The jobs are with the JobManager; a gateway is started again.
            tracing::info!(cluster = %self.settings.cluster, "the sql gateway of before does not answer for itself: it is ended");
            self.end_one(Role::Gateway).await?;
        }
        self.watching = true;
        for role in Role::ALL {
            self.watched.entry(role).or_default().backoff.started(Instant::now());
        }
        tracing::info!(cluster = %self.settings.cluster, "the local engine of before goes on");
        let state = self.health().await;
        self.settle(state);
        self.say(EngineEvent::Adopted);
        Ok(())
    }

    /// Whether what runs is what would be started now, and its REST shows its id.
    async fn agrees(&mut self) -> bool {
        let Ok(java) = Java::find(self.settings.java_home.as_deref()).await else {
            return false;
        };
        let home = match &self.settings.flink_home {
            Some(named) => FlinkHome::existing(named).ok(),
            None => self.settings.provisioner().home(),
        };
        let Some(parts) = home.and_then(|home| self.parts_of(java, home).ok()) else {
            return false;
        };
        let same_jars = parts.fingerprint == self.record.fingerprint;
        self.parts = Some(parts);
        let wanted = Some(self.record.id.clone());
        let Some(jobmanager) = self.probe(Role::JobManager).filter(|probe| same_jars && probe.owns_port()) else {
            return false;
        };
        jobmanager.jobmanager_id().await.ok() == Some(wanted)
    }

    /// Whether the gateway answers with the id; true without one.
    async fn gateway_agrees(&self) -> bool {
        match self.probe(Role::Gateway) {
            Some(gateway) => {
                gateway.owns_port() && gateway.gateway_id().await.ok() == Some(Some(self.record.id.clone()))
            }
            None => true,
        }
    }
}
