//! What is served, as the server knows it: whatever the pages are, it is not compiled again for one.

use app::{
    context::{Actor, AppState, Refusal},
    live::Seen,
};
use axum::routing::MethodRouter;
use futures::future::BoxFuture;
use leptos::prelude::AnyView;
use leptos_axum::AxumRouteListing;
use model::Topic;

/// How a topic is looked at.
pub type See = for<'a> fn(Topic, &'a AppState, &'a Actor) -> BoxFuture<'a, Result<Seen, Refusal>>;

/// The pages.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Their routes.
    pub routes: fn() -> Vec<AxumRouteListing>,
    /// The document of the page that a request asks for.
    pub document: fn(AppState) -> AnyView,
    /// The routes of what is offered for download.
    pub downloads: fn() -> Vec<(&'static str, MethodRouter<AppState>)>,
    /// What a person sees of a topic.
    pub see: See,
}
