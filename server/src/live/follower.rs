//! One stream: first everything newer than what the browser has, then whatever changes.

use super::fragments::Fragments;
use app::{
    context::{Actor, AppState},
    locale::Locale,
};
use axum::response::sse::Event as Message;
use model::Topic;
use std::{collections::HashMap, convert::Infallible};
use store::Event;
use tokio::sync::{
    broadcast::error::{RecvError, TryRecvError},
    mpsc::Sender,
    watch,
};

/// Follows some topics for one browser.
pub(super) struct Follower {
    pub(super) have: HashMap<Topic, i64>,
    pub(super) locale: Locale,
    pub(super) state: AppState,
    pub(super) actor: Actor,
    pub(super) sender: Sender<Result<Message, Infallible>>,
    pub(super) fragments: Fragments,
}

/// Why a stream ends.
struct Ended;

impl Follower {
    /// Until the browser leaves, the session ends, or the server stops.
    pub(super) async fn run(mut self, mut stopping: watch::Receiver<bool>) {
        // First listen, then look: what changes in between is heard.
        let mut changes = self.state.store.changes();
        let sender = self.sender.clone();
        let follow = async {
            self.send_newer().await?;
            loop {
                let mut changed = HashMap::new();
                self.note(changes.recv().await, &mut changed)?;
                // What has piled up meanwhile is sent once.
                loop {
                    match changes.try_recv() {
                        Ok(event) => self.note(Ok(event), &mut changed)?,
                        Err(TryRecvError::Lagged(missed)) => self.note(Err(RecvError::Lagged(missed)), &mut changed)?,
                        Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                    }
                }
                self.send(changed).await?;
            }
        };
        tokio::select! {
            Err::<(), Ended>(Ended) = follow => {}
            () = sender.closed() => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }

    /// Collects what an event means for this browser.
    fn note(&self, event: Result<Event, RecvError>, changed: &mut HashMap<Topic, i64>) -> Result<(), Ended> {
        match event {
            Ok(Event::Change(change)) => {
                if change.topic == Topic::Access(self.actor.user.id) {
                    // Rights are asked for again with every fragment; those that were lost are no longer sent.
                    changed.extend(self.have.keys().map(|topic| (*topic, i64::MAX)));
                } else if self.have.contains_key(&change.topic) {
                    let revision = changed.entry(change.topic).or_default();
                    *revision = change.revision.max(*revision);
                }
                Ok(())
            }
            Ok(Event::SessionEnded(key)) if key == self.actor.session => Err(Ended),
            Ok(Event::SessionEnded(_)) => Ok(()),
            Ok(Event::Resync) | Err(RecvError::Lagged(_)) => {
                changed.extend(self.have.keys().map(|topic| (*topic, i64::MAX)));
                Ok(())
            }
            Err(RecvError::Closed) => Err(Ended),
        }
    }

    async fn send_newer(&mut self) -> Result<(), Ended> {
        let all = self.have.keys().map(|topic| (*topic, i64::MAX)).collect();
        self.send(all).await
    }

    /// Sends the topics that are newer than what the browser has, and that this person may see.
    async fn send(&mut self, changed: HashMap<Topic, i64>) -> Result<(), Ended> {
        for (topic, revision) in changed {
            let have = self.have.get(&topic).copied().unwrap_or_default();
            if revision != 0 && revision <= have {
                continue;
            }
            let seen = app::live::see(topic, &self.state, &self.actor).await;
            let Ok(seen) = seen else {
                // Not for this person (any more): left out, without a word.
                continue;
            };
            if seen.revision() <= have {
                continue;
            }
            let fragment = self.fragments.rendered(seen, self.locale);
            self.have.insert(topic, fragment.rev);
            let message = Message::default().json_data(&*fragment).map_err(|_| Ended)?;
            self.sender.send(Ok(message)).await.map_err(|_| Ended)?;
        }
        Ok(())
    }
}
