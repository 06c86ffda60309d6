//! Looking inside a run: what its cluster says of it at the moment somebody asks. Nothing of it is kept.

use super::{
    halt::Halt,
    masking::Masking,
    metrics::{BACKPRESSURED, BUSY, IN, OUT, share},
};
use crate::{Control, Error, shared::Shared};
use chrono::{DateTime, Utc};
use engine::{
    Error as EngineError,
    rest::{Aggregate, Checkpoints, JobDetail, JobExceptions, RestReader, Throughput, Vertex},
};
use futures::{StreamExt, stream};
use model::flink::FlinkJobId;
use serde_json::Value;
use std::{collections::BTreeMap, time::Duration};
use store::Run;
use tokio::time::timeout;

/// A reader waits so long for a cluster.
const PATIENCE: Duration = Duration::from_secs(10);
/// Failures that are asked for.
const MOST_EXCEPTIONS: usize = 10;
/// Of those at the same time in other tasks, for each: mostly they say the same.
const MOST_CONCURRENT: usize = 4;
/// Vertices whose numbers are asked for: each is a call.
const MOST_MEASURED: usize = 64;
/// Vertices whose numbers are asked for at the same time.
const AT_ONCE: usize = 8;

/// A part of a job: operators that run together.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The names of its operators.
    pub name: String,
    /// What it is doing, as Flink says it.
    pub status: String,
    /// How many of it run at once.
    pub parallelism: u32,
    /// What went through.
    pub throughput: Throughput,
    /// How long it has run, in milliseconds.
    pub duration: Option<i64>,
    /// How much of its time the busiest subtask works, from 0 to 1.
    pub busy: Option<f64>,
    /// How much of its time the worst subtask waits for those after it, from 0 to 1.
    pub backpressured: Option<f64>,
    /// Records that come in, in a second.
    pub records_in: Option<f64>,
    /// Records that go out, in a second.
    pub records_out: Option<f64>,
    /// How many times as much as on the average comes to the subtask that gets most; of a source, leaves it.
    pub skew: Option<f64>,
}

/// That a part of a job reads from another one; both are named by their place among the parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskEdge {
    /// What is read.
    pub from: usize,
    /// What reads.
    pub to: usize,
    /// How records find their subtask, as Flink says it: `HASH`.
    pub ship: String,
}

/// The parts of a job, and how they hang together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskGraph {
    /// The parts, from sources to sinks.
    pub tasks: Vec<Task>,
    /// What reads from what.
    pub edges: Vec<TaskEdge>,
}

/// Why nothing can be said of the inside of a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Blind {
    /// The cluster answers, and does not know the job: it ended a while ago, or under a JobManager that is gone.
    #[error("the cluster does not know the job any more")]
    Forgotten,
    /// The cluster cannot be asked.
    #[error("the cluster cannot be asked")]
    Silent {
        /// A code and its parameters, as in the record of an operation.
        reason: Value,
        /// When the cluster was seen last.
        seen_at: Option<DateTime<Utc>>,
    },
    /// What we remember could not be read.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Control {
    /// The parts of a job, from its sources to its sinks.
    ///
    /// # Errors
    /// As said at [`Blind`].
    pub async fn tasks_of(&self, run: &Run) -> Result<TaskGraph, Blind> {
        let job = run.flink_job_id;
        let (masking, mut graph) = look(self.shared(), run, async |reader| graph(&reader, job).await).await?;
        graph.tasks.iter_mut().for_each(|task| task.name = masking.text(&task.name));
        graph.edges.iter_mut().for_each(|edge| edge.ship = masking.text(&edge.ship));
        Ok(graph)
    }

    /// What went wrong in a job, newest first, without the values of secret variables.
    ///
    /// # Errors
    /// As said at [`Blind`].
    pub async fn exceptions_of(&self, run: &Run) -> Result<JobExceptions, Blind> {
        exceptions(self.shared(), run).await
    }

    /// The checkpoints of a job; `None` for one that takes none.
    ///
    /// # Errors
    /// As said at [`Blind`].
    pub async fn checkpoints_of(&self, run: &Run) -> Result<Option<Checkpoints>, Blind> {
        let job = run.flink_job_id;
        let ask = async |reader: RestReader| match reader.checkpoints(job).await {
            // The job may be unknown too, which asking for its state tells.
            Err(EngineError::NotFound(_)) => reader.job_status(job).await.map(|_| None),
            answer => answer.map(Some),
        };
        let (masking, checkpoints) = look(self.shared(), run, ask).await?;
        Ok(checkpoints.map(|checkpoints| masking.checkpoints(checkpoints)))
    }
}

/// What went wrong in a job, without the values of secret variables.
pub(super) async fn exceptions(shared: &Shared, run: &Run) -> Result<JobExceptions, Blind> {
    let job = run.flink_job_id;
    let ask = async |reader: RestReader| reader.exceptions(job, MOST_EXCEPTIONS).await;
    let (masking, mut exceptions) = look(shared, run, ask).await?;
    for entry in &mut exceptions.history {
        exceptions.truncated |= entry.concurrent.len() > MOST_CONCURRENT;
        entry.concurrent.truncate(MOST_CONCURRENT);
    }
    Ok(masking.exceptions(exceptions))
}

/// Asks the cluster of a run, and says what must be taken out of the answer.
async fn look<T, F>(shared: &Shared, run: &Run, ask: impl FnOnce(RestReader) -> F) -> Result<(Masking, T), Blind>
where
    F: Future<Output = engine::Result<T>>,
{
    look_within(shared, run, PATIENCE, ask).await
}

/// The same, with more patience or less.
pub(super) async fn look_within<T, F>(
    shared: &Shared,
    run: &Run,
    patience: Duration,
    ask: impl FnOnce(RestReader) -> F,
) -> Result<(Masking, T), Blind>
where
    F: Future<Output = engine::Result<T>>,
{
    let masking = Masking::of(shared, run.project_id).await?;
    let answer = async {
        let reached = shared.engines.reach(run.cluster_id).await?;
        Ok(ask(reached.rest().reader().clone()).await?)
    };
    let why = match timeout(patience, answer).await {
        Ok(Ok(answer)) => return Ok((masking, answer)),
        Ok(Err(Error::Engine(EngineError::NotFound(_)))) => return Err(Blind::Forgotten),
        Ok(Err(Error::Store(store::Error::Missing))) => Halt::failed("cluster_gone", []),
        Ok(Err(Error::Store(error))) => return Err(error.into()),
        Ok(Err(error)) => Halt::from(error).with_texts(|text| masking.text(text)),
        Err(_) => Halt::failed("no_answer", [("seconds", patience.as_secs().into())]),
    };
    // When it was seen last is good to know, and no more than that.
    let details = shared.store.connection_details(&shared.scope, run.cluster_id).await;
    let seen_at = details.ok().and_then(|details| details.cluster.seen_at);
    Err(Blind::Silent { reason: why.reason().unwrap_or_default(), seen_at })
}

async fn graph(reader: &RestReader, job: FlinkJobId) -> engine::Result<TaskGraph> {
    let detail = reader.job(job).await?;
    // What is over is not measured any more.
    let measured = if detail.state.is_terminal() { 0 } else { MOST_MEASURED };
    let ids: Vec<String> = detail.vertices.iter().take(measured).map(|vertex| vertex.id.clone()).collect();
    let numbers = stream::iter(ids)
        .map(async |id| reader.vertex_metrics(job, &id, &[BUSY, BACKPRESSURED, IN, OUT]).await.unwrap_or_default());
    let numbers: Vec<_> = numbers.buffered(AT_ONCE).collect().await;
    let numbers = numbers.into_iter().chain(std::iter::repeat_with(BTreeMap::new));
    let edges = edges(&detail);
    let tasks = detail.vertices.into_iter().zip(numbers).map(|(vertex, numbers)| task(vertex, &numbers)).collect();
    Ok(TaskGraph { tasks, edges })
}

/// What reads from what, among the vertices that the job names.
fn edges(detail: &JobDetail) -> Vec<TaskEdge> {
    let place = |id: &str| detail.vertices.iter().position(|vertex| vertex.id == id);
    let read = detail.plan.nodes.iter().flat_map(|node| node.inputs.iter().map(move |input| (node, input)));
    let edges = read.filter_map(|(node, input)| {
        Some(TaskEdge { from: place(&input.id)?, to: place(&node.id)?, ship: input.ship_strategy.clone() })
    });
    edges.collect()
}

fn task(vertex: Vertex, numbers: &BTreeMap<String, Aggregate>) -> Task {
    Task {
        name: vertex.name,
        status: vertex.status,
        parallelism: vertex.parallelism,
        throughput: vertex.metrics,
        duration: vertex.duration,
        busy: share(numbers, BUSY),
        backpressured: share(numbers, BACKPRESSURED),
        records_in: numbers.get(IN).and_then(|records| records.sum),
        records_out: numbers.get(OUT).and_then(|records| records.sum),
        skew: skew(numbers.get(IN)).or_else(|| skew(numbers.get(OUT))),
    }
}

/// The greatest in terms of the mean; nothing where nothing goes through.
fn skew(records: Option<&Aggregate>) -> Option<f64> {
    let (most, mean) = records?.max.zip(records?.avg)?;
    (mean > 0.0).then(|| most / mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_a_second_is_that_of_the_worst_subtask() {
        let aggregate = |max| Aggregate { max, avg: Some(1.0), ..Aggregate::default() };
        let numbers = BTreeMap::from([(BUSY.to_owned(), aggregate(Some(250.0)))]);
        assert_eq!((share(&numbers, BUSY), share(&numbers, BACKPRESSURED)), (Some(0.25), None));
        let numbers =
            BTreeMap::from([(BUSY.to_owned(), aggregate(None)), (BACKPRESSURED.to_owned(), aggregate(Some(1003.0)))]);
        assert_eq!((share(&numbers, BUSY), share(&numbers, BACKPRESSURED)), (None, Some(1.0)));
    }
}
