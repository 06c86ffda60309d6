//! Runs as a whole.

use crate::{
    ObservedJob, PageRequest, Run, RunFilter, Submitted,
    testing::desk::Desk,
    testing::{TestStore, on_each_database},
};

async fn run(store: &TestStore, desk: &Desk) -> Run {
    let (query, lease) = desk.query(store, "INSERT INTO a SELECT 1").await;
    let operation = "0197a3c2-6f6e-7000-8000-000000000001".parse().unwrap();
    let submitted = Submitted { operation, columns: None, run: Some("a".into()) };
    store.note_submitted(&desk.server, &lease, submitted).await.unwrap();
    let filter = RunFilter { query: Some(query.id), ..RunFilter::default() };
    store.runs(&desk.scope(), &filter, PageRequest::default()).await.unwrap().rows.remove(0)
}

on_each_database! {
    async fn a_run_has_the_state_that_flink_says(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (first, second) = (run(&store, &desk).await, run(&store, &desk).await);
        assert_eq!((&first.state, first.observed_at), (&None, None));
        let seen = |run: &Run, state: &str| ObservedJob { job: run.flink_job_id, state: state.into() };
        let (server, cluster) = (&desk.server, desk.cluster.id);
        store.observe_runs(server, cluster, &[seen(&first, "RUNNING"), seen(&second, "RUNNING")]).await.unwrap();
        // A missing job is not a dead job.
        store.observe_runs(server, cluster, &[seen(&first, "CANCELED")]).await.unwrap();
        store.observe_runs(server, cluster, &[seen(&first, "RUNNING")]).await.unwrap();

        let first = store.run(&desk.scope(), first.id).await.unwrap();
        assert_eq!((first.state.as_deref(), first.ended_at.is_some(), first.revision), (Some("CANCELED"), true, 3));
        let watched = store.watched_runs(server, cluster).await.unwrap();
        assert_eq!(watched.iter().map(|run| (run.id, run.state.as_deref())).collect::<Vec<_>>(), [(second.id, Some("RUNNING"))]);
        let filter = RunFilter { is_over: Some(true), cluster: Some(cluster), ..RunFilter::default() };
        assert_eq!(store.runs(&desk.scope(), &filter, PageRequest::default()).await.unwrap().total, 1);
    }

    async fn a_run_that_was_seen_again_is_noted_once_a_minute(store: TestStore) {
        let desk = Desk::new(&store).await;
        let run = run(&store, &desk).await;
        let seen = [ObservedJob { job: run.flink_job_id, state: "RUNNING".into() }];
        for seconds in [0, 30, 31] {
            store.wait(chrono::TimeDelta::seconds(seconds));
            store.observe_runs(&desk.server, desk.cluster.id, &seen).await.unwrap();
        }
        let now = store.run(&desk.scope(), run.id).await.unwrap();
        assert_eq!((now.observed_at, now.revision), (Some(store.now()), 2));
    }
}
