//! Running a jar's program: the jar goes to the JobManager, which runs its `main` with the rights that the engine has.

use super::{
    Halt,
    resolve::Resolved,
    steps::{Carrier, PAUSE, answer},
};
use crate::engines::Reached;
use engine::rest::{RestOperator, RunJar};
use futures::TryStreamExt;
use model::{ClassName, flink::Failure};
use serde_json::Value;
use std::{collections::BTreeMap, io};
use store::{Run, RunnableJar};
use tokio_util::io::StreamReader;

const NAME: &str = "pipeline.name";
/// How often something is tried again that did not reach the cluster.
const TRIES: u32 = 3;

/// A jar with everything that its program is given.
#[derive(Debug)]
pub(super) struct JarWork {
    pub(super) jar: RunnableJar,
    /// None for the one that the manifest names.
    pub(super) entry_class: Option<ClassName>,
    /// With the values of their variables.
    pub(super) arguments: Vec<String>,
}

impl Carrier<'_> {
    /// Brings the jar to the JobManager, runs its program until that has made its job, and takes the jar away again.
    pub(super) async fn submit_jar(
        &self,
        work: &JarWork,
        resolved: &Resolved,
        (run, drops_unclaimed): (&Run, bool),
        reached: &Reached,
    ) -> Result<(), Halt> {
        let rest = reached.rest();
        let how = how(work, resolved, (run, drops_unclaimed));
        let jar = self.step("upload", self.uploaded(&rest, work, run)).await?;
        let done = self.step("submit", self.run((&rest, &jar), (work, &how), (run, reached))).await;
        // The job has a copy of its own. But where it is not known what the program does, it may still be reading the jar.
        if !matches!(done, Err(Halt::Abandoned(_) | Halt::Left))
            && let Err(error) = rest.delete_jar(&jar).await
        {
            tracing::warn!(%error, jar, "a jar could not be taken away from its cluster: it stays until that ends");
        }
        done
    }

    /// The id of the jar on the cluster. One that a carrier brought who was lost since is taken as it is: it has the id of the
    /// run in its name, and appears only when it is whole.
    async fn uploaded(&self, rest: &RestOperator, work: &JarWork, run: &Run) -> Result<String, Halt> {
        let prefix = format!("{}-", run.flink_job_id);
        let mut tries = 0;
        loop {
            let there = answer(|| rest.reader().jars()).await.map_err(|error| refused(&error))?;
            if let Some(known) = there.into_iter().find(|jar| jar.name.starts_with(&prefix)) {
                return Ok(known.id);
            }
            tries += 1;
            let content = self.shared.store.files().stream(&work.jar.version.sha256).await?;
            let content = StreamReader::new(content.map_err(io::Error::other));
            match rest.upload_jar(&format!("{prefix}{}", work.jar.name), content).await {
                Ok(id) => return Ok(id),
                Err(error) if error.is_transient() && tries < TRIES => tokio::time::sleep(PAUSE).await,
                Err(error) => return Err(refused(&error)),
            }
        }
    }

    async fn run(
        &self,
        (rest, jar): (&RestOperator, &str),
        (work, how): (&JarWork, &RunJar),
        (run, reached): (&Run, &Reached),
    ) -> Result<(), Halt> {
        let mut tries = 0;
        loop {
            tries += 1;
            let error = match rest.run_jar(jar, how).await {
                Ok(job) if job == run.flink_job_id => return Ok(()),
                Ok(_) => return Err(Halt::failed("wrong_job_id", [])),
                Err(error) => error,
            };
            match &error {
                // A carrier that was thought to be lost was faster.
                engine::Error::DuplicateJob => return Ok(()),
                engine::Error::BadRequest(failure) | engine::Error::Failed(failure) => {
                    self.undo(run, reached).await?;
                    return Err(why(failure, work));
                }
                _ if never_arrived(&error) && tries < TRIES => tokio::time::sleep(PAUSE).await,
                // It may run, and what it does beside making its job is not to be done twice.
                _ if self.is_known(reached, run.flink_job_id).await? => return Ok(()),
                _ => return Err(Halt::silent(&error)),
            }
        }
    }

    /// Ends the job that a program made before it failed: nobody expects that to run.
    async fn undo(&self, run: &Run, reached: &Reached) -> Result<(), Halt> {
        if !self.is_known(reached, run.flink_job_id).await? {
            return Ok(());
        }
        let rest = reached.rest();
        match answer(|| rest.cancel_job(run.flink_job_id)).await {
            Ok(()) | Err(engine::Error::NotFound(_) | engine::Error::Conflict(_)) => self.over(reached, run).await,
            Err(error) => Err(Halt::silent(&error)),
        }
    }
}

fn how(work: &JarWork, resolved: &Resolved, (run, drops_unclaimed): (&Run, bool)) -> RunJar {
    let name = [(NAME.to_owned(), resolved.job.name.clone())];
    RunJar {
        entry_class: work.entry_class.as_ref().map(ClassName::to_string),
        arguments: work.arguments.clone(),
        parallelism: resolved.job.settings.parallelism,
        job_id: Some(run.flink_job_id),
        savepoint_path: run.restored_from.clone(),
        allow_non_restored_state: Some(drops_unclaimed),
        flink_configuration: resolved.configuration.clone().into_iter().chain(name).collect::<BTreeMap<_, _>>(),
    }
}

/// True when nothing was begun.
fn never_arrived(error: &engine::Error) -> bool {
    use egress::Error::{Connect, Resolve};
    match error {
        engine::Error::Unavailable { .. } => true,
        engine::Error::Unreachable(error) => matches!(error, Connect { .. } | Resolve { .. }),
        _ => false,
    }
}

fn refused(error: &engine::Error) -> Halt {
    match error {
        // A cluster may be told to take none (`web.submit.enable`).
        engine::Error::NotFound(_) => Halt::failed("jars_refused", []),
        error => Halt::engine(error),
    }
}

/// Why a program made no job, or not one.
fn why(failure: &Failure, work: &JarWork) -> Halt {
    let said: Value = failure.root_cause.clone().into();
    let class = work.entry_class.as_ref().or(work.jar.version.main_class.as_ref());
    let class: Value = class.map(ClassName::to_string).unwrap_or_default().into();
    let is = |words: &str| failure.trace.contains(words);
    if is("No jobs included in application") {
        return Halt::failed("no_job", [("class", class)]);
    }
    if is("Cannot have more than one execute") {
        return Halt::failed("several_jobs", []);
    }
    if is("entry point class") || is("'program-class' entry was found") || is("does not have a main(String[])") {
        return Halt::failed("no_entry_class", [("class", class), ("said", said)]);
    }
    Halt::failed("program_threw", [("class", class), ("said", said)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_began_nothing_is_tried_again() {
        assert!(never_arrived(&engine::Error::Unavailable { said: String::new() }));
        assert!(!never_arrived(&engine::Error::DuplicateJob));
    }
}
