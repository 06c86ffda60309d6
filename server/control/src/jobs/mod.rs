//! Jobs: what is asked for is done to them here, step by step, each so that it can be repeated after a crash.
//!
//! The id of a Flink job is chosen and recorded before it is submitted, and a savepoint carries the id of the operation that
//! asks for it, so that asking twice does nothing twice.

mod batch;
mod cancel;
mod checkpoint;
mod cluster;
mod deploy;
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
mod savepoint;
mod start;
mod state;
mod steps;
mod submit;
mod sweep;

pub(crate) use batch::advance;
pub(crate) use cancel::cancel_once;
pub(crate) use gauges::Gauges;
pub use inside::{Blind, Task, TaskEdge, TaskGraph};
pub use logs::{LogChoice, LogEnd};
pub(crate) use missing::{Sightings, look};
pub(crate) use sweep::sweep;

use crate::shared::Shared;
use halt::Halt;
use std::sync::Arc;
use steps::Carrier;
use store::{JobOrder, OperationClaim, Outcome};

/// Does what an operation asks for; nothing when it is somebody else's by now.
pub(crate) async fn act(shared: &Arc<Shared>, claim: &OperationClaim) -> Option<Outcome> {
    let carrier = Carrier::new(shared, claim);
    let done = match JobOrder::of(&claim.operation) {
        Some(JobOrder::Deploy(start)) => carrier.deploy(start).await,
        Some(order @ (JobOrder::Restart | JobOrder::Recover | JobOrder::Upgrade(_) | JobOrder::RollBack { .. })) => {
            carrier.replace(order).await
        }
        Some(JobOrder::Resume { run }) => carrier.resume(run).await,
        Some(JobOrder::NextStep) => carrier.next_step().await,
        Some(JobOrder::Stop { drain }) => carrier.stop(drain).await,
        Some(JobOrder::Savepoint) => carrier.savepoint().await,
        Some(JobOrder::Checkpoint) => carrier.checkpoint().await,
        Some(JobOrder::Cancel) => carrier.cancel().await,
        Some(JobOrder::ForceStop) => carrier.force_stop().await,
        Some(JobOrder::DisposeSnapshot(id)) => carrier.dispose(id).await,
        None => Err(Halt::failed("bad_parameters", [])),
    };
    // The job is looked at soon: its state may be another.
    shared.acted.notify_one();
    match done {
        Ok(()) => Some(Outcome::Succeeded),
        Err(Halt::Failed(reason)) => Some(Outcome::Failed(reason)),
        Err(Halt::Abandoned(reason)) => Some(Outcome::Abandoned(reason)),
        Err(Halt::Left) => None,
    }
}
