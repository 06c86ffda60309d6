//! Jobs: what is asked for is done to them here, step by step, each so that it can be repeated after a crash.
//!
//! The id of a Flink job is chosen and recorded before it is submitted, and a savepoint carries the id of the operation that
//! asks for it, so that asking twice does nothing twice.

mod cancel;
mod deploy;
mod halt;
mod jar;
mod resolve;
mod savepoint;
mod steps;
mod submit;
mod sweep;

pub(crate) use sweep::sweep;

use crate::shared::Shared;
use halt::Halt;
use model::JobAct;
use std::sync::Arc;
use steps::Carrier;
use store::{OperationClaim, Outcome};

/// Does what an operation asks for; nothing when it is somebody else's by now.
pub(crate) async fn act(shared: &Arc<Shared>, claim: &OperationClaim) -> Option<Outcome> {
    let carrier = Carrier::new(shared, claim);
    let done = match JobAct::from_operation_kind(&claim.operation.kind) {
        Ok(JobAct::Deploy) => carrier.deploy().await,
        Ok(JobAct::Stop) => carrier.stop().await,
        Ok(JobAct::Savepoint) => carrier.savepoint().await,
        Ok(JobAct::Cancel) => carrier.cancel().await,
        Ok(JobAct::ForceStop) => carrier.force_stop().await,
        _ => Err(Halt::failed("unknown_act", [])),
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
