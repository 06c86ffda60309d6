//! Jobs: what is asked for is done to them here, step by step, each so that it can be repeated after a crash.
//!
//! The id of a Flink job is chosen and recorded before it is submitted, and a savepoint carries the id of the operation that
//! asks for it, so that asking twice does nothing twice.

mod batch;
mod cancel;
mod checkpoint;
mod cluster;
mod deploy;
mod disposal;
mod evidence;
mod gauges;
mod halt;
mod inside;
mod jar;
mod logs;
mod masking;
mod metrics;
mod missing;
mod prepare;
mod replace;
mod resolve;
mod retention;
mod savepoint;
mod start;
mod state;
mod steps;
mod submit;
mod sweep;

pub(crate) use batch::advance;
pub(crate) use cancel::cancel_once;
pub(crate) use evidence::collect_evidence;
pub(crate) use gauges::Gauges;
pub use inside::{Blind, Task, TaskEdge, TaskGraph};
pub use logs::{LogChoice, LogEnd};
pub(crate) use missing::{Sightings, look};
pub(crate) use retention::{keep_savepoints, watch_retention};
pub(crate) use sweep::sweep;

use crate::shared::Shared;
use futures::future::BoxFuture;
use halt::Halt;
use std::sync::Arc;
use steps::Carrier;
use store::{JobOrder, OperationClaim, Outcome};

/// Does what an operation asks for; nothing when it is somebody else's by now.
pub(crate) async fn act(shared: &Arc<Shared>, claim: &OperationClaim) -> Option<Outcome> {
    let carrier = Carrier::new(shared, claim);
    let done = carried(&carrier).await;
    // The job is looked at soon: its state may be another.
    shared.acted.notify_one();
    if matches!(done, Err(Halt::Failed(_) | Halt::Abandoned(_))) {
        doubt(shared, claim).await;
    }
    match done {
        Ok(()) | Err(Halt::Done) => Some(Outcome::Succeeded),
        Err(Halt::Failed(reason)) => Some(Outcome::Failed(reason)),
        Err(Halt::Abandoned(reason)) => Some(Outcome::Abandoned(reason)),
        Err(Halt::Left) => None,
    }
}

/// Records that it is not known what became of the run that an operation was about, if nobody saw that: a carrier that was
/// lost may have submitted it.
pub(crate) async fn doubt(shared: &Shared, claim: &OperationClaim) {
    if let Err(error) = shared.store.doubt_run_of_job(&shared.scope, claim).await {
        tracing::warn!(%error, operation = %claim.operation.id, "that a run is in doubt could not be recorded");
    }
}

/// What an order asks for. Each act is put on the heap as soon as it is made: together they are too much for a stack.
fn carried<'a>(carrier: &'a Carrier<'a>) -> BoxFuture<'a, Result<(), Halt>> {
    let Some(order) = JobOrder::of(&carrier.claim.operation) else {
        return Box::pin(async { Err(Halt::failed("bad_parameters", [])) });
    };
    match order {
        JobOrder::Deploy(start) => Box::pin(carrier.deploy(start)),
        JobOrder::Restart | JobOrder::Recover | JobOrder::Upgrade(_) | JobOrder::RollBack { .. } => {
            Box::pin(carrier.replace(order))
        }
        JobOrder::Resume { run } => Box::pin(carrier.resume(run)),
        JobOrder::NextStep => Box::pin(carrier.next_step()),
        JobOrder::Stop { drain } => Box::pin(carrier.stop(drain)),
        JobOrder::Savepoint => Box::pin(carrier.savepoint()),
        JobOrder::Checkpoint => Box::pin(carrier.checkpoint()),
        JobOrder::Cancel => Box::pin(carrier.cancel()),
        JobOrder::ForceStop => Box::pin(carrier.force_stop()),
        JobOrder::DisposeSnapshot(id) => Box::pin(carrier.dispose(id)),
        JobOrder::Delete => Box::pin(carrier.delete()),
    }
}
