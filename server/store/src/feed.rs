//! Who listens to changes in this process.

use crate::{SessionKey, jobs::Overviews};
use model::Topic;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};
use tokio::sync::broadcast;

/// How many events a listener may lag behind before it has to read everything again.
const ROOM: usize = 4096;

/// Something visible is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What.
    pub topic: Topic,
    /// Its revision now; 0 for what has none, such as a list.
    pub revision: i64,
}

/// What a listener hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something changed; the commit is done.
    Change(Change),
    /// A session ended: its streams end now.
    SessionEnded(SessionKey),
    /// Some changes may have been missed: read again what is shown.
    Resync,
}

/// Passes events on to everybody in this process.
#[derive(Debug)]
pub(crate) struct Feed {
    sender: broadcast::Sender<Event>,
    /// Sums of jobs, which hear of changes before anybody reads them.
    pub(crate) overviews: Overviews,
}

impl Feed {
    pub(crate) fn new() -> Self {
        Self { sender: broadcast::Sender::new(ROOM), overviews: Overviews::default() }
    }

    /// Tells everybody. Nobody listening is fine.
    pub(crate) fn send(&self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.overviews.hear(&event);
            _ = self.sender.send(event);
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }
}

/// Events of a transaction that is about to commit: sent when this goes, unless they were forgotten.
///
/// A request whose client went away is dropped wherever it waits, perhaps for its commit, which happens all the same:
/// saying once too often that something changed is harmless, saying nothing is not.
pub(crate) struct Pending<'f> {
    feed: &'f Feed,
    events: Mutex<Vec<Event>>,
}

impl<'f> Pending<'f> {
    pub(crate) fn new(feed: &'f Feed) -> Self {
        Self { feed, events: Mutex::default() }
    }

    /// The body of the transaction is through.
    pub(crate) fn hold(&self, events: Vec<Event>) {
        *self.events.lock().unwrap_or_else(PoisonError::into_inner) = events;
    }

    /// There was no commit.
    pub(crate) fn forget(&self) {
        self.hold(Vec::new());
    }
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        self.feed.send(self.events.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..));
    }
}

/// How an event is written for other replicas; well below PostgreSQL's limit of 8000 bytes.
pub(crate) fn written(event: &Event) -> String {
    serde_json::to_string(event).expect("an event is plain data")
}

/// Reads what a replica wrote; a newer one may say what is not known here, and then only *resync* is safe.
pub(crate) fn read(text: &str) -> Event {
    serde_json::from_str(text).unwrap_or(Event::Resync)
}
