//! Which queries this server draws, and what people want of them.

use crate::{pump, shared::Shared};
use chrono::{DateTime, TimeDelta, Utc};
use model::{QueryId, Topic};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::{Event, HeldQuery};
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    time::{Instant, MissedTickBehavior, interval},
};

/// Between two looks at a query that says that it changed: most of what it says it says because of us.
const SPACING: Duration = Duration::from_millis(150);
/// Queries that are taken over at once.
const AT_ONCE: i64 = 50;

/// What people want of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wish {
    /// It shall end.
    pub(crate) stop: bool,
    /// At the bound the oldest rows shall go.
    pub(crate) keep_newest: bool,
    /// When somebody last looked.
    pub(crate) last_read: Option<DateTime<Utc>>,
    /// It is somebody else's now.
    pub(crate) lost: bool,
}

/// The queries that this server draws.
#[derive(Debug, Default)]
pub(crate) struct Pumps(Mutex<HashMap<QueryId, Drawn>>);

#[derive(Debug)]
struct Drawn {
    fence: i64,
    wish: watch::Sender<Wish>,
}

impl Pumps {
    /// A query is drawn from now on.
    pub(crate) fn add(&self, query: QueryId, fence: i64, wish: Wish) -> watch::Receiver<Wish> {
        let (wish, receiver) = watch::channel(wish);
        self.all().insert(query, Drawn { fence, wish });
        receiver
    }

    /// It is drawn no more.
    pub(crate) fn remove(&self, query: QueryId, fence: i64) {
        let mut all = self.all();
        if all.get(&query).is_some_and(|drawn| drawn.fence == fence) {
            all.remove(&query);
        }
    }

    /// Says what people want; true if it is drawn here.
    pub(crate) fn tell(&self, query: QueryId, say: impl FnOnce(&mut Wish)) -> bool {
        match self.all().get(&query) {
            Some(drawn) => {
                drawn.wish.send_if_modified(|wish| {
                    let before = wish.clone();
                    say(wish);
                    *wish != before
                });
                true
            }
            None => false,
        }
    }

    fn fences(&self) -> HashMap<QueryId, i64> {
        self.all().iter().map(|(query, drawn)| (*query, drawn.fence)).collect()
    }

    fn has(&self, query: QueryId) -> bool {
        self.all().contains_key(&query)
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<QueryId, Drawn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds what this server draws, hears what people want, and takes over what nobody draws.
pub(crate) async fn keep(shared: Arc<Shared>) {
    let mut changes = shared.store.changes();
    let mut renew = interval(shared.times.renew);
    let mut look = interval(shared.times.look);
    renew.set_missed_tick_behavior(MissedTickBehavior::Delay);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut changed: HashSet<QueryId> = HashSet::new();
    let mut next_look = Instant::now();
    loop {
        tokio::select! {
            () = shared.drained() => return,
            event = changes.recv() => match event {
                Ok(Event::Change(change)) => {
                    if let Topic::Query(_, query) = change.topic && shared.pumps.has(query) {
                        changed.insert(query);
                    }
                }
                Ok(Event::Resync) | Err(RecvError::Lagged(_)) => renew.reset_immediately(),
                Ok(Event::SessionEnded(_)) => {}
                Err(RecvError::Closed) => return,
            },
            () = tokio::time::sleep_until(next_look), if !changed.is_empty() => {
                for query in std::mem::take(&mut changed) {
                    hear(&shared, query).await;
                }
                next_look = Instant::now() + SPACING;
            }
            _ = renew.tick() => hold(&shared).await,
            _ = look.tick() => take_over(&shared).await,
        }
    }
}

/// Reads what people want of one query.
async fn hear(shared: &Shared, id: QueryId) {
    match shared.store.query_of_any_project(&shared.scope, id).await {
        Ok(query) => {
            shared.pumps.tell(id, |wish| {
                wish.stop |= query.stop_requested;
                wish.keep_newest |= query.keep_newest;
                wish.last_read = wish.last_read.max(query.last_read_at);
            });
        }
        // Its project was deleted with it.
        Err(store::Error::Missing) => {
            shared.pumps.tell(id, |wish| wish.stop = true);
        }
        Err(error) => tracing::debug!(%error, %id, "what is wanted of a query could not be read"),
    }
}

/// Holds the leases for longer.
async fn hold(shared: &Shared) {
    // Those that are added while this asks are not in the answer.
    let before = shared.pumps.fences();
    if before.is_empty() {
        return;
    }
    let held = match shared.store.renew_query_leases(&shared.scope, &shared.holder, ttl(shared)).await {
        Ok(held) => held,
        Err(error) => {
            tracing::warn!(%error, "the leases of queries could not be renewed");
            return;
        }
    };
    let held: HashMap<QueryId, HeldQuery> = held.into_iter().map(|query| (query.id, query)).collect();
    for (id, fence) in before {
        match held.get(&id).filter(|query| query.fence == fence) {
            Some(query) => shared.pumps.tell(id, |wish| {
                wish.stop |= query.stop_requested;
                wish.keep_newest |= query.keep_newest;
                wish.last_read = wish.last_read.max(query.last_read_at);
            }),
            None => shared.pumps.tell(id, |wish| wish.lost = true),
        };
    }
}

/// Goes on with what nobody draws.
async fn take_over(shared: &Arc<Shared>) {
    match shared.store.take_queries(&shared.scope, &shared.holder, ttl(shared), AT_ONCE).await {
        Ok(taken) => {
            for (query, lease) in taken {
                tracing::info!(query = %query.id, state = %query.state, "a query is taken over");
                pump::start(shared, query, lease, None);
            }
        }
        Err(error) => tracing::warn!(%error, "queries that nobody draws could not be looked for"),
    }
}

/// For how long a lease is taken.
pub(crate) fn ttl(shared: &Shared) -> TimeDelta {
    TimeDelta::from_std(shared.times.lease).unwrap_or(TimeDelta::MAX)
}
