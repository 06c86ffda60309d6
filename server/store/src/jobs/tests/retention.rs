//! State that is kept by itself, and that goes by itself.

use super::Yard;
use crate::{
    Job, JobOrder, NewHandsOff, NewSnapshot, Outcome, Run, RunEnd, ServedClusters, SweptCheckpoint,
    testing::{TestStore, desk::HOST, on_each_database, request},
};
use chrono::TimeDelta;
use model::{Code, JobAct, JobState, Name, PeriodicSavepoints, RunOutcome, SnapshotKind};
use serde_json::json;

async fn running(yard: &Yard, store: &TestStore, job: &Job) -> Run {
    let (claim, run) = yard.deployed(store, job, None).await;
    yard.seen(store, &run, "RUNNING").await;
    yard.finish(store, &claim, Outcome::Succeeded).await;
    run
}

/// Takes what the server asked for, if it asked.
async fn asked(yard: &Yard, store: &TestStore, act: JobAct) -> Option<crate::OperationClaim> {
    store.keep_savepoints(&yard.desk.server).await.unwrap();
    store.take_operation(&yard.desk.server, &[act.operation_kind()], HOST, super::TIME).await.unwrap()
}

async fn take(yard: &Yard, store: &TestStore, (run, path): (&Run, &str)) {
    let claim = asked(yard, store, JobAct::Savepoint).await.expect("a savepoint is due");
    let new = NewSnapshot { kind: SnapshotKind::Savepoint, path: path.into(), size: Some(7), completed_at: None };
    store.record_snapshot(&yard.desk.server, &claim, run, &new).await.unwrap();
    yard.finish(store, &claim, Outcome::Succeeded).await;
}

async fn swept(yard: &Yard, store: &TestStore, run: &Run) {
    let swept = SweptCheckpoint {
        number: 4,
        path: Some(format!("file:///c/{}", run.id)),
        completed_at: store.now(),
        size: Some(10),
        duration: Some(20),
        completed: 4,
        failed: 0,
    };
    store.note_checkpoint(&yard.desk.server, run.id, &swept).await.unwrap();
}

async fn end(yard: &Yard, store: &TestStore, job: &Job, run: &Run) {
    yard.order(store, job, JobOrder::Cancel).await.unwrap();
    let claim = yard.take(store, JobAct::Cancel).await;
    let end = RunEnd { outcome: RunOutcome::Cancelled, failure: None };
    store.end_run(&yard.desk.server, &claim, run.id, end).await.unwrap();
    yard.finish(store, &claim, Outcome::Succeeded).await;
}

on_each_database! {
    async fn a_savepoint_is_asked_for_when_it_is_due_and_the_oldest_go_but_for_those_of_people(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let hourly = PeriodicSavepoints { minutes: Some(60), kept: 2 };
        store.set_periodic_savepoints(&yard.desk.scope(), job.id, hourly, &request()).await.unwrap();
        assert_eq!(yard.now(&store, &job).await.periodic_savepoints(), hourly);
        let run = running(&yard, &store, &job).await;
        store.wait(TimeDelta::minutes(59));
        assert!(asked(&yard, &store, JobAct::Savepoint).await.is_none());

        // Somebody takes one: the next is due an hour later.
        yard.order(&store, &job, JobOrder::Savepoint).await.unwrap();
        let claim = yard.take(&store, JobAct::Savepoint).await;
        let new = NewSnapshot { kind: SnapshotKind::Savepoint, path: "file:///s/own".into(), size: None, completed_at: None };
        store.record_snapshot(&yard.desk.server, &claim, &run, &new).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        store.wait(TimeDelta::minutes(59));
        assert!(asked(&yard, &store, JobAct::Savepoint).await.is_none());
        store.wait(TimeDelta::minutes(1));
        take(&yard, &store, (&run, "file:///s/1")).await;
        for path in ["file:///s/2", "file:///s/3"] {
            assert!(asked(&yard, &store, JobAct::DisposeSnapshot).await.is_none());
            store.wait(TimeDelta::minutes(60));
            take(&yard, &store, (&run, path)).await;
        }

        let claim = asked(&yard, &store, JobAct::DisposeSnapshot).await.expect("one is too many");
        let all = store.snapshots(&yard.desk.scope(), job.id, 9).await.unwrap();
        let Some(JobOrder::DisposeSnapshot(oldest)) = JobOrder::of(&claim.operation) else { panic!("dispose") };
        let oldest = all.iter().find(|one| one.id == oldest).unwrap();
        assert_eq!(oldest.path, "file:///s/1");
        store.snapshot_disposed(&yard.desk.server, &claim, oldest).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert!(asked(&yard, &store, JobAct::DisposeSnapshot).await.is_none());
        let kept = store.kept_state(&yard.desk.scope(), job.id).await.unwrap();
        assert_eq!((kept.count, kept.bytes), (3, 14));
    }

    async fn a_savepoint_that_failed_is_asked_for_again_after_a_while_and_none_while_hands_are_off(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let hourly = PeriodicSavepoints { minutes: Some(60), kept: 1 };
        store.set_periodic_savepoints(&yard.desk.scope(), job.id, hourly, &request()).await.unwrap();
        let run = running(&yard, &store, &job).await;
        store.wait(TimeDelta::minutes(60));
        let held = NewHandsOff { reason: Name::parse("Maintenance").unwrap(), until: None };
        store.set_job_hands_off(&yard.desk.scope(), job.id, Some(&held), &request()).await.unwrap();
        assert!(asked(&yard, &store, JobAct::Savepoint).await.is_none());
        store.set_job_hands_off(&yard.desk.scope(), job.id, None, &request()).await.unwrap();

        let claim = asked(&yard, &store, JobAct::Savepoint).await.unwrap();
        assert!(asked(&yard, &store, JobAct::Savepoint).await.is_none(), "one is under way");
        yard.finish(&store, &claim, Outcome::Failed(json!({ "code": "savepoint_failed" }))).await;
        assert!(asked(&yard, &store, JobAct::Savepoint).await.is_none());
        store.wait(TimeDelta::minutes(10));
        take(&yard, &store, (&run, "file:///s/1")).await;

        let never = PeriodicSavepoints { minutes: None, kept: 1 };
        store.set_periodic_savepoints(&yard.desk.scope(), job.id, never, &request()).await.unwrap();
        store.wait(TimeDelta::days(2));
        assert!(asked(&yard, &store, JobAct::Savepoint).await.is_none());
    }

    async fn what_a_run_left_behind_goes_when_a_newer_run_has_its_own_and_some_time_has_passed(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let old = running(&yard, &store, &job).await;
        swept(&yard, &store, &old).await;
        end(&yard, &store, &job, &old).await;
        let week = TimeDelta::days(7);
        let of = ServedClusters { local: Some(yard.desk.cluster.id), registered: true };
        let left = async || store.expired_checkpoints(&yard.desk.server, of, week).await.unwrap();
        store.wait(TimeDelta::days(8));
        assert_eq!(left().await, [], "it is what the job would go on from");
        // The next one may have made some, though none was heard of.
        let unheard = running(&yard, &store, &yard.now(&store, &job).await).await;
        end(&yard, &store, &job, &unheard).await;
        store.wait(TimeDelta::days(8));
        let new = running(&yard, &store, &yard.now(&store, &job).await).await;
        assert_eq!(left().await, [], "the new run has none of its own yet");
        swept(&yard, &store, &new).await;
        let found = left().await;
        let found: Vec<_> = found.iter().map(|one| (one.run, one.path())).collect();
        assert_eq!(found, [(old.id, Some(format!("file:///c/{}", old.id))), (unheard.id, None)]);
        let elsewhere = ServedClusters { local: None, registered: true };
        let of_another_host = store.expired_checkpoints(&yard.desk.server, elsewhere, week).await.unwrap();
        assert_eq!(of_another_host, [], "only the server of that host sees its files");
        for one in left().await {
            store.checkpoints_deleted(&yard.desk.server, &one).await.unwrap();
        }
        assert_eq!(left().await, []);
        let old = store.run_of_job(&yard.desk.scope(), job.id, old.id).await.unwrap();
        assert_eq!(old.swept.map(|swept| (swept.path, swept.completed)), Some((None, 4)));
        let latest = store.latest_state(&yard.desk.scope(), job.id).await.unwrap().unwrap();
        assert_eq!(latest.path, format!("file:///c/{}", new.id));
    }

    async fn a_job_that_is_deleted_with_its_state_goes_when_that_is_gone(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let run = running(&yard, &store, &job).await;
        let refused = yard.order(&store, &job, JobOrder::Delete).await;
        assert_eq!(crate::testing::problems(refused), [Code::NotInThisState { state: "running".into() }]);
        swept(&yard, &store, &run).await;
        end(&yard, &store, &job, &run).await;
        yard.order(&store, &job, JobOrder::Delete).await.unwrap();
        assert_eq!(yard.now(&store, &job).await.state, JobState::Cancelled);
        let claim = yard.take(&store, JobAct::Delete).await;
        let left = store.retained_checkpoints_of(&yard.desk.server, &job).await.unwrap();
        assert_eq!(left.iter().map(|left| left.run).collect::<Vec<_>>(), [run.id]);
        store.checkpoints_deleted(&yard.desk.server, &left[0]).await.unwrap();
        store.delete_job_with_state(&yard.desk.server, &claim, &job).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert!(store.job(&yard.desk.scope(), job.id).await.is_err());
        let rows = store.audit(&yard.desk.admin.allow().unwrap(), &crate::AuditFilter::default(), 1).await.unwrap();
        assert_eq!((rows[0].act.as_str(), rows[0].actor_id), ("job.delete", Some(yard.desk.member.user)));
    }
}
