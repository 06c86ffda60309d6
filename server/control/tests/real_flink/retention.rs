//! State that jobs keep, and its end.

use super::{House, JobState};
use model::JobId;
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use store::{DeployFrom, JobOrder};

/// What Flink calls `file:///…`, as a path of this host.
fn on_disk(path: &str) -> PathBuf {
    path.strip_prefix("file://").or_else(|| path.strip_prefix("file:")).unwrap().into()
}

/// A job that was cancelled, after runs that left checkpoints and two that left savepoints.
pub(super) async fn what_is_kept_goes_when_nobody_needs_it(house: &House, id: JobId) {
    let scope = house.member.allow().unwrap();
    let older = house.newest_run(id).await;
    let folder = on_disk(older.restored_from.as_ref().unwrap()).parent().unwrap().to_owned();
    assert!(folder.exists(), "{folder:?}");
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Latest.into())).await, None);
    house.job_becomes(id, JobState::Running).await;
    // Once the new run has a checkpoint of its own, what the runs before it left behind goes.
    let begun = Instant::now();
    while folder.exists() {
        assert!(begun.elapsed() < Duration::from_secs(120), "{folder:?} is still there");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let newest = house.newest_run(id).await;
    let own = on_disk(newest.swept.as_ref().unwrap().path.as_ref().unwrap());
    assert_eq!(house.ordered(id, JobOrder::Cancel).await, None);
    let own = own.parent().unwrap();
    assert!(own.exists() && own != folder, "what the job would go on from stays");

    let snapshots = house.store.snapshots(&scope, id, 9).await.unwrap();
    let taken: Vec<PathBuf> = snapshots.iter().map(|snapshot| on_disk(&snapshot.path)).collect();
    assert!(taken.iter().all(|path| path.exists()), "savepoints that somebody asked for stay: {taken:?}");
    assert!(snapshots.iter().all(|snapshot| snapshot.size.is_some_and(|size| size > 0)), "{snapshots:#?}");
    assert_eq!(house.ordered(id, JobOrder::Delete).await, None);
    assert!(house.store.job(&scope, id).await.is_err());
    assert!(!own.exists() && taken.iter().all(|path| !path.exists()), "{taken:?}");
}
