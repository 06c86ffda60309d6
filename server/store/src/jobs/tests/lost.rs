//! What a person decided about jobs whose cluster lost them.

use super::Yard;
use crate::{
    Afterwards, Gone, Job, JobForm, NewHandsOff, Outcome, Run, SessionClusterForm, Uses,
    testing::{TestStore, on_each_database, request},
};
use chrono::TimeDelta;
use model::{JobAct, JobState, Name};

/// A job that ran until its cluster was not seen any more.
async fn lost(yard: &Yard, store: &TestStore, job: &Job) -> Run {
    let (claim, run) = yard.deployed(store, job, None).await;
    yard.seen(store, &run, "RUNNING").await;
    yard.finish(store, &claim, Outcome::Succeeded).await;
    store.note_unreachable(&yard.desk.server, run.cluster_id).await.unwrap();
    run
}

on_each_database! {
    async fn while_hands_are_off_a_lost_job_stays_unknown_and_is_started_again_afterwards(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let run = lost(&yard, &store, &job).await;
        let until = Some(store.now() + TimeDelta::hours(1));
        let new = NewHandsOff { reason: Name::parse("Maintenance").unwrap(), until };
        store.set_job_hands_off(&yard.desk.scope(), job.id, Some(&new), &request()).await.unwrap();
        let gone = async || {
            store.run_is_gone(&yard.desk.server, run.id, Gone::EngineDied { is_ours: true }, &[]).await.unwrap()
        };
        assert_eq!(gone().await, Afterwards::Waits);
        assert_eq!(yard.now(&store, &job).await.state, JobState::Unknown);
        let why = store.hands_off_job(&yard.desk.scope(), job.id, job.cluster_id).await.unwrap();
        assert_eq!((why.len(), why[0].set_by.as_str()), (1, "Grace"));
        store.wait(TimeDelta::minutes(61));
        assert_eq!(gone().await, Afterwards::Restarts);
        yard.take(&store, JobAct::Recover).await;
    }

    async fn on_a_cluster_elsewhere_jobs_are_started_again_where_its_administrator_lets_them(store: TestStore) {
        let yard = Yard::new(&store).await;
        let manage = yard.desk.admin.allow().unwrap();
        for restarts_jobs in [false, true] {
            let form = SessionClusterForm {
                rest_url: Some("https://flink.example:8081".parse().unwrap()),
                restarts_jobs,
                ..SessionClusterForm::new(Name::parse(&format!("Elsewhere {restarts_jobs}")).unwrap())
            };
            let cluster = store.create_cluster(&manage, form, &request()).await.unwrap();
            assert_eq!(cluster.restarts_jobs, restarts_jobs);
            let uses = Uses { may_query: true, may_deploy: true };
            store.grant_cluster(&manage, yard.desk.member.project, cluster.id, uses, &request()).await.unwrap();
            let name = Name::parse(&format!("Job {restarts_jobs}")).unwrap();
            let form = JobForm { name, cluster: cluster.id, ..yard.form.clone() };
            let job = store.create_job(&yard.desk.scope(), &form, &request()).await.unwrap();
            let run = lost(&yard, &store, &job).await;
            let died = Gone::EngineDied { is_ours: false };
            let afterwards = store.run_is_gone(&yard.desk.server, run.id, died, &[]).await.unwrap();
            let wanted = if restarts_jobs { Afterwards::Restarts } else { Afterwards::Over };
            assert_eq!(afterwards, wanted);
        }
    }
}
