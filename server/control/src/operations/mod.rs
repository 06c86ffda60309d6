//! Acts on clusters and runs that people ask for: pages record what these functions make, and it is carried out here, on the
//! host that can do it.

mod carry;
mod local;

pub(crate) use carry::Worker;
pub(crate) use local::{publish, start_at_boot, started};

use chrono::TimeDelta;
use engine::local::Role;
use model::{RunId, SessionClusterId, flink::FlinkJobId};
use serde_json::{Value, json};
use store::NewOperation;

const START: &str = "session_cluster.start";
const STOP: &str = "session_cluster.stop";
const RESTART: &str = "session_cluster.restart";
const ADD_SET: &str = "session_cluster.add_set";
const CANCEL_RUN: &str = "run.cancel";

/// Fetching jars may take long; a start without them does not.
const LONG: TimeDelta = TimeDelta::minutes(45);
const SHORT: TimeDelta = TimeDelta::minutes(10);

/// Starts the local engine, fetching its jars if need be.
pub fn start(cluster: SessionClusterId, name: &str) -> NewOperation {
    on_cluster(START, cluster, name, json!({}), LONG)
}

/// Stops the local engine, and with it all that runs on it.
pub fn stop(cluster: SessionClusterId, name: &str) -> NewOperation {
    on_cluster(STOP, cluster, name, json!({}), SHORT)
}

/// Ends processes of the local engine and starts them again: all, or one; a JobManager with its TaskManager.
pub fn restart(cluster: SessionClusterId, name: &str, role: Option<Role>) -> NewOperation {
    on_cluster(RESTART, cluster, name, json!({ "role": role }), LONG)
}

/// Fetches a connector set; processes that run have it after a restart.
pub fn add_set(cluster: SessionClusterId, name: &str, set: &str) -> NewOperation {
    on_cluster(ADD_SET, cluster, name, json!({ "set": set }), LONG)
}

/// Cancels the job of a run; its state is lost but for what a retained checkpoint keeps. It is over when Flink says so.
pub fn cancel_run(run: RunId, name: &str, cluster: SessionClusterId, job: FlinkJobId) -> NewOperation {
    NewOperation {
        kind: CANCEL_RUN,
        object_kind: "run",
        object_id: run.to_string(),
        object_name: name.to_owned(),
        parameters: json!({ "cluster": cluster, "job": job }),
        time: Some(SHORT),
        cluster: Some(cluster),
    }
}

fn on_cluster(
    kind: &'static str,
    cluster: SessionClusterId,
    name: &str,
    parameters: Value,
    time: TimeDelta,
) -> NewOperation {
    NewOperation {
        kind,
        object_kind: "session_cluster",
        object_id: cluster.to_string(),
        object_name: name.to_owned(),
        parameters,
        time: Some(time),
        cluster: Some(cluster),
    }
}
