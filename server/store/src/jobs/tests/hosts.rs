//! Which of several servers carries out what is to be done to a job.

use super::{TIME, Yard};
use crate::{
    DeployFrom, Job, JobForm, JobOrder, NewSnapshot, OperationClaim, Outcome, Run, SessionClusterForm, Uses,
    testing::{TestStore, desk::HOST, on_each_database, problems, request},
};
use chrono::TimeDelta;
use model::{Code, JobAct, JobState, Name, SnapshotId, SnapshotKind};
use serde_json::json;

async fn taken(yard: &Yard, store: &TestStore, act: JobAct, holder: &str) -> Option<OperationClaim> {
    store.take_operation(&yard.desk.server, &[act.operation_kind()], holder, TIME).await.unwrap()
}

async fn snapshot(yard: &Yard, store: &TestStore, job: &Job, run: &Run) -> SnapshotId {
    yard.order(store, job, JobOrder::Savepoint).await.unwrap();
    let claim = taken(yard, store, JobAct::Savepoint, HOST).await.unwrap();
    let new = NewSnapshot { kind: SnapshotKind::Savepoint, path: "file:///s/1".into(), size: None, completed_at: None };
    store.record_snapshot(&yard.desk.server, &claim, run, &new).await.unwrap();
    yard.finish(store, &claim, Outcome::Succeeded).await;
    store.snapshots(&yard.desk.scope(), job.id, 1).await.unwrap()[0].id
}

/// Says that a job is to run on a registered cluster from now on.
pub(super) async fn moved_away(yard: &Yard, store: &TestStore, job: &Job) {
    let manage = yard.desk.admin.allow().unwrap();
    let form = SessionClusterForm {
        rest_url: Some("https://flink.example:8081".parse().unwrap()),
        ..SessionClusterForm::new(Name::parse("Registered").unwrap())
    };
    let cluster = store.create_cluster(&manage, form, &request()).await.unwrap();
    let uses = Uses { may_query: true, may_deploy: true };
    store.grant_cluster(&manage, yard.desk.member.project, cluster.id, uses, &request()).await.unwrap();
    let revision = yard.now(store, job).await.revision;
    let form = JobForm { cluster: cluster.id, ..yard.form.clone() };
    store.update_job(&yard.desk.scope(), (job.id, revision), &form, &request()).await.unwrap();
}

on_each_database! {
    async fn what_is_to_be_done_on_the_engine_of_a_host_is_left_to_that_host(store: TestStore) {
        if !store.is_shared() {
            return;
        }
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
        assert_eq!(taken(&yard, &store, JobAct::Deploy, "another").await, None);
        let claim = taken(&yard, &store, JobAct::Deploy, HOST).await.unwrap();
        let run = yard.begun(&store, &job, &claim, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;

        // It still runs where it ran.
        moved_away(&yard, &store, &job).await;
        yard.order(&store, &job, JobOrder::Cancel).await.unwrap();
        assert_eq!(taken(&yard, &store, JobAct::Cancel, "another").await, None);
        let claim = taken(&yard, &store, JobAct::Cancel, HOST).await.unwrap();
        yard.seen(&store, &run, "CANCELED").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;

        // What is on a registered cluster can be done by any of them.
        yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
        assert!(taken(&yard, &store, JobAct::Deploy, "another").await.is_some());
    }

    async fn state_is_deleted_and_gone_on_from_where_it_was_made_wherever_the_job_is_to_run_now(store: TestStore) {
        if !store.is_shared() {
            return;
        }
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        let kept = snapshot(&yard, &store, &job, &run).await;
        yard.order(&store, &job, JobOrder::Cancel).await.unwrap();
        yard.seen(&store, &run, "CANCELED").await;
        let claim = taken(&yard, &store, JobAct::Cancel, HOST).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        moved_away(&yard, &store, &job).await;
        let back = JobOrder::RollBack { run: run.id, start: DeployFrom::Latest.into() };
        for order in [JobOrder::DisposeSnapshot(kept), back, JobOrder::Delete] {
            yard.order(&store, &job, order).await.unwrap();
            assert_eq!(taken(&yard, &store, order.act(), "another").await, None, "{order:?}");
            let claim = taken(&yard, &store, order.act(), HOST).await.unwrap();
            yard.finish(&store, &claim, Outcome::Failed(json!({"code": "engine"}))).await;
        }
    }

    async fn a_job_on_a_host_that_is_down_can_be_given_up_and_what_it_did_not_do_in_time_ends(store: TestStore) {
        if !store.is_shared() {
            return;
        }
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        yard.order(&store, &job, JobOrder::Stop { drain: false }).await.unwrap();
        assert_eq!(taken(&yard, &store, JobAct::Stop, "another").await, None);
        store.wait(TimeDelta::minutes(31));
        let late = taken(&yard, &store, JobAct::Stop, "another").await.unwrap();
        assert!(late.is_elsewhere);
        store.doubt_run_of_job(&yard.desk.server, &late).await.unwrap();
        yard.finish(&store, &late, Outcome::Abandoned(json!({"code": "deadline"}))).await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Unknown);

        yard.order(&store, &job, JobOrder::ForceStop).await.unwrap();
        assert!(taken(&yard, &store, JobAct::ForceStop, "another").await.is_some());
    }

    async fn a_run_is_taken_up_again_only_where_the_project_may_still_deploy(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        moved_away(&yard, &store, &job).await;
        let (manage, project) = (yard.desk.admin.allow().unwrap(), yard.desk.member.project);
        store.revoke_cluster(&manage, project, run.cluster_id, &request()).await.unwrap();
        let back = JobOrder::RollBack { run: run.id, start: DeployFrom::Empty.into() };
        for order in [back, JobOrder::Restart] {
            let refused = yard.order(&store, &job, order).await;
            assert!(problems(refused).contains(&Code::NotGranted), "{order:?}");
        }
        yard.order(&store, &job, JobOrder::Upgrade(DeployFrom::Latest.into())).await.unwrap();
    }

    async fn a_run_that_nobody_saw_is_in_doubt_when_its_deploy_was_not_done_in_time(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        store.doubt_run_of_job(&yard.desk.server, &claim).await.unwrap();
        yard.finish(&store, &claim, Outcome::Abandoned(json!({"code": "deadline"}))).await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Unknown);
        // What is seen to run is in no doubt.
        yard.seen(&store, &run, "RUNNING").await;
        yard.order(&store, &job, JobOrder::Stop { drain: false }).await.unwrap();
        let claim = yard.take(&store, JobAct::Stop).await;
        store.doubt_run_of_job(&yard.desk.server, &claim).await.unwrap();
        yard.finish(&store, &claim, Outcome::Failed(json!({"code": "savepoint_failed"}))).await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Running);
    }
}
