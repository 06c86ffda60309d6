//! What is kept of runs that did not end well: collected as soon as the end was seen, before the engine forgets.

use super::{
    inside::{Blind, exceptions},
    logs::{LogChoice, log_of},
    savepoint::LISTED,
};
use crate::shared::Shared;
use chrono::{DateTime, TimeDelta};
use engine::{local::Role, rest::ExceptionEntry};
use std::{sync::Arc, time::Duration};
use store::{KeptException, NewEvidence, NewLogEnd, Run, ServedClusters};
use tokio::time::Instant;

/// How often it is looked for such runs.
const EVERY: Duration = Duration::from_secs(5);
/// How much of a log is kept, in bytes.
const MOST_LOG: usize = 256 * 1024;
/// How much of an exception is kept, in bytes.
const MOST_TRACE: usize = 64 * 1024;
/// A cluster that cannot be asked is asked again for so long.
const PATIENCE: TimeDelta = TimeDelta::seconds(90);
/// One server at a time collects from clusters that all of them reach.
const LEASE: &str = "failure evidence";
const LEASE_TIME: TimeDelta = TimeDelta::seconds(120);
/// Nothing is more than so long late, whatever one cluster does.
const MOST_TIME: Duration = Duration::from_secs(60);

/// Collects until the server stops, and then tells the people whose jobs these are.
pub(crate) async fn collect_evidence(shared: Arc<Shared>) {
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = collect_once(&shared).await {
            tracing::warn!(%error, "what is left of failed runs could not be collected");
        }
    }
}

async fn collect_once(shared: &Shared) -> store::Result<()> {
    let (store, scope) = (&shared.store, &shared.scope);
    let registered = shared.leads(LEASE, LEASE_TIME).await;
    let served = ServedClusters { local: shared.engines.local().map(|local| local.cluster), registered };
    let begun = Instant::now();
    for run in store.runs_without_evidence(scope, served).await? {
        if let Some(evidence) = evidence_of(shared, &run).await? {
            store.keep_evidence(scope, &run, &evidence).await?;
        }
        if begun.elapsed() > MOST_TIME {
            break;
        }
    }
    store.tell_of_failures(scope).await
}

/// What the cluster of a run has to say about its end; nothing yet when it may be asked again.
async fn evidence_of(shared: &Shared, run: &Run) -> store::Result<Option<NewEvidence>> {
    let over_for = run.ended_at.map_or(TimeDelta::MAX, |at| shared.store.now() - at);
    // What a JobManager tells may be from before the end.
    if over_for.to_std().unwrap_or_default() < LISTED {
        return Ok(None);
    }
    let mut evidence = NewEvidence::default();
    let mut thrown_at = None;
    match exceptions(shared, run).await {
        // What went wrong last ended the job.
        Ok(told) => {
            if let Some(root) = told.history.into_iter().next() {
                thrown_at.clone_from(&root.task_manager_id);
                evidence.exception = Some(kept(root));
            }
        }
        Err(Blind::Forgotten) => {}
        Err(Blind::Silent { .. }) if over_for < PATIENCE => return Ok(None),
        Err(Blind::Silent { reason, .. }) => evidence.unread = Some(reason),
        Err(Blind::Store(error)) => return Err(error),
    }
    let local = shared.engines.local_of(run.cluster_id).map(|_| Role::TaskManager.as_str().to_owned());
    for process in [None].into_iter().chain(local.or_else(|| thrown_at.clone()).map(Some)) {
        let choice = LogChoice { process: process.clone(), file: None };
        match log_of(shared, run, &choice, MOST_LOG).await {
            // In the place of a TaskManager that is gone another process would be shown.
            Ok(end) if process.as_ref().is_none_or(|asked| *asked == end.process) => {
                let taskmanager = process.map(|process| thrown_at.clone().unwrap_or(process));
                evidence.logs.push(NewLogEnd { taskmanager, text: end.text });
            }
            Ok(_) | Err(Blind::Forgotten) => {}
            Err(Blind::Silent { reason, .. }) => evidence.unread = Some(reason),
            Err(Blind::Store(error)) => return Err(error),
        }
    }
    Ok(Some(evidence))
}

fn kept(entry: ExceptionEntry) -> KeptException {
    let failure = entry.failure();
    let mut trace = entry.stacktrace;
    trace.truncate(trace.floor_char_boundary(MOST_TRACE));
    KeptException {
        class: if failure.class.is_empty() { entry.name } else { failure.class },
        message: failure.root_cause,
        trace,
        at: entry.timestamp.and_then(DateTime::from_timestamp_millis),
        task: entry.task_name,
    }
}
