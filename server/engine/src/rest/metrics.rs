//! Numbers of running jobs. Flink leaves out what it does not know, and so does this.
//!
//! A JobManager begins to collect when it is asked: the first answer is empty, later ones are up to ten seconds old
//! (`metrics.fetcher.update-interval`).

use super::{RestReader, lenient};
use crate::error::Result;
use http::Method;
use model::flink::FlinkJobId;
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// A metric over all subtasks of a vertex.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Aggregate {
    /// The smallest.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub min: Option<f64>,
    /// The largest.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub max: Option<f64>,
    /// All together.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub sum: Option<f64>,
    /// The mean.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub avg: Option<f64>,
}

/// How far a subtask is in event time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermark {
    /// The subtask, from 0.
    pub subtask: u32,
    /// In milliseconds since 1970; nothing as long as there is none, and the greatest number at the end of the input.
    pub value: Option<i64>,
}

impl RestReader {
    /// Metrics of a job by name, such as `numRestarts`; those without a number that can be shown are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember the job; else as said at
    /// [`RestReader`].
    pub async fn job_metrics(&self, job: FlinkJobId, names: &[&str]) -> Result<BTreeMap<String, f64>> {
        let metrics = self.metrics::<Metric>(&["jobs", &job.to_string(), "metrics"], &[("get", names)]).await?;
        Ok(metrics.into_iter().filter_map(|metric| Some((metric.id, metric.value?))).collect())
    }

    /// Metrics of a vertex over all its subtasks by name, such as `numRecordsInPerSecond`.
    ///
    /// # Errors
    /// As [`RestReader::job_metrics`].
    pub async fn vertex_metrics(
        &self,
        job: FlinkJobId,
        vertex: &str,
        names: &[&str],
    ) -> Result<BTreeMap<String, Aggregate>> {
        let path = ["jobs", &job.to_string(), "vertices", vertex, "subtasks", "metrics"];
        let query: [(&str, &[&str]); 2] = [("get", names), ("agg", &["min", "max", "sum", "avg"])];
        let metrics = self.metrics::<Aggregated>(&path, &query).await?;
        Ok(metrics.into_iter().map(|metric| (metric.id, metric.value)).collect())
    }

    /// The names of a vertex' metrics over all its subtasks; those of its operators have the operator's name before a dot.
    ///
    /// # Errors
    /// As [`RestReader::job_metrics`].
    pub async fn vertex_metric_names(&self, job: FlinkJobId, vertex: &str) -> Result<Vec<String>> {
        let path = ["jobs", &job.to_string(), "vertices", vertex, "subtasks", "metrics"];
        let metrics = self.metrics::<Metric>(&path, &[]).await?;
        Ok(metrics.into_iter().map(|metric| metric.id).collect())
    }

    /// Metrics over all TaskManagers by name, such as `Status.JVM.CPU.Load`.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn taskmanager_metrics(&self, names: &[&str]) -> Result<BTreeMap<String, Aggregate>> {
        let query: [(&str, &[&str]); 2] = [("get", names), ("agg", &["min", "max", "sum", "avg"])];
        let metrics = self.metrics::<Aggregated>(&["taskmanagers", "metrics"], &query).await?;
        Ok(metrics.into_iter().map(|metric| (metric.id, metric.value)).collect())
    }

    /// How far the subtasks of a vertex are in event time, in their order; empty for a source.
    ///
    /// # Errors
    /// As [`RestReader::job_metrics`].
    pub async fn watermarks(&self, job: FlinkJobId, vertex: &str) -> Result<Vec<Watermark>> {
        let path = ["jobs", &job.to_string(), "vertices", vertex, "watermarks"];
        let metrics = self.metrics::<Written>(&path, &[]).await?;
        let mut watermarks: Vec<Watermark> = metrics.iter().filter_map(Written::watermark).collect();
        watermarks.sort_by_key(|watermark| watermark.subtask);
        Ok(watermarks)
    }

    async fn metrics<T: DeserializeOwned>(&self, path: &[&str], query: &[(&str, &[&str])]) -> Result<Vec<T>> {
        #[derive(Deserialize)]
        #[serde(bound = "T: DeserializeOwned")]
        struct Metrics<T>(#[serde(deserialize_with = "lenient::list")] Vec<T>);
        // Without names Flink would list what there is; to ask for nothing is to be told nothing.
        if query.iter().any(|(_, values)| values.is_empty()) {
            return Ok(vec![]);
        }
        let mut url = self.link.url(path);
        for (key, values) in query {
            url.query_pairs_mut().append_pair(key, &values.join(","));
        }
        Ok(self.link.json::<Metrics<T>>("a list of metrics", self.link.call_to(Method::GET, url)).await?.0)
    }
}

#[derive(Deserialize)]
struct Metric {
    id: String,
    #[serde(default, deserialize_with = "lenient::maybe_float")]
    value: Option<f64>,
}

#[derive(Deserialize)]
struct Aggregated {
    id: String,
    #[serde(flatten)]
    value: Aggregate,
}

/// A whole number as text: a float would not hold it.
#[derive(Deserialize)]
struct Written {
    id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    value: String,
}

impl Written {
    /// Reads `3.currentInputWatermark`.
    fn watermark(&self) -> Option<Watermark> {
        let subtask = self.id.split('.').next()?.parse().ok()?;
        // Flink has the smallest number for none.
        let value = self.value.parse().ok().filter(|value| *value != i64::MIN);
        Some(Watermark { subtask, value })
    }
}
