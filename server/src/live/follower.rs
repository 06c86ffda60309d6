//! One stream: first everything newer than what the browser has, then whatever changes.

use super::fragments::Fragments;
use crate::site::See;
use app::{
    context::{Actor, AppState, Refusal},
    locale::Locale,
};
use axum::response::sse::Event as Message;
use model::Topic;
use std::{collections::HashMap, convert::Infallible};
use store::{Change, Event};
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
    pub(super) see: See,
    pub(super) fragments: Fragments,
}

/// Why a stream ends.
struct Ended;

/// What has to be looked at again.
#[derive(Default)]
struct Changed {
    /// Topics with the revision that was announced; the largest there is for those of which nobody knows.
    topics: HashMap<Topic, i64>,
    /// The person may be allowed something else.
    rights: bool,
}

impl Follower {
    /// Until the browser leaves, the session ends, or the server stops.
    pub(super) async fn run(mut self, mut stopping: watch::Receiver<bool>) {
        // First listen, then look: what changes in between is heard.
        let mut changes = self.state.store.changes();
        let sender = self.sender.clone();
        let follow = async {
            self.send_newer().await?;
            loop {
                let mut changed = Changed::default();
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
    fn note(&self, event: Result<Event, RecvError>, changed: &mut Changed) -> Result<(), Ended> {
        match event {
            Ok(Event::Change(change)) if change.topic == Topic::Access(self.actor.user.id) => self.note_all(changed),
            Ok(Event::Change(Change { topic, revision })) => {
                let revision = if revision == 0 { i64::MAX } else { revision };
                for topic in [Some(topic), topic.implied()].into_iter().flatten() {
                    if self.have.contains_key(&topic) {
                        let announced = changed.topics.entry(topic).or_default();
                        *announced = revision.max(*announced);
                    }
                }
            }
            Ok(Event::SessionEnded(key)) if key == self.actor.session => return Err(Ended),
            Ok(Event::SessionEnded(_)) => {}
            Ok(Event::Resync) | Err(RecvError::Lagged(_)) => self.note_all(changed),
            Err(RecvError::Closed) => return Err(Ended),
        }
        Ok(())
    }

    /// Something was missed, or the person's rights are others.
    fn note_all(&self, changed: &mut Changed) {
        changed.topics.extend(self.have.keys().map(|topic| (*topic, i64::MAX)));
        changed.rights = true;
    }

    async fn send_newer(&mut self) -> Result<(), Ended> {
        let topics = self.have.keys().map(|topic| (*topic, i64::MAX)).collect();
        self.send(Changed { topics, rights: false }).await
    }

    /// What the person may do in the installation now. Rights in projects are asked for with every fragment.
    async fn ask_rights(&mut self) -> Result<(), Ended> {
        let standing = self.state.store.standing(self.actor.user.id).await;
        self.actor.standing = standing.ok().flatten().ok_or(Ended)?;
        Ok(())
    }

    /// Sends the topics that are newer than what the browser has, and that this person may see.
    ///
    /// Ends the stream when they cannot be read: the browser comes back and asks for what it lacks.
    async fn send(&mut self, changed: Changed) -> Result<(), Ended> {
        if changed.rights {
            self.ask_rights().await?;
        }
        for (topic, revision) in changed.topics {
            let have = self.have.get(&topic).copied().unwrap_or_default();
            if have >= 0 && revision <= have {
                continue;
            }
            let seen = match (self.see)(topic, &self.state, &self.actor).await {
                Ok(seen) => seen,
                Err(Refusal::Failed | Refusal::Unavailable) => return Err(Ended),
                // Not there, or not for this person (any more): left out, without a word.
                Err(_) => continue,
            };
            if !seen.is_news_to(have) {
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
