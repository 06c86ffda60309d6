//! What goes by itself after a while.

use crate::shared::Shared;
use chrono::TimeDelta;
use model::UserId;
use std::{str::FromStr, sync::Arc, time::Duration};

const EVERY: Duration = Duration::from_secs(600);
/// Soon after the start, but not with it.
const FIRST: Duration = Duration::from_secs(30);
/// One server at a time does this.
const LEASE: &str = "sweeps";
const LEASE_TIME: TimeDelta = TimeDelta::minutes(15);
/// Rows of queries that are over are kept so long, when there is room.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How short it may become when there is none.
const LEAST: TimeDelta = TimeDelta::hours(1);
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// Sweeps now and then.
pub(crate) async fn sweep(shared: Arc<Shared>) {
    let mut wait = FIRST;
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = EVERY;
        if !shared.leads(LEASE, LEASE_TIME).await {
            continue;
        }
        let work = shared.clone();
        // On a thread of its own: what writes must not wait for its turn while it holds the only lock there is.
        if let Err(error) = shared.store.on_own_thread(async move { all(&work).await }).await {
            tracing::warn!(%error, "not everything could be swept");
        }
    }
}

async fn all(shared: &Shared) -> store::Result<()> {
    let (store, scope) = (&shared.store, &shared.scope);
    store.delete_expired_sessions(scope).await?;
    store.sweep_uploads(scope).await?;
    store.sweep_metrics(scope).await?;
    store.sweep_evidence(scope).await?;
    store.sweep_inbox(scope).await?;
    // After what had contents.
    store.sweep_files(scope).await?;
    // What everybody keeps is asked for together with what one person does.
    let nobody = UserId::from_str(NOBODY).expect("it is an id");
    let mut kept = KEPT;
    let most = i64::try_from(shared.limits.disk_bytes / 10 * 9).unwrap_or(i64::MAX);
    loop {
        store.sweep_spool(scope, store.now() - kept).await?;
        if kept <= LEAST || store.spool_usage(scope, nobody).await?.in_all <= most {
            return Ok(());
        }
        kept = (kept / 2).max(LEAST);
    }
}
