//! The handle that the rest of the server has.

use super::{
    settings::LocalSettings,
    status::{EngineEvent, EngineStatus, Slots, State},
    supervisor::{Act, Command, Supervisor},
};
use crate::local::{
    LocalError, Result,
    cluster::{Layout, Log, tail},
    process::Role,
};
use std::collections::BTreeSet;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// A Flink session cluster with a SQL Gateway, as processes of this host. Cheap to clone.
///
/// Dropping it leaves the processes running: the next one adopts them.
#[derive(Clone, Debug)]
pub struct LocalEngine {
    commands: mpsc::Sender<Command>,
    status: watch::Receiver<EngineStatus>,
    events: broadcast::Sender<EngineEvent>,
    pub(super) layout: Layout,
}

impl LocalEngine {
    /// Begins to watch; adopts what runs already, starts nothing. The client is one of `egress::Class::LocalEngine`.
    ///
    /// # Errors
    /// [`LocalError::BadSetting`], or [`LocalError::Io`] when the record cannot be read.
    pub fn open(settings: LocalSettings, client: egress::Client) -> Result<Self> {
        let settings = settings.checked()?;
        let layout = settings.layout();
        let (events, _) = broadcast::channel(64);
        let (status_sender, status) = watch::channel(EngineStatus {
            state: State::Stopped,
            wanted: false,
            processes: vec![],
            flink: None,
            java: None,
            ports: None,
            slots: Slots::default(),
            memory: settings.memory(),
            home: None,
            sets: BTreeSet::new(),
            restart_needed: false,
            confinement: None,
            unconfined_reasons: vec![],
        });
        let supervisor = Supervisor::new(settings, client, status_sender, events.clone())?;
        let (commands, receiver) = mpsc::channel(16);
        tokio::spawn(supervisor.run(receiver));
        Ok(Self { commands, status, events, layout })
    }

    /// What it is and does, now and after every change.
    pub fn status(&self) -> watch::Receiver<EngineStatus> {
        self.status.clone()
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.events.subscribe()
    }

    /// Starts it, fetching jars if need be; returns when a statement would be answered at once.
    ///
    /// # Errors
    /// Whatever of [`LocalError`] is in the way; also shown by the status.
    pub async fn start(&self) -> Result<()> {
        self.act(Act::Start).await
    }

    /// Stops it, a start that is going on too; returns when nothing of it is left.
    ///
    /// # Errors
    /// [`LocalError::WillNotEnd`].
    pub async fn stop(&self) -> Result<()> {
        self.act(Act::Stop).await
    }

    /// Ends processes and starts them again, all or one; a JobManager with its TaskManager.
    ///
    /// # Errors
    /// As [`LocalEngine::start`].
    pub async fn restart(&self, role: Option<Role>) -> Result<()> {
        self.act(Act::Restart(role)).await
    }

    /// Fetches a connector set; [`EngineStatus::restart_needed`] says whether running processes lack it.
    ///
    /// # Errors
    /// [`LocalError::NoSuchSet`], or what fetching brings. The engine goes on as it was.
    pub async fn add_set(&self, name: &str) -> Result<()> {
        self.act(Act::AddSet(name.to_owned())).await
    }

    /// The last whole lines of a log within so many bytes.
    ///
    /// # Errors
    /// [`LocalError::Io`].
    pub async fn log_tail(&self, role: Role, log: Log, most_bytes: u64) -> Result<String> {
        let layout = self.layout.clone();
        let read = tokio::task::spawn_blocking(move || tail(&layout, role, log, most_bytes));
        read.await.expect("reading a log does not panic")
    }

    async fn act(&self, act: Act) -> Result<()> {
        let (done, outcome) = oneshot::channel();
        // Without a supervisor, the server is going down.
        self.commands.send(Command { act, done }).await.map_err(|_| LocalError::Interrupted)?;
        outcome.await.unwrap_or(Err(LocalError::Interrupted))
    }
}
