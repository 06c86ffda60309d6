//! Which of several servers carries out what is to be done to a job.

use super::{TIME, Yard};
use crate::{
    DeployFrom, Job, JobForm, JobOrder, OperationClaim, Outcome, SessionClusterForm, Uses,
    testing::{TestStore, desk::HOST, on_each_database, request},
};
use model::{JobAct, Name};

async fn taken(yard: &Yard, store: &TestStore, act: JobAct, holder: &str) -> Option<OperationClaim> {
    store.take_operation(&yard.desk.server, &[act.operation_kind()], holder, TIME).await.unwrap()
}

/// Says that a job is to run on a registered cluster from now on.
async fn moved_away(yard: &Yard, store: &TestStore, job: &Job) {
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
}
