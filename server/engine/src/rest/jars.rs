//! Jars at a JobManager: uploaded, run, deleted. It forgets them when it ends.

use super::{Plan, RestOperator, RestReader, lenient, multipart};
use crate::{Error, error::Result, gateway::is_duplicate_job};
use http::Method;
use model::flink::{Failure, FlinkJobId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, time::Duration};
use tokio::io::AsyncRead;

/// How long a jar of the greatest size may take to come over.
const UPLOAD: Duration = Duration::from_secs(600);
/// A jar's main method runs until it has made its job.
const RUN: Duration = Duration::from_secs(180);

/// A jar that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UploadedJar {
    /// What it is asked for by.
    pub id: String,
    /// The name it was uploaded with.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// When, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub uploaded: Option<i64>,
    /// The programs that its manifest names.
    #[serde(rename = "entry", default, deserialize_with = "lenient::list")]
    pub entries: Vec<JarEntry>,
}

/// A program in a jar.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct JarEntry {
    /// Its main class.
    pub name: String,
    /// What it says of itself.
    #[serde(default, deserialize_with = "lenient::maybe_text")]
    pub description: Option<String>,
}

/// How a jar is run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunJar {
    /// The main class; without one, that of the manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry_class: Option<String>,
    /// The program's arguments.
    #[serde(rename = "programArgsList")]
    pub arguments: Vec<String>,
    /// How many of each part run at once, where the program does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<u32>,
    /// The id of its job, recorded before, so that a repeated run is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<FlinkJobId>,
    /// The savepoint or checkpoint its job begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub savepoint_path: Option<String>,
    /// True when state that belongs to no operator any more may be left behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_non_restored_state: Option<bool>,
    /// Settings for this run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub flink_configuration: BTreeMap<String, String>,
}

impl RestReader {
    /// The jars that were uploaded.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn jars(&self) -> Result<Vec<UploadedJar>> {
        #[derive(Deserialize)]
        struct Jars {
            #[serde(deserialize_with = "lenient::list")]
            files: Vec<UploadedJar>,
        }
        Ok(self.get::<Jars>("a list of jars", &["jars"]).await?.files)
    }
}

impl RestOperator {
    /// Uploads a jar (bytes, or an open file) of at most 256 MiB, and gives its id. Each upload has an id of its own.
    ///
    /// # Errors
    /// [`Error::Jar`] when it cannot be read or is too long, and whatever else can go wrong.
    pub async fn upload_jar(&self, name: &str, content: impl AsyncRead + Unpin) -> Result<String> {
        #[derive(Deserialize)]
        struct Uploaded {
            filename: String,
        }
        let form = multipart::of_jar(name, content).await.map_err(Error::Jar)?;
        let link = &self.reader.link;
        let call = link.call_with(Method::POST, &["jars", "upload"], form.content_type, form.body)?.within(UPLOAD);
        let answer = link.json::<Uploaded>("an uploaded jar", call).await?;
        match answer.filename.rsplit(['/', '\\']).next() {
            Some(id) if id.ends_with(".jar") => Ok(id.to_owned()),
            _ => Err(Error::nonsense("the name of an uploaded jar", answer.filename.as_bytes())),
        }
    }

    /// Runs a jar's program until it has submitted its job, and gives the job's id.
    ///
    /// # Errors
    /// [`Error::DuplicateJob`] when a job of the chosen id was submitted before, [`Error::NotFound`] when the jar is
    /// gone, [`Error::BadRequest`] when its program threw or made no job, [`Error::Failed`] when it has no such class,
    /// and whatever else can go wrong. After [`Error::Unreachable`] the job may run.
    pub async fn run_jar(&self, jar: &str, run: &RunJar) -> Result<FlinkJobId> {
        #[derive(Deserialize)]
        struct Started {
            #[serde(rename = "jobid")]
            job: FlinkJobId,
        }
        Ok(self.with_jar::<Started>("the id of a job", jar, "run", run).await?.job)
    }

    /// Runs a jar's program as far as its plan; no job is submitted, but the program's own acts are done.
    ///
    /// # Errors
    /// As [`RestOperator::run_jar`].
    pub async fn jar_plan(&self, jar: &str, run: &RunJar) -> Result<Plan> {
        #[derive(Deserialize)]
        struct Planned {
            plan: Plan,
        }
        Ok(self.with_jar::<Planned>("a job's plan", jar, "plan", run).await?.plan)
    }

    /// Deletes a jar; one that is gone is deleted.
    ///
    /// # Errors
    /// Whatever can go wrong.
    pub async fn delete_jar(&self, jar: &str) -> Result<()> {
        let link = &self.reader.link;
        match link.json::<serde_json::Value>("a deleted jar", link.call(Method::DELETE, &["jars", jar])).await {
            Ok(_) | Err(Error::NotFound(_)) => Ok(()),
            // That is how Flink says that it has no such jar.
            Err(Error::BadRequest(failure)) if failure.root_cause.contains("does not exist") => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn with_jar<T: DeserializeOwned>(
        &self,
        expected: &'static str,
        jar: &str,
        act: &str,
        run: &RunJar,
    ) -> Result<T> {
        let link = &self.reader.link;
        let call = link.call(Method::POST, &["jars", jar, act]).json(run)?.within(RUN);
        link.json(expected, call).await.map_err(|error| match error {
            Error::BadRequest(failure) | Error::Failed(failure) if is_duplicate_job(&failure) => Error::DuplicateJob,
            Error::Failed(failure) if is_missing(&failure) => Error::NotFound(failure),
            error => error,
        })
    }
}

/// True when Flink says that it has no such jar. A program that throws is a bad request, whatever it says.
fn is_missing(failure: &Failure) -> bool {
    failure.class.ends_with(".RestHandlerException") && failure.root_cause.ends_with("does not exist")
}
