//! The configuration that Flink is started with: values in, text out.

use super::{layout::Layout, record::Ports};
use crate::local::{
    LocalError, Result,
    process::{BATCH_SHUFFLE, FRAMEWORK_HEAP, FRAMEWORK_OFF_HEAP, JOBMANAGER_METASPACE, METASPACE, Memory, Role},
};
use std::{collections::BTreeMap, path::PathBuf};

/// The key under which REST and sessions show the id of the cluster's life.
pub(crate) const ENGINE_KEY: &str = "scaleph.engine";

/// Keys (and what begins with them) that are ours to set: addresses, ports, folders and identity.
const OWN: [&str; 16] = [
    "scaleph.",
    "$internal.",
    "rest.address",
    "rest.port",
    "rest.bind-",
    "jobmanager.rpc.",
    "jobmanager.bind-host",
    "jobmanager.archive.fs.dir",
    "taskmanager.host",
    "taskmanager.bind-host",
    "sql-gateway.endpoint.",
    "execution.target",
    // A cluster-wide interval holds the rows of every streaming SELECT back, and cannot be switched off again.
    "execution.checkpointing.interval",
    "io.tmp.dirs",
    "web.",
    "env.",
];

/// `config.yaml`, with what an administrator adds.
///
/// # Errors
/// [`LocalError::BadSetting`] for a key that is ours.
pub(crate) fn config_yaml(
    layout: &Layout,
    ports: Ports,
    memory: Memory,
    id: &str,
    added: &BTreeMap<String, String>,
) -> Result<String> {
    if let Some(key) = added.keys().find(|key| OWN.iter().any(|own| key.starts_with(own))) {
        let reason = "addresses, folders and the checkpoint interval of a local cluster are not for setting";
        return Err(LocalError::BadSetting { what: "flink setting", value: key.clone(), reason });
    }
    let mut values = own_values(layout, ports, memory, id);
    values.extend(added.iter().map(|(key, value)| (key.clone(), value.clone())));
    // A JSON string is a YAML string, whatever is in it.
    let quoted = |text: &str| serde_json::to_string(text).expect("a string is JSON");
    Ok(values.iter().map(|(key, value)| format!("{}: {}\n", quoted(key), quoted(value))).collect())
}

fn own_values(layout: &Layout, ports: Ports, memory: Memory, id: &str) -> BTreeMap<String, String> {
    let mib = |size: u32| format!("{size}m");
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    let uri = |name: &str| format!("file://{}", layout.folder(name).display());
    let loopback = || "127.0.0.1".to_owned();
    [
        (ENGINE_KEY, id.to_owned()),
        ("jobmanager.rpc.address", loopback()),
        ("jobmanager.rpc.port", ports.rpc.to_string()),
        ("jobmanager.bind-host", loopback()),
        ("jobmanager.memory.heap.size", mib(memory.jobmanager_heap)),
        ("jobmanager.memory.off-heap.size", mib(64)),
        ("jobmanager.memory.jvm-metaspace.size", mib(JOBMANAGER_METASPACE)),
        ("jobmanager.memory.jvm-overhead.min", mib(64)),
        ("jobmanager.memory.jvm-overhead.max", mib(64)),
        ("jobmanager.execution.failover-strategy", "region".into()),
        // Ended jobs stay on disk: their outcome outlives the JobManager.
        ("jobmanager.archive.fs.dir", uri("archive")),
        ("taskmanager.host", loopback()),
        ("taskmanager.bind-host", loopback()),
        ("taskmanager.numberOfTaskSlots", memory.slots.to_string()),
        ("taskmanager.cpu.cores", format!("{}.0", memory.slots)),
        ("taskmanager.memory.framework.heap.size", mib(FRAMEWORK_HEAP)),
        ("taskmanager.memory.framework.off-heap.size", mib(FRAMEWORK_OFF_HEAP)),
        ("taskmanager.memory.framework.off-heap.batch-shuffle.size", mib(BATCH_SHUFFLE)),
        ("taskmanager.memory.task.heap.size", mib(memory.task_heap)),
        ("taskmanager.memory.task.off-heap.size", mib(0)),
        ("taskmanager.memory.managed.size", mib(memory.managed)),
        ("taskmanager.memory.network.min", mib(memory.network)),
        ("taskmanager.memory.network.max", mib(memory.network)),
        ("taskmanager.memory.jvm-metaspace.size", mib(METASPACE)),
        ("taskmanager.memory.jvm-overhead.min", mib(64)),
        ("taskmanager.memory.jvm-overhead.max", mib(64)),
        ("taskmanager.log.path", text(layout.log_file(Role::TaskManager))),
        ("taskmanager.jvm-exit-on-oom", "true".into()),
        // Flink waits 50 s before it believes that a process is gone. All are on one host, with small heaps: a pause of
        // 20 s is none of the garbage collector's. Of a process that was killed two heartbeats in a row find nobody,
        // which is then known after two seconds.
        ("heartbeat.interval", "1000".into()),
        ("heartbeat.timeout", "20000".into()),
        ("blob.server.port", "0".into()),
        ("rest.address", loopback()),
        ("rest.bind-address", loopback()),
        ("rest.port", ports.rest.to_string()),
        ("rest.bind-port", ports.rest.to_string()),
        ("rest.flamegraph.enabled", "true".into()),
        ("web.tmpdir", text(layout.tmp())),
        ("web.upload.dir", text(layout.folder("upload"))),
        ("web.log.path", text(layout.log_file(Role::JobManager))),
        ("parallelism.default", "1".into()),
        ("io.tmp.dirs", text(layout.tmp())),
        ("execution.target", "remote".into()),
        ("execution.checkpointing.dir", uri("checkpoints")),
        ("execution.checkpointing.savepoint-dir", uri("savepoints")),
        // A job cannot set it for itself. With one alone, the path that was seen last is gone when it is needed.
        ("execution.checkpointing.num-retained", "3".into()),
        ("state.backend.type", "hashmap".into()),
        ("sql-gateway.endpoint.rest.address", loopback()),
        ("sql-gateway.endpoint.rest.bind-address", loopback()),
        ("sql-gateway.endpoint.rest.port", ports.gateway.to_string()),
        ("sql-gateway.endpoint.rest.bind-port", ports.gateway.to_string()),
        ("sql-gateway.session.idle-timeout", "30 min".into()),
        ("sql-gateway.session.check-interval", "1 min".into()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

/// The logging configuration of every process.
pub(crate) const LOG4J: &str = include_str!("../../../flink/log4j.properties");

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(added: &[(&str, &str)]) -> Result<String> {
        let added = added.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        let ports = Ports { rest: 1, rpc: 2, gateway: 3 };
        config_yaml(&Layout::new("/c \"d"), ports, Memory::for_total(0), "id1", &added)
    }

    #[test]
    fn values_are_quoted_whatever_is_in_them() {
        let text = rendered(&[("table.x", "a: b\n#c")]).unwrap();
        assert!(text.contains("\"scaleph.engine\": \"id1\"\n") && text.contains("\"table.x\": \"a: b\\n#c\"\n"));
        assert!(text.contains(r#""io.tmp.dirs": "/c \"d/work/tmp""#));
    }

    #[test]
    fn addresses_and_the_checkpoint_interval_are_not_for_setting() {
        for key in ["rest.port", "execution.checkpointing.interval", "$internal.pipeline.job-id", "scaleph.engine"] {
            assert_eq!(rendered(&[(key, "1")]).unwrap_err().code(), "bad_setting", "{key}");
        }
        assert!(!rendered(&[]).unwrap().contains("checkpointing.interval"));
    }
}
