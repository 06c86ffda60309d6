//! What all parts of this crate share.

use crate::{
    control::{Limits, Times},
    engines::Engines,
    jobs::Gauges,
    pumps::Pumps,
    sessions::Sessions,
    tasks::Tasks,
};
use chrono::TimeDelta;
use model::{Topic, authority::SystemScope};
use std::sync::Arc;
use store::Store;
use tokio::sync::{Notify, watch};

/// What all parts of this crate share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) scope: SystemScope,
    pub(crate) engines: Engines,
    pub(crate) sessions: Sessions,
    pub(crate) pumps: Pumps,
    pub(crate) limits: Limits,
    pub(crate) times: Times,
    pub(crate) holder: String,
    pub(crate) tasks: Tasks,
    /// True when this server is about to stop.
    pub(crate) draining: watch::Sender<bool>,
    /// Something was done to a job: it is looked at soon.
    pub(crate) acted: Notify,
    /// What the sweep of jobs remembers.
    pub(crate) gauges: Gauges,
}

impl Shared {
    /// Runs a task that belongs to this server.
    pub(crate) fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// Returns when this server is about to stop.
    pub(crate) async fn drained(&self) {
        let mut draining = self.draining.subscribe();
        // The sender lives as long as this does.
        let _ = draining.wait_for(|draining| *draining).await;
    }

    /// True when this server is about to stop.
    pub(crate) fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }

    /// Whether it is this server's turn to do what one server does at a time, for `time` from now on. One that has its database
    /// for itself always leads, and writes nothing for that.
    pub(crate) async fn leads(&self, work: &str, time: TimeDelta) -> bool {
        if !self.store.is_shared() {
            return true;
        }
        match self.store.acquire_lease(&self.scope, work, &self.holder, time).await {
            Ok(lease) => lease.is_some(),
            Err(error) => {
                tracing::warn!(%error, work, "it is not known whose turn it is");
                false
            }
        }
    }

    /// Says that something that is not in the store looks different now.
    pub(crate) async fn announce(&self, topic: Topic, revision: i64) {
        if let Err(error) = self.store.announce(&self.scope, topic, revision).await {
            tracing::debug!(%error, %topic, "a change could not be announced");
        }
    }
}
