//! Carrying operations out: each step can be repeated after a crash without harm.

use super::{ADD_SET, CANCEL_RUN, RESTART, START, STOP};
use crate::{jobs, shared::Shared};
use chrono::TimeDelta;
use engine::local::{LocalEngine, LocalError, Role, State};
use model::{JobAct, SessionClusterId, Topic, flink::FlinkJobId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use store::{Event, OperationClaim, Outcome};
use tokio::sync::{Semaphore, broadcast::error::RecvError};

/// Whoever was not heard of for so long carries it out no more.
const HELD: TimeDelta = TimeDelta::seconds(30);
const HOLD: Duration = Duration::from_secs(8);
/// How long it is looked what became of one whose time was over while nobody carried it out.
const LAST_LOOK: TimeDelta = TimeDelta::minutes(5);
/// How often is looked without having heard of anything.
const LOOK: Duration = Duration::from_secs(5);
/// How long a job may take to be cancelled.
const CANCEL: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(500);

/// The operations that somebody carries out, and how many of them at the same time.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    kinds: Vec<&'static str>,
    at_once: usize,
}

impl Worker {
    /// For the engine of this host: it does one thing after the other.
    pub(crate) fn of_engine() -> Self {
        Self { kinds: vec![START, STOP, RESTART, ADD_SET], at_once: 1 }
    }

    /// For jobs: one that waits for a savepoint keeps nobody else waiting.
    pub(crate) fn of_jobs() -> Self {
        let acts = JobAct::ALL.iter().map(|act| act.operation_kind());
        Self { kinds: acts.chain([CANCEL_RUN]).collect(), at_once: 8 }
    }

    /// Carries out what is asked for.
    pub(crate) async fn work(self, shared: Arc<Shared>) {
        let mut changes = shared.store.changes();
        let free = Arc::new(Semaphore::new(self.at_once));
        loop {
            let place = tokio::select! {
                () = shared.drained() => return,
                place = free.clone().acquire_owned() => place.expect("nobody closes the semaphore"),
            };
            match shared.store.take_operation(&shared.scope, &self.kinds, &shared.holder, HELD).await {
                Ok(Some(claim)) => {
                    let here = shared.clone();
                    shared.spawn(async move {
                        tokio::select! {
                            () = here.drained() => {}
                            () = one(&here, &claim) => {}
                        }
                        drop(place);
                    });
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "operations could not be looked for"),
            }
            drop(place);
            tokio::select! {
                () = shared.drained() => return,
                () = tokio::time::sleep(LOOK) => {}
                () = heard(&mut changes) => {}
            }
        }
    }
}

/// Returns when something was asked for.
async fn heard(changes: &mut tokio::sync::broadcast::Receiver<Event>) {
    loop {
        match changes.recv().await {
            Ok(Event::Change(change)) if matches!(change.topic, Topic::Operations | Topic::Operation(_)) => return,
            Ok(Event::Resync) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

async fn one(shared: &Arc<Shared>, claim: &OperationClaim) {
    let came = tokio::select! {
        came = carried(shared, claim) => came,
        given_up = hold(shared, claim) => given_up,
    };
    let outcome = match came {
        Came::Over(outcome) => outcome,
        Came::Late => late(shared, claim).await,
        Came::Left => return,
    };
    if let Err(error) = shared.store.finish_operation(&shared.scope, claim, outcome).await {
        tracing::warn!(%error, operation = %claim.operation.id, "how an operation ended could not be recorded");
    }
    // Pages show the engine with what was done to it last, and its state may have changed before this was recorded.
    if let Some(local) = shared.engines.local() {
        shared.announce(Topic::Engine(local.cluster), 0).await;
    }
}

/// What came of carrying an operation out.
enum Came {
    /// It is over.
    Over(Outcome),
    /// It was not done in time.
    Late,
    /// It is somebody else's, or to be gone on with later.
    Left,
}

/// Carries it out. What was begun is looked at once more when its time is over: it may be done. What was not begun in time is
/// not begun any more, and of what is elsewhere there is nothing to be seen here.
async fn carried(shared: &Arc<Shared>, claim: &OperationClaim) -> Came {
    let was_begun = claim.fence > 1 && !claim.is_elsewhere;
    if is_late(shared, claim) && !was_begun {
        return Came::Late;
    }
    match act(shared, claim).await {
        Some(outcome) => Came::Over(outcome),
        // One that was left again and again is over at last.
        None if is_late(shared, claim) => Came::Late,
        None => Came::Left,
    }
}

/// Holds the operation; returns when it is to be given up.
async fn hold(shared: &Shared, claim: &OperationClaim) -> Came {
    // Whoever takes what is late already has a little time to see what became of it.
    let until = claim.operation.deadline.map(|deadline| deadline.max(shared.store.now() + LAST_LOOK));
    loop {
        tokio::time::sleep(HOLD).await;
        match shared.store.hold_operation(&shared.scope, claim, HELD).await {
            Ok(false) => {}
            Ok(true) => {
                // A start that is given up leaves nothing behind; whatever else is done is left as it is.
                if claim.operation.kind == START
                    && let Some(local) = shared.engines.local()
                    && let Err(error) = local.engine.stop().await
                {
                    return Came::Over(Outcome::Failed(reason(&error)));
                }
                return Came::Over(Outcome::Cancelled);
            }
            Err(store::Error::LeaseLost(_)) => return Came::Left,
            Err(error) => tracing::warn!(%error, "an operation could not be held"),
        }
        if until.is_some_and(|until| until < shared.store.now()) {
            return Came::Late;
        }
    }
}

fn is_late(shared: &Shared, claim: &OperationClaim) -> bool {
    claim.operation.deadline.is_some_and(|deadline| deadline < shared.store.now())
}

/// Ends what was not done in time. What became of the run that it is about has to be found out.
async fn late(shared: &Shared, claim: &OperationClaim) -> Outcome {
    if JobAct::from_operation_kind(&claim.operation.kind).is_ok() {
        jobs::doubt(shared, claim).await;
    }
    Outcome::Abandoned(json!({ "code": "deadline" }))
}

/// Does it; nothing when it turns out to be somebody else's.
async fn act(shared: &Arc<Shared>, claim: &OperationClaim) -> Option<Outcome> {
    match claim.operation.kind.as_str() {
        CANCEL_RUN => Some(cancel_run(shared, claim).await),
        kind if JobAct::from_operation_kind(kind).is_ok() => jobs::act(shared, claim).await,
        _ => Some(on_engine(shared, claim).await),
    }
}

async fn on_engine(shared: &Shared, claim: &OperationClaim) -> Outcome {
    let parameters = &claim.operation.parameters;
    let Some(local) = shared.engines.local() else {
        return Outcome::Abandoned(json!({ "code": "elsewhere" }));
    };
    let engine = &local.engine;
    let done = match claim.operation.kind.as_str() {
        START => with_steps(shared, claim, engine, engine.start()).await,
        STOP => with_steps(shared, claim, engine, engine.stop()).await,
        RESTART => {
            let role: Option<Role> = read(parameters, "role").unwrap_or_default();
            with_steps(shared, claim, engine, engine.restart(role)).await
        }
        _ => match read::<String>(parameters, "set") {
            Some(set) => with_steps(shared, claim, engine, engine.add_set(&set)).await,
            None => return Outcome::Failed(json!({ "code": "bad_parameters" })),
        },
    };
    match done {
        Ok(()) => Outcome::Succeeded,
        Err(error) => Outcome::Failed(reason(&error)),
    }
}

fn reason(error: &LocalError) -> Value {
    json!({ "code": error.code(), "params": error.params() })
}

fn read<T: DeserializeOwned>(parameters: &Value, name: &str) -> Option<T> {
    serde_json::from_value(parameters.get(name)?.clone()).ok()
}

/// Does something to the engine, and records what the engine says it is doing meanwhile as steps.
async fn with_steps(
    shared: &Shared,
    claim: &OperationClaim,
    engine: &LocalEngine,
    work: impl Future<Output = Result<(), LocalError>>,
) -> Result<(), LocalError> {
    let mut status = engine.status();
    let mut under_way: Option<String> = None;
    tokio::pin!(work);
    let outcome = loop {
        tokio::select! {
            biased;
            outcome = &mut work => break outcome,
            changed = status.changed() => if changed.is_err() {
                break work.await;
            },
        }
        let (name, progress) = step(&status.borrow_and_update().state);
        if name != under_way {
            if let Some(ended) = under_way.take() {
                recorded(shared.store.end_step(&shared.scope, claim, &ended, None).await);
            }
            if let Some(name) = &name {
                recorded(shared.store.begin_step(&shared.scope, claim, name).await);
            }
            under_way = name;
        }
        if let (Some(name), Some(progress)) = (&under_way, progress) {
            recorded(shared.store.record_step(&shared.scope, claim, name, progress).await);
        }
    };
    if let Some(ended) = under_way {
        let said = outcome.as_ref().err().map(reason);
        recorded(shared.store.end_step(&shared.scope, claim, &ended, said).await);
    }
    outcome
}

/// That a step could not be recorded stops nothing.
fn recorded(result: store::Result<()>) {
    if let Err(error) = result {
        tracing::debug!(%error, "a step of an operation could not be recorded");
    }
}

/// What a state is called as a step, and how far it is.
fn step(state: &State) -> (Option<String>, Option<Value>) {
    match state {
        State::Provisioning(progress) => {
            (Some(format!("fetch_{}", progress.part)), serde_json::to_value(progress).ok())
        }
        State::Starting { step } => {
            let name = serde_json::to_value(step).ok().and_then(|name| name.as_str().map(str::to_owned));
            (name, None)
        }
        State::Stopping => (Some("stop_processes".to_owned()), None),
        _ => (None, None),
    }
}

/// Cancels a job, and waits until Flink says that it is over.
async fn cancel_run(shared: &Shared, claim: &OperationClaim) -> Outcome {
    let parameters = &claim.operation.parameters;
    let cluster: Option<SessionClusterId> = read(parameters, "cluster");
    let job: Option<FlinkJobId> = read(parameters, "job");
    let (Some(cluster), Some(job)) = (cluster, job) else {
        return Outcome::Failed(json!({ "code": "bad_parameters" }));
    };
    recorded(shared.store.begin_step(&shared.scope, claim, "cancel").await);
    let begun = std::time::Instant::now();
    let outcome = loop {
        let cancelled = async {
            let rest = shared.engines.reach(cluster).await?.rest();
            Ok(jobs::cancel_once(&rest, job).await?)
        };
        let said = match cancelled.await {
            Ok(Some(_)) => break Outcome::Succeeded,
            Ok(None) => None,
            Err(crate::Error::Engine(engine::Error::NotFound(_))) => {
                break Outcome::Failed(json!({ "code": "job_not_known" }));
            }
            Err(error) => Some(error.to_string()),
        };
        if begun.elapsed() > CANCEL {
            break Outcome::Abandoned(json!({ "code": "unreachable", "params": { "said": said } }));
        }
        tokio::time::sleep(PAUSE).await;
    };
    recorded(shared.store.end_step(&shared.scope, claim, "cancel", None).await);
    shared.acted.notify_one();
    outcome
}
