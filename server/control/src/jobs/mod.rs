//! Jobs: what is asked for is done to them here, step by step, each so that it can be repeated after a crash.
//!
//! The id of a Flink job is chosen and recorded before it is submitted, and a savepoint carries the id of the operation that
//! asks for it, so that asking twice does nothing twice.

mod cancel;
mod checkpoint;
mod cluster;
mod deploy;
mod gauges;
mod halt;
mod inside;
mod jar;
mod kept;
mod logs;
mod masking;
mod metrics;
mod missing;
mod prepare;
mod replace;
mod resolve;
mod savepoint;
mod start;
mod state;
mod steps;
mod submit;
mod sweep;
mod upkeep;

pub(crate) use cancel::cancel_once;
pub(crate) use gauges::Gauges;
pub use inside::{Blind, Task, TaskEdge, TaskGraph};
pub use logs::{LogChoice, LogEnd};
pub(crate) use missing::{Sightings, look};
pub(crate) use sweep::sweep;
pub(crate) use upkeep::keep_up;

use crate::shared::Shared;
use futures::future::BoxFuture;
use halt::Halt;
use std::sync::Arc;
use steps::Carrier;
use store::{JobOrder, OperationClaim, Outcome};

/// Does what an operation asks for; nothing when it is somebody else's by now.
pub(crate) async fn act(shared: &Arc<Shared>, claim: &OperationClaim) -> Option<Outcome> {
    let carrier = Carrier::new(shared, claim);
    // Each on the heap: together they would be as large on a thread's stack as the largest, at every call within.
    let work: BoxFuture<'_, Result<(), Halt>> = match JobOrder::of(&claim.operation) {
        Some(JobOrder::Deploy(start)) => Box::pin(carrier.deploy(start)),
        Some(order @ (JobOrder::Restart | JobOrder::Recover | JobOrder::Upgrade(_) | JobOrder::RollBack { .. })) => {
            Box::pin(carrier.replace(order))
        }
        Some(JobOrder::Stop { drain }) => Box::pin(carrier.stop(drain)),
        Some(JobOrder::Savepoint) => Box::pin(carrier.savepoint()),
        Some(JobOrder::Checkpoint) => Box::pin(carrier.checkpoint()),
        Some(JobOrder::Cancel) => Box::pin(carrier.cancel()),
        Some(JobOrder::ForceStop) => Box::pin(carrier.force_stop()),
        Some(JobOrder::DisposeSnapshot(id)) => Box::pin(carrier.dispose(id)),
        Some(JobOrder::Delete) => Box::pin(carrier.delete()),
        None => Box::pin(async { Err(Halt::failed("bad_parameters", [])) }),
    };
    let done = work.await;
    // The job is looked at soon: its state may be another.
    shared.acted.notify_one();
    match done {
        Ok(()) => Some(Outcome::Succeeded),
        Err(Halt::Failed(reason)) => Some(Outcome::Failed(reason)),
        Err(Halt::Abandoned(reason)) => Some(Outcome::Abandoned(reason)),
        Err(Halt::Left) => None,
    }
}
