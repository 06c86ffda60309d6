//! The one task that starts, watches and stops the processes of a cluster.

use super::{
    backoff::Backoff,
    settings::LocalSettings,
    status::{EngineEvent, EngineStatus, Failure, ProcessStatus, Slots, State, Step},
};
use crate::local::{
    FlinkHome, Java, LocalError, Result,
    cluster::{Layout, Probe, Record},
    confine::{Availability, available},
    process::{Memory, Role, Running, procfs},
};
use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    time::{Duration, Instant},
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// What is asked of the supervisor.
#[derive(Debug)]
pub(super) enum Act {
    Start,
    Stop,
    Restart(Option<Role>),
    AddSet(String),
}

/// An act and where its outcome goes.
pub(super) struct Command {
    pub(super) act: Act,
    pub(super) done: oneshot::Sender<Result<()>>,
}

/// How often processes are looked at.
const TICK: Duration = Duration::from_millis(500);
/// How often they are asked.
const ASK: Duration = Duration::from_secs(5);

/// Everything that is known of a cluster and its processes.
pub(super) struct Supervisor {
    pub(super) settings: LocalSettings,
    pub(super) client: egress::Client,
    pub(super) layout: Layout,
    pub(super) memory: Memory,
    pub(super) availability: Availability,
    pub(super) record: Record,
    pub(super) running: BTreeMap<Role, Running>,
    pub(super) parts: Option<Parts>,
    pub(super) watched: BTreeMap<Role, Watched>,
    pub(super) status: watch::Sender<EngineStatus>,
    pub(super) events: broadcast::Sender<EngineEvent>,
    pub(super) asked: Instant,
    /// Whether what ends is started again.
    pub(super) watching: bool,
}

/// What processes are started from, once it was found.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) java: Java,
    pub(super) home: FlinkHome,
    /// Jars of sets, and those of the settings.
    pub(super) added: Vec<PathBuf>,
    pub(super) fingerprint: String,
}

/// What is remembered of a process across its lives.
#[derive(Debug, Default)]
pub(super) struct Watched {
    pub(super) backoff: Backoff,
    pub(super) restarts: u32,
    pub(super) said: bool,
}

impl Supervisor {
    /// Reads what is recorded; nothing is started or spoken to.
    pub(super) fn new(
        settings: LocalSettings,
        client: egress::Client,
        status: watch::Sender<EngineStatus>,
        events: broadcast::Sender<EngineEvent>,
    ) -> Result<Self> {
        let layout = settings.layout();
        let record = Record::read(&layout.control())?;
        let availability = available(&settings.user);
        Ok(Self {
            memory: settings.memory(),
            availability,
            record,
            running: BTreeMap::new(),
            parts: None,
            watched: BTreeMap::new(),
            asked: Instant::now(),
            watching: false,
            settings,
            client,
            layout,
            status,
            events,
        })
    }

    /// Finds running processes again, then does what is asked until nobody can ask any more. Processes stay.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        if let Err(error) = self.adopt().await {
            self.fail(&error);
        }
        let mut waiting = VecDeque::new();
        loop {
            let command = match waiting.pop_front() {
                Some(command) => Some(command),
                None => match tokio::time::timeout(TICK, commands.recv()).await {
                    Ok(Some(command)) => Some(command),
                    Ok(None) => return,
                    Err(_) => None,
                },
            };
            let (act, done) = command.map(|command| (command.act, command.done)).unzip();
            let work = self.work(act);
            tokio::pin!(work);
            // A stop does not wait for a start to come to its end: every other act waits for its turn.
            let outcome = loop {
                tokio::select! {
                    outcome = &mut work => break Some(outcome),
                    next = commands.recv() => match next {
                        Some(next) if matches!(next.act, Act::Stop) => {
                            waiting.push_front(next);
                            break None;
                        }
                        Some(next) => waiting.push_back(next),
                        None => return,
                    },
                }
            };
            if let (Some(done), Some(outcome)) = (done, outcome) {
                // Who asked may have left.
                let _ = done.send(outcome);
            }
        }
    }

    async fn work(&mut self, act: Option<Act>) -> Result<()> {
        let outcome = match act {
            Some(Act::Start) => self.start_all().await,
            Some(Act::Stop) => self.stop_all().await,
            Some(Act::Restart(role)) => self.restart(role).await,
            Some(Act::AddSet(name)) => return self.add_set(&name).await,
            None => self.watch().await,
        };
        if let Err(error) = &outcome {
            self.fail(error);
        }
        self.show_processes();
        outcome
    }

    pub(super) fn set_state(&self, state: State) {
        self.status.send_if_modified(|status| {
            let changes = status.state != state;
            status.state = state;
            changes
        });
    }

    /// It has come to a state to stay in; what there is of it is shown no later than that.
    pub(super) fn settle(&mut self, state: State) {
        self.show_processes();
        self.set_state(state);
    }

    pub(super) fn step(&self, step: Step) {
        self.set_state(State::Starting { step });
    }

    pub(super) fn fail(&self, error: &LocalError) {
        tracing::warn!(cluster = %self.settings.cluster, code = error.code(), %error, "the local engine: {error}");
        let failure = Failure::from(error);
        self.set_state(State::Failed(failure.clone()));
        self.say(EngineEvent::Failed(failure));
    }

    pub(super) fn say(&self, event: EngineEvent) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    pub(super) fn save(&self) -> Result<()> {
        self.record.write(&self.layout.control())
    }

    pub(super) fn probe(&self, role: Role) -> Option<Probe<'_>> {
        let ports = self.record.ports?;
        let port = match role {
            Role::JobManager => ports.rest,
            Role::Gateway => ports.gateway,
            Role::TaskManager => return None,
        };
        Some(Probe { client: &self.client, what: role.as_str(), process: self.running.get(&role)?.id, port })
    }

    /// Shows pids, memory and what was added.
    pub(super) fn show_processes(&mut self) {
        let processes = Role::ALL.map(|role| {
            let id = self.running.get(&role).map(|running| running.id);
            ProcessStatus {
                role,
                pid: id.map(|id| id.pid),
                since_ms: id.map(|id| id.since_ms),
                resident_bytes: id.and_then(|id| procfs::resident_bytes(id.pid)),
                restarts: self.watched.get(&role).map_or(0, |watched| watched.restarts),
            }
        });
        let confinement = std::fs::read(self.layout.report(Role::TaskManager)).ok();
        let confinement = confinement.and_then(|text| serde_json::from_slice(&text).ok());
        let runs = !self.running.is_empty();
        self.status.send_if_modified(|status| {
            let mut next = status.clone();
            next.processes = processes.to_vec();
            next.ports = self.record.ports.filter(|_| runs);
            next.sets.clone_from(&self.record.sets);
            next.confinement = confinement.filter(|_| runs);
            next.wanted = self.record.wanted;
            if !self.availability.is_confined() {
                next.unconfined_reasons.clone_from(&self.availability.reasons);
            }
            if let Some(parts) = &self.parts {
                next.flink = Some(parts.home.version.clone());
                next.java = Some(parts.java.version.clone());
                next.home = Some(parts.home.root.clone());
                next.restart_needed = runs && !self.runs_as_set(parts);
            }
            next.memory = self.record.memory.filter(|_| runs).unwrap_or(self.memory);
            if !runs {
                next.slots = Slots::default();
            }
            let changes = next != *status;
            *status = next;
            changes
        });
    }

    /// Whether what runs is what would be started now.
    fn runs_as_set(&self, parts: &Parts) -> bool {
        parts.fingerprint == self.record.fingerprint && self.record.memory.is_none_or(|given| given == self.memory)
    }

    /// Whether it is time to ask again, and not only to look.
    pub(super) fn is_time_to_ask(&mut self) -> bool {
        let now = Instant::now();
        let due = now.duration_since(self.asked) >= ASK;
        if due {
            self.asked = now;
        }
        due
    }
}
