//! The engine of this host: telling of it, and starting it with the server.

use super::start;
use crate::shared::Shared;
use engine::local::{EngineStatus, State};
use model::{SessionClusterId, Topic};
use std::{sync::Arc, time::Duration};

/// People are told of changes of processes at most this often.
const SPACING: Duration = Duration::from_millis(400);
/// How long it may take to find out whether it runs.
const SETTLED: Duration = Duration::from_secs(20);

/// Says that the engine changed, and records its version.
pub(crate) async fn publish(shared: Arc<Shared>) {
    let Some(local) = shared.engines.local() else { return };
    let mut status = local.engine.status();
    let mut noted: Option<String> = None;
    let mut told: Option<EngineStatus> = None;
    loop {
        let seen = worth_telling(&status.borrow_and_update());
        let version = seen.flink.clone();
        if let Some(text) = version.filter(|version| noted.as_ref() != Some(version))
            && let Ok(version) = text.parse()
        {
            match shared.store.note_version(&shared.scope, local.cluster, &version).await {
                Ok(()) => noted = Some(text),
                Err(error) => tracing::debug!(%error, "the version of the local engine could not be recorded"),
            }
        }
        if told.as_ref() != Some(&seen) {
            shared.announce(Topic::Engine(local.cluster), 0).await;
            told = Some(seen);
        }
        tokio::select! {
            () = shared.drained() => return,
            changed = status.changed() => if changed.is_err() {
                return;
            },
        }
        tokio::time::sleep(SPACING).await;
    }
}

/// The status without what changes all the time: memory to the nearest 64 MiB, so that nobody is told of nothing.
fn worth_telling(status: &EngineStatus) -> EngineStatus {
    let mut status = status.clone();
    for process in &mut status.processes {
        process.resident_bytes = process.resident_bytes.map(|bytes| bytes >> 26);
    }
    status
}

/// Starts the engine when it ran before, or is to run always.
pub(crate) async fn start_at_boot(shared: Arc<Shared>, always: bool) {
    let Some(local) = shared.engines.local() else { return };
    let mut status = local.engine.status();
    if !always {
        // Until it has looked for its processes, it knows nothing.
        tokio::select! {
            () = shared.drained() => return,
            _ = tokio::time::timeout(SETTLED, status.changed()) => {}
        }
    }
    let is_wanted = {
        let status = status.borrow();
        let rests = matches!(status.state, State::Stopped | State::NotProvisioned);
        rests && (always || status.wanted)
    };
    if !is_wanted {
        return;
    }
    match shared.store.request_own_operation(&shared.scope, &start(local.cluster, &local.name)).await {
        Ok(_) | Err(store::Error::Problems(_)) => {}
        Err(error) => tracing::warn!(%error, "the local engine could not be started"),
    }
}

/// Starts the engine of this host, if that is the cluster and it rests, and waits until it runs, which may take as long as
/// its jars do. Else it is said how it stands.
///
/// # Errors
/// When the store fails.
pub(crate) async fn started(shared: &Shared, cluster: SessionClusterId) -> store::Result<Result<(), State>> {
    let Some(local) = shared.engines.local_of(cluster) else { return Ok(Ok(())) };
    let mut status = local.engine.status();
    let is_up = |state: &State| matches!(state, State::Running | State::Degraded);
    let is_coming = |state: &State| matches!(state, State::Starting { .. } | State::Provisioning(_));
    let now = status.borrow().state.clone();
    if !is_up(&now) && !is_coming(&now) {
        // One that is under way is as good.
        match shared.store.request_own_operation(&shared.scope, &start(local.cluster, &local.name)).await {
            Ok(_) | Err(store::Error::Problems(_)) => {}
            Err(error) => return Err(error),
        }
        // Until it is taken up, the state is the old one.
        let begun = status.wait_for(|status| is_up(&status.state) || is_coming(&status.state));
        if !matches!(tokio::time::timeout(shared.times.patience, begun).await, Ok(Ok(_))) {
            return Ok(Err(local.engine.status().borrow().state.clone()));
        }
    }
    // When nobody tells any more, this server is about to stop.
    _ = status.wait_for(|status| !is_coming(&status.state)).await;
    let state = status.borrow().state.clone();
    Ok(if is_up(&state) { Ok(()) } else { Err(state) })
}
