//! Which settings are not for a session.
//!
//! A session may tune its jobs: `table.*`, `parallelism.*`, `execution.checkpointing.*`, `state.*`, `restart-strategy.*`, the rest of
//! `pipeline.*`, and keys nobody knows. It may not say where jobs run or who may reach them, load code from outside the
//! project, start from state (that is a deployment's), or set what a process reads once when it starts. The last holds for file
//! system credentials too (`s3.*`, `fs.*`): they would have no effect, and `SET` would show them.

/// A rule that ends in `*` is the beginning of a key; any other is a whole key.
const REFUSED: &[&str] = &[
    // Scaleph's own, as the job id chosen for a statement.
    "$internal.*",
    "internal.*",
    // Where jobs run, and how that is reached.
    "execution.target",
    "execution.attached",
    "execution.shutdown*",
    "execution.submit-failed-job-on-application-error",
    "execution.job-listeners",
    "execution.job-status-changed-listeners",
    "rest.*",
    "address*",
    "jobmanager.*",
    "taskmanager.*",
    "resourcemanager.*",
    "slotmanager.*",
    "cluster.*",
    "kubernetes.*",
    "yarn.*",
    "mesos.*",
    "containerized.*",
    "external-resource*",
    "high-availability*",
    "recovery.*",
    "zookeeper.*",
    "blob.*",
    "jobstore.*",
    "queryable-state.*",
    "akka.*",
    "pekko.*",
    "heartbeat.*",
    "sql-gateway.*",
    "workflow-scheduler.*",
    "historyserver.*",
    "web.*",
    // Who may.
    "security.*",
    // Code and files from elsewhere.
    "pipeline.jars",
    "pipeline.classpaths",
    "pipeline.cached-files",
    "classloader.*",
    "plugin.*",
    "python.*",
    "user.artifacts.*",
    "table.resources.download-dir",
    // State to start from.
    "execution.state-recovery.*",
    "execution.savepoint.*",
    "execution.savepoint-restore-mode",
    // Read once, when a process starts.
    "env.*",
    "io.*",
    "process.*",
    "metrics.*",
    "traces.*",
    "events.*",
    "fs.*",
    "s3.*",
    "s3a.*",
    "s3n.*",
    "gs.*",
    "hadoop.*",
    "flink.hadoop.*",
    "presto.*",
    "hdfs.*",
    "dfs.*",
];

/// The rule that refuses a key, if one does. Case does not matter, though it does to Flink: nothing is lost by that.
pub fn refusing_rule(key: &str) -> Option<&'static str> {
    let key = key.trim_matches(|character: char| {
        character.is_whitespace() || character.is_control() || matches!(character, '\'' | '"' | '`' | '\u{feff}')
    });
    let begins =
        |start: &str| key.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()));
    REFUSED.iter().copied().find(|rule| match rule.strip_suffix('*') {
        Some(start) => begins(start),
        None => key.eq_ignore_ascii_case(rule),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_cluster_is_refused_however_it_is_written() {
        for key in [
            "rest.address",
            "REST.Port",
            " rest.address ",
            "`rest.address`",
            "\"rest.address\"",
            "execution.target",
            "execution.attached",
            "kubernetes.cluster-id",
            "jobmanager.rpc.address",
            "security.ssl.enabled",
            "$internal.pipeline.job-id",
            "high-availability",
            "high-availability.type",
            "blob.server.port",
            "taskmanager.numberOfTaskSlots",
            "env.java.opts.all",
            "yarn.application.name",
            "pipeline.jars",
            "pipeline.classpaths",
            "execution.state-recovery.path",
            "execution.savepoint.path",
            "sql-gateway.endpoint.type",
            "historyserver.web.port",
            "web.submit.enable",
            "io.tmp.dirs",
            "plugin.classloader.parent-first-patterns.default",
            "classloader.parent-first-patterns.additional",
            "fs.overwrite-files",
            "s3.secret-key",
            "metrics.reporters",
            "akka.ask.timeout",
            "pekko.ask.timeout",
            "python.client.executable",
        ] {
            assert!(refusing_rule(key).is_some(), "{key}");
        }
    }

    #[test]
    fn what_tunes_a_job_is_allowed() {
        for key in [
            "",
            "parallelism.default",
            "pipeline.name",
            "pipeline.max-parallelism",
            "pipeline.jarsx",
            "execution.runtime-mode",
            "execution.checkpointing.interval",
            "execution.targets",
            "table.exec.mini-batch.enabled",
            "table.local-time-zone",
            "state.backend.type",
            "restart-strategy.type",
            "sql-client.execution.result-mode",
            "restart",
            "webhook",
            "my.variable",
            "äöü",
        ] {
            assert_eq!(refusing_rule(key), None, "{key}");
        }
    }
}
