//! Savepoints that are taken by themselves: of what, how many at a time, and after what people ask for.

use super::{TIME, Yard, hosts::moved_away};
use crate::{
    DeployFrom, Job, JobForm, JobOrder, NewHandsOff, NewSnapshot, ObservedJob, Outcome, Run,
    testing::{TestStore, desk::HOST, on_each_database, problems, request},
};
use chrono::TimeDelta;
use model::{Code, JobAct, JobSettings, Name, PeriodicSavepoints, RuntimeMode, SnapshotKind};
use serde_json::json;

const HOURLY: PeriodicSavepoints = PeriodicSavepoints { minutes: Some(60), kept: 3 };

/// A job that runs, beside others.
async fn running(yard: &Yard, store: &TestStore, name: &str) -> (Job, Run) {
    let job = yard.job(store, name).await;
    let (claim, run) = yard.deployed(store, &job, None).await;
    let seen = ObservedJob { job: run.flink_job_id, state: "RUNNING".into() };
    store.observe_run(&yard.desk.server, run.cluster_id, &seen).await.unwrap();
    yard.finish(store, &claim, Outcome::Succeeded).await;
    (job, run)
}

/// The same, with a savepoint every hour.
async fn hourly(yard: &Yard, store: &TestStore, name: &str) -> (Job, Run) {
    let (job, run) = running(yard, store, name).await;
    store.set_periodic_savepoints(&yard.desk.scope(), job.id, HOURLY, &request()).await.unwrap();
    (job, run)
}

async fn taken(yard: &Yard, store: &TestStore) -> Option<crate::OperationClaim> {
    let kinds = [JobAct::Savepoint, JobAct::Cancel, JobAct::DisposeSnapshot].map(JobAct::operation_kind);
    store.take_operation(&yard.desk.server, &kinds, HOST, TIME).await.unwrap()
}

on_each_database! {
    async fn a_few_are_asked_for_at_a_time_and_what_people_ask_for_is_done_first(store: TestStore) {
        let yard = Yard::new(&store).await;
        for name in ["A", "B", "C"] {
            hourly(&yard, &store, name).await;
        }
        store.wait(TimeDelta::minutes(61));
        for _ in 0..2 {
            store.keep_savepoints(&yard.desk.server).await.unwrap();
        }
        let (job, _) = running(&yard, &store, "D").await;
        yard.order(&store, &job, JobOrder::Cancel).await.unwrap();

        let first = taken(&yard, &store).await.unwrap();
        assert_eq!(first.operation.object_id, job.id.to_string(), "a person waits");
        let own = [taken(&yard, &store).await.unwrap(), taken(&yard, &store).await.unwrap()];
        assert!(own.iter().all(|claim| claim.operation.requested_by.is_none()));
        assert_eq!(taken(&yard, &store).await, None, "the third waits for the first two");
        yard.finish(&store, &own[0], Outcome::Succeeded).await;
        store.keep_savepoints(&yard.desk.server).await.unwrap();
        assert!(taken(&yard, &store).await.is_some());
    }

    async fn none_is_taken_of_a_batch_job(store: TestStore) {
        let yard = Yard::new(&store).await;
        let settings = JobSettings { mode: RuntimeMode::Batch, ..yard.form.settings.clone() };
        let form = JobForm { settings, ..yard.form.clone() };
        let job = store.create_job(&yard.desk.scope(), &form, &request()).await.unwrap();
        let refused = store.set_periodic_savepoints(&yard.desk.scope(), job.id, HOURLY, &request()).await;
        assert_eq!(problems(refused), [Code::BatchHasNoSavepoints]);

        // Nor when only the script says so.
        let job = yard.job(&store, "By its script").await;
        store.set_periodic_savepoints(&yard.desk.scope(), job.id, HOURLY, &request()).await.unwrap();
        yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
        let claim = yard.take(&store, JobAct::Deploy).await;
        let run = yard.begun_as(&store, &job, &claim, (None, json!({"version": 1, "mode": "batch"}))).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        store.wait(TimeDelta::minutes(61));
        store.keep_savepoints(&yard.desk.server).await.unwrap();
        assert_eq!(taken(&yard, &store).await, None);
    }

    async fn hands_off_the_cluster_where_a_job_runs_keep_it_from_savepoints(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, run) = hourly(&yard, &store, "Orders").await;
        moved_away(&yard, &store, &job).await;
        store.wait(TimeDelta::minutes(61));
        let manage = yard.desk.admin.allow().unwrap();
        let held = NewHandsOff { reason: Name::parse("Maintenance").unwrap(), until: None };
        store.set_cluster_hands_off(&manage, run.cluster_id, Some(&held), &request()).await.unwrap();
        store.keep_savepoints(&yard.desk.server).await.unwrap();
        assert_eq!(taken(&yard, &store).await, None);
        store.set_cluster_hands_off(&manage, run.cluster_id, None, &request()).await.unwrap();
        store.keep_savepoints(&yard.desk.server).await.unwrap();
        assert!(taken(&yard, &store).await.is_some());
    }

    async fn of_several_that_are_too_many_the_oldest_goes_first(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, run) = hourly(&yard, &store, "Orders").await;
        for number in 1..=3 {
            store.wait(TimeDelta::minutes(61));
            store.keep_savepoints(&yard.desk.server).await.unwrap();
            let claim = taken(&yard, &store).await.unwrap();
            let path = format!("file:///s/{number}");
            let new = NewSnapshot { kind: SnapshotKind::Savepoint, path, size: None, completed_at: None };
            store.record_snapshot(&yard.desk.server, &claim, &run, &new).await.unwrap();
            yard.finish(&store, &claim, Outcome::Succeeded).await;
        }
        let fewer = PeriodicSavepoints { kept: 1, ..HOURLY };
        store.set_periodic_savepoints(&yard.desk.scope(), job.id, fewer, &request()).await.unwrap();
        store.keep_savepoints(&yard.desk.server).await.unwrap();
        let claim = taken(&yard, &store).await.unwrap();
        let Some(JobOrder::DisposeSnapshot(oldest)) = JobOrder::of(&claim.operation) else { panic!("{claim:?}") };
        let oldest = store.snapshot_of_any(&yard.desk.server, &job, oldest).await.unwrap();
        assert_eq!(oldest.path, "file:///s/1");
    }
}
