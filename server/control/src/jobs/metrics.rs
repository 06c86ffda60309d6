//! The numbers of a running job, from what its cluster tells.
//!
//! In the steady state a job is asked once for itself and once for each of its vertices, up to a cap; a cluster is asked
//! once for all its TaskManagers. What Flink calls a metric that belongs to an operator is found out once for a run.

use super::gauges::{Gauged, Gauges, Shape};
use chrono::{DateTime, Utc};
use engine::rest::{Aggregate, Checkpoints, JobDetail, RestReader};
use futures::{StreamExt, stream};
use model::{JobMetric, MetricValues, RunId, SessionClusterId, flink::FlinkJobId};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::time::Instant;

/// Vertices of a job that are asked about: each is a call. What comes after them is not measured.
const MOST_VERTICES: usize = 32;
/// Of the vertices of a job so many are asked about at the same time.
const AT_ONCE: usize = 2;
/// Operators of a vertex that are asked about by name.
const MOST_OPERATORS: usize = 16;

/// How long Flink may collect.
const COLLECTS: Duration = Duration::from_secs(1);

pub(super) const IN: &str = "numRecordsInPerSecond";
pub(super) const OUT: &str = "numRecordsOutPerSecond";
pub(super) const BUSY: &str = "busyTimeMsPerSecond";
pub(super) const BACKPRESSURED: &str = "backPressuredTimeMsPerSecond";
const WATERMARK: &str = "currentInputWatermark";
const PENDING: &str = "pendingRecords";
const RESTARTS: &str = "numRestarts";
const HEAP: &str = "Status.JVM.Memory.Heap.Used";
/// In nanoseconds. The load that Flink has too is -1 where a process may not look around, as on the engine of this host.
const WORKED: &str = "Status.JVM.CPU.Time";

/// Times as Flink counts them are before this; it has greater ones for the end of the input.
const END_OF_TIME: f64 = 1e15;

type Aggregates = BTreeMap<String, Aggregate>;

/// What is the same for all jobs of a cluster.
///
/// # Errors
/// When the cluster cannot be asked.
pub(super) async fn of_cluster(
    (reader, gauges): (&RestReader, &Gauges),
    cluster: SessionClusterId,
) -> engine::Result<MetricValues> {
    // Flink begins to collect when it is asked, and meanwhile tells what it knows: what it knew when it was asked last.
    reader.taskmanager_metrics(&[HEAP, WORKED]).await?;
    tokio::time::sleep(COLLECTS).await;
    let told = reader.taskmanager_metrics(&[HEAP, WORKED]).await?;
    let heap = told.get(HEAP).and_then(|heap| heap.sum);
    let worked = told.get(WORKED).and_then(|worked| worked.sum);
    let processors = worked.and_then(|worked| gauges.processors(cluster, worked, Instant::now()));
    Ok(MetricValues::default().with(JobMetric::Heap, heap).with(JobMetric::Cpu, processors))
}

/// With what a job's checkpoints say.
pub(super) fn with_checkpoints(numbers: MetricValues, checkpoints: &Checkpoints, now: DateTime<Utc>) -> MetricValues {
    let Some(newest) = &checkpoints.latest.completed else { return numbers };
    let completed = newest.latest_ack_timestamp.or(newest.trigger_timestamp);
    let age = completed.map(|at| (now.timestamp_millis() - at).max(0) as f64);
    numbers
        .with(JobMetric::CheckpointAge, age)
        .with(JobMetric::CheckpointDuration, newest.end_to_end_duration.map(|ms| ms as f64))
        .with(JobMetric::CheckpointSize, newest.state_size.map(|bytes| bytes as f64))
}

/// With what a job and its vertices say.
///
/// # Errors
/// When the cluster cannot be asked, or does not know the job.
pub(super) async fn with_vertices(
    numbers: MetricValues,
    (reader, gauges): (&RestReader, &Gauges),
    (run, job): (RunId, FlinkJobId),
    now: DateTime<Utc>,
) -> engine::Result<MetricValues> {
    let told = reader.job_metrics(job, &[RESTARTS]).await?;
    let shape = match gauges.shape(run, Instant::now()) {
        Some(shape) => shape,
        None => found(reader, gauges, (run, job)).await?,
    };
    let asked: Vec<_> = shape.0.iter().map(|part| part.told(reader, job)).collect();
    let told_of: Vec<Aggregates> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    let parts: Vec<(&Gauged, &Aggregates)> = shape.0.iter().zip(&told_of).collect();
    Ok(summed(numbers, &parts, now).with(JobMetric::Restarts, told.get(RESTARTS).copied()))
}

/// What the parts of a job say together.
fn summed(numbers: MetricValues, parts: &[(&Gauged, &Aggregates)], now: DateTime<Utc>) -> MetricValues {
    let worst = |name: &str| {
        let shares = parts.iter().filter_map(|(_, told)| share(told, name));
        shares.reduce(f64::max)
    };
    let watermarks = parts.iter().filter(|(part, _)| !part.is_source).filter_map(|(_, told)| told.get(WATERMARK)?.min);
    let behind = watermarks.filter(|at| *at > 0.0 && *at < END_OF_TIME).reduce(f64::min);
    let read = parts.iter().filter(|(part, _)| part.is_source).filter_map(|(part, told)| read(part, told));
    let written = parts.iter().filter(|(part, _)| part.is_sink).filter_map(|(part, told)| written(part, told));
    let pending = parts.iter().filter_map(|(part, told)| sum(&part.pending, told));
    numbers
        .with(JobMetric::RecordsIn, total(read))
        .with(JobMetric::RecordsOut, total(written))
        .with(JobMetric::Busy, worst(BUSY))
        .with(JobMetric::Backpressured, worst(BACKPRESSURED))
        .with(JobMetric::WatermarkLag, behind.map(|at| now.timestamp_millis() as f64 - at))
        .with(JobMetric::Pending, total(pending))
}

/// What the sources of a vertex read; where they do not tell, what leaves the vertex.
fn read(part: &Gauged, told: &Aggregates) -> Option<f64> {
    sum(&part.read, told).or_else(|| most(told.get(IN)?.sum, told.get(OUT)?.sum))
}

/// What reaches the sinks of a vertex; where they do not tell, what comes into the vertex.
fn written(part: &Gauged, told: &Aggregates) -> Option<f64> {
    sum(&part.written, told).or_else(|| most(told.get(OUT)?.sum, told.get(IN)?.sum))
}

/// Flink counts at a vertex' side only what passes between vertices, and has 0 for the other one.
fn most(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some(one?.max(other?))
}

fn sum(names: &[String], told: &Aggregates) -> Option<f64> {
    total(names.iter().filter_map(|name| told.get(name)?.sum))
}

/// The sum; nothing of nothing.
fn total(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    numbers.reduce(|sum, number| sum + number)
}

/// That of the subtask that has most; Flink counts milliseconds in a second.
pub(super) fn share(told: &Aggregates, name: &str) -> Option<f64> {
    let most = told.get(name)?.max?;
    Some((most / 1000.0).clamp(0.0, 1.0))
}

/// Finds out of which parts a job is made. It is remembered once all names are known, which takes Flink some seconds.
async fn found(reader: &RestReader, gauges: &Gauges, (run, job): (RunId, FlinkJobId)) -> engine::Result<Arc<Shape>> {
    let mut shape = shape(&reader.job(job).await?);
    let mut is_known = !shape.0.is_empty();
    for part in &mut shape.0 {
        let names = reader.vertex_metric_names(job, &part.vertex).await?;
        is_known &= !names.is_empty();
        part.know(&names);
    }
    let shape = Arc::new(shape);
    if is_known {
        gauges.remember(run, shape.clone(), Instant::now());
    }
    Ok(shape)
}

/// The parts of a job, as its plan has them.
fn shape(detail: &JobDetail) -> Shape {
    let nodes = &detail.plan.nodes;
    let is_source = |id: &str| nodes.iter().any(|node| node.id == id && node.inputs.is_empty());
    let is_read = |id: &str| nodes.iter().any(|node| node.inputs.iter().any(|input| input.id == id));
    let parts = detail.vertices.iter().take(MOST_VERTICES).map(|vertex| Gauged {
        is_source: is_source(&vertex.id),
        is_sink: !is_read(&vertex.id),
        vertex: vertex.id.clone(),
        ..Gauged::default()
    });
    Shape(parts.collect())
}

impl Gauged {
    /// Finds the operators that read and write outside of Flink: `Source: a[1]`, and `Sink: b[2]` or `b[2]: Writer`, in
    /// which Flink puts `_` for what it does not like.
    fn know(&mut self, names: &[String]) {
        let of = |metric: &str, is_it: &dyn Fn(&str) -> bool| {
            let operators = names.iter().filter(|name| {
                let operator = name.strip_suffix(metric).and_then(|operator| operator.strip_suffix('.'));
                // In a question names stand between commas.
                operator.is_some_and(is_it) && !name.contains(',')
            });
            operators.take(MOST_OPERATORS).cloned().collect()
        };
        let known = [IN, OUT, BUSY, BACKPRESSURED, WATERMARK].map(str::to_owned);
        self.asked = known.into_iter().filter(|name| names.contains(name)).collect();
        if self.is_source {
            self.read = of(OUT, &|operator| operator.starts_with("Source__"));
            self.pending = of(PENDING, &|_| true);
        }
        if self.is_sink {
            self.written = of(IN, &|operator| operator.starts_with("Sink__") || operator.ends_with("__Writer"));
        }
    }

    async fn told(&self, reader: &RestReader, job: FlinkJobId) -> Aggregates {
        reader.vertex_metrics(job, &self.vertex, &self.names()).await.unwrap_or_default()
    }

    /// What it is asked for.
    fn names(&self) -> Vec<&str> {
        let all = [&self.asked, &self.read, &self.written, &self.pending].into_iter().flatten();
        all.map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::rest::Checkpoint;
    use serde_json::json;

    fn told(values: serde_json::Value) -> Aggregates {
        serde_json::from_value(values).unwrap()
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000).unwrap()
    }

    #[test]
    fn a_job_is_as_busy_as_its_worst_part_and_as_far_as_the_one_that_is_furthest_behind() {
        let source = Gauged { is_source: true, pending: vec!["Source__a.pendingRecords".into()], ..Gauged::default() };
        let sink = Gauged { is_sink: true, ..Gauged::default() };
        let first = told(json!({
            IN: { "sum": 0.0 }, OUT: { "sum": 40.0 }, BUSY: { "max": 250.0 }, WATERMARK: { "min": 1.0 },
            "Source__a.pendingRecords": { "sum": 9.0 },
        }));
        let last = told(json!({
            IN: { "sum": 30.0 }, OUT: { "sum": 0.0 }, BUSY: { "max": 2000.0 }, BACKPRESSURED: { "avg": 1.0 },
            WATERMARK: { "min": 1_799_999_990_000.0 },
        }));
        let numbers = summed(MetricValues::default(), &[(&source, &first), (&sink, &last)], now());
        let expected = MetricValues::default()
            .with(JobMetric::RecordsIn, Some(40.0))
            .with(JobMetric::RecordsOut, Some(30.0))
            .with(JobMetric::Busy, Some(1.0))
            .with(JobMetric::WatermarkLag, Some(10_000.0))
            .with(JobMetric::Pending, Some(9.0));
        assert_eq!(numbers, expected);
    }

    #[test]
    fn no_watermark_and_the_end_of_the_input_are_no_lag() {
        let part = Gauged::default();
        for mark in [i64::MIN as f64, i64::MAX as f64, 0.0] {
            let said = told(json!({ WATERMARK: { "min": mark } }));
            assert_eq!(summed(MetricValues::default(), &[(&part, &said)], now()), MetricValues::default(), "{mark}");
        }
    }

    #[test]
    fn what_sources_read_and_what_reaches_sinks_is_asked_by_the_names_of_their_operators() {
        let names = [
            "numRecordsInPerSecond",
            "Source__a[1].numRecordsOutPerSecond",
            "Source__a[1].pendingRecords",
            "Calc[2].numRecordsOutPerSecond",
            "b[3]__Writer.numRecordsInPerSecond",
            "Sink__c[4].numRecordsInPerSecond",
        ];
        let mut part = Gauged { is_source: true, is_sink: true, ..Gauged::default() };
        part.know(&names.map(str::to_owned));
        assert_eq!((part.read, part.pending), (vec![names[1].to_owned()], vec![names[2].to_owned()]));
        assert_eq!(part.written, [names[4], names[5]]);
        let mut middle = Gauged::default();
        middle.know(&names.map(str::to_owned));
        assert_eq!((middle.asked.as_slice(), middle.read.len(), middle.written.len()), (&[IN.to_owned()][..], 0, 0));
    }

    #[test]
    fn one_task_that_reads_and_writes_is_source_and_sink() {
        let vertex = |id: &str| json!({ "id": id, "name": id, "parallelism": 1, "status": "RUNNING" });
        let detail = |plan: serde_json::Value, vertices: &[&str]| -> JobDetail {
            let vertices: Vec<_> = vertices.iter().map(|id| vertex(id)).collect();
            serde_json::from_value(json!({
                "jid": "92b6735deda398222076cd63d46433db", "name": "n", "state": "RUNNING",
                "vertices": vertices, "plan": { "nodes": plan },
            }))
            .unwrap()
        };
        let ends = |detail: &JobDetail| -> Vec<_> {
            shape(detail).0.iter().map(|part| (part.is_source, part.is_sink)).collect()
        };
        assert_eq!(ends(&detail(json!([{ "id": "a" }]), &["a"])), [(true, true)]);
        let plan = json!([{ "id": "a" }, { "id": "b", "inputs": [{ "id": "a" }] }]);
        assert_eq!(ends(&detail(plan, &["a", "b"])), [(true, false), (false, true)]);
        let many: Vec<String> = (0..99).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(shape(&detail(json!([]), &many)).0.len(), MOST_VERTICES);
    }

    #[test]
    fn the_age_of_a_checkpoint_is_counted_from_its_end_and_never_from_the_future() {
        let at = |at| Checkpoints {
            latest: engine::rest::LatestCheckpoints {
                completed: Some(Checkpoint {
                    latest_ack_timestamp: Some(at),
                    state_size: Some(7),
                    ..Checkpoint::default()
                }),
                ..Default::default()
            },
            ..Checkpoints::default()
        };
        let age = |at_ms| with_checkpoints(MetricValues::default(), &at(at_ms), now()).get(JobMetric::CheckpointAge);
        assert_eq!((age(1_799_999_999_000), age(1_800_000_000_001)), (Some(1000.0), Some(0.0)));
        assert_eq!(with_checkpoints(MetricValues::default(), &Checkpoints::default(), now()), MetricValues::default());
    }
}
