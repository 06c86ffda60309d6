//! The same for many jobs.

use super::Yard;
use crate::{
    Gone, JobOrder,
    testing::{on_each_database, request},
};
use model::{BulkAct, Code, JobId, JobState, authority::SystemRole};

on_each_database! {
    async fn what_cannot_be_asked_of_one_job_is_told_and_asked_of_the_others(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (first, second) = (yard.job(&store, "First").await, yard.job(&store, "Second").await);
        let other: JobId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
        let not_asked = async |ids: &[JobId], act| {
            store.order_bulk(&yard.desk.scope(), ids, act, &request()).await.unwrap()
        };
        let refused = not_asked(&[first.id, other, second.id], BulkAct::Start).await;
        assert_eq!(refused.len(), 1);
        assert_eq!((refused[0].job, refused[0].problems[0].code.clone()), (other, Code::Missing));
        assert_eq!(yard.now(&store, &first).await.state, JobState::Starting);
        assert_eq!(yard.now(&store, &second).await.state, JobState::Starting);
        let refused = not_asked(&[first.id], BulkAct::Savepoint).await;
        assert_eq!((refused[0].name.as_deref(), &refused[0].problems[0].code), (Some("First"), &Code::OperationUnderWay));
        assert!(not_asked(&[first.id, second.id], BulkAct::Cancel).await.is_empty(), "to end them comes before all else");
    }

    async fn nobody_asks_for_jobs_of_another_project(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let eve = store.person("Eve", SystemRole::User).await;
        let elsewhere = store.project_of(&eve, "Elsewhere").await;
        let refused =
            store.order_bulk(&elsewhere.allow().unwrap(), &[job.id], BulkAct::Start, &request()).await.unwrap();
        assert_eq!((refused[0].name.as_deref(), &refused[0].problems[0].code), (None, &Code::Missing));
        assert!(store.picked_jobs(&elsewhere.allow().unwrap(), &[job.id]).await.unwrap().is_empty());
        assert_eq!(yard.now(&store, &job).await.state, JobState::New);
    }

    async fn jobs_whose_cluster_lost_them_are_found_and_started_again_as_they_ran(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (lost, fine) = (yard.job(&store, "Lost").await, yard.job(&store, "Fine").await);
        let mut runs = Vec::new();
        for job in [&lost, &fine] {
            let (claim, run) = yard.deployed(&store, job, None).await;
            yard.seen(&store, &run, "RUNNING").await;
            yard.finish(&store, &claim, crate::Outcome::Succeeded).await;
            runs.push(run);
        }
        let left_down = async || store.jobs_left_down(&yard.desk.scope()).await.unwrap();
        assert!(left_down().await.is_empty());
        let still_there = [crate::ObservedJob { job: runs[1].flink_job_id, state: "RUNNING".into() }];
        store.observe_runs(&yard.desk.server, lost.cluster_id, &still_there).await.unwrap();
        let gone = Gone::EngineDied { is_ours: false };
        store.run_is_gone(&yard.desk.server, runs[0].id, gone, &[]).await.unwrap();
        assert_eq!(left_down().await, [lost.id]);
        let refused = store.order_bulk(&yard.desk.scope(), &left_down().await, BulkAct::Again, &request()).await.unwrap();
        assert!(refused.is_empty(), "{refused:?}");
        let claim = yard.take(&store, model::JobAct::RollBack).await;
        assert!(matches!(JobOrder::of(&claim.operation), Some(JobOrder::RollBack { run, .. }) if run == runs[0].id));
    }
}
