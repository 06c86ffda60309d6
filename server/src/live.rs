//! `/live`: what changed in the topics that a browser shows, as server-sent events.

mod follower;
mod fragments;

use crate::site::See;
use app::context::{Actor, AppState, preferences_of};
use axum::{
    Extension, Router,
    extract::{Query, State},
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use follower::Follower;
use fragments::Fragments;
use futures::Stream;
use model::Topic;
use serde::Deserialize;
use std::{collections::HashMap, convert::Infallible, time::Duration};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

/// Topics that one browser may follow; ours asks for fewer, those of the pages in view first.
const MOST_TOPICS: usize = 200;
/// Fragments that wait for a slow browser; more are not made until it has read some.
const ROOM: usize = 16;

/// What streams share.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    see: See,
    fragments: Fragments,
    stopping: watch::Receiver<bool>,
}

impl Live {
    /// Streams that end when the server stops.
    pub(crate) fn new(see: See, stopping: watch::Receiver<bool>) -> Self {
        Self { see, fragments: Fragments::default(), stopping }
    }
}

/// The route of the stream.
pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/live", get(live))
}

/// What the browser has.
#[derive(Deserialize)]
struct Have {
    /// `topic@revision,…`
    have: String,
}

async fn live(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Extension(live): Extension<Live>,
    Query(Have { have }): Query<Have>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (sender, events) = mpsc::channel(ROOM);
    let have: HashMap<Topic, i64> = have.split(',').filter_map(read).take(MOST_TOPICS).collect();
    let locale = preferences_of(&actor, &headers).locale;
    let follower = Follower { have, locale, state, actor, sender, see: live.see, fragments: live.fragments };
    tokio::spawn(follower.run(live.stopping));
    Sse::new(ReceiverStream::new(events)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

fn read(entry: &str) -> Option<(Topic, i64)> {
    let (topic, revision) = entry.rsplit_once('@')?;
    Some((topic.parse().ok()?, revision.parse().ok()?))
}
