//! One request for a page: who comes, how they read, and the frame around what they get.

use super::{
    frame::{Frame, Place},
    refused::refused,
};
use app::{
    context::{Actor, AppState, Refusal, from_request, state},
    locale::{Locale, Preferences},
    words::Words,
};
use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{ProjectId, authority::Membership};
use std::{str::FromStr, sync::Arc};
use store::{Project, ProjectFilter, ProjectSummary};
use tokio::sync::OnceCell;
use tower_sessions::Session;

/// The session's key for the project that was open last.
const LAST_PROJECT: &str = "project";

/// Waits for a page; its status is set before the first byte leaves.
pub(super) fn settle<V, F>(page: impl FnOnce(Visit) -> F + Send + 'static) -> impl IntoView
where
    V: IntoView + 'static,
    F: Future<Output = Result<V, Refusal>> + Send + 'static,
{
    let visit = Visit::begin();
    let again = visit.clone();
    Suspend::new(async move {
        match page(visit).await {
            Ok(view) => view.into_any(),
            Err(refusal) => refused(&refusal, again.preferences.locale).into_any(),
        }
    })
}

/// What pages need of the request; read before the first `await`.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) state: AppState,
    pub(super) preferences: Preferences,
    pub(super) locale: Locale,
    pub(super) path: String,
    actor: Option<Actor>,
    session: Option<Session>,
    /// The person's projects, once somebody asked: the frame does, and so do some pages.
    projects: Arc<OnceCell<Vec<ProjectSummary>>>,
    params: leptos_router::params::ParamsMap,
    query: String,
}

/// A visit in a project.
#[derive(Clone, Debug)]
pub(super) struct Here {
    pub(super) project: Project,
    pub(super) member: Membership,
}

impl Visit {
    fn begin() -> Self {
        let preferences = app::context::preferences();
        let uri = use_context::<Parts>().map(|parts| parts.uri);
        Self {
            state: state(),
            locale: preferences.locale,
            preferences,
            path: uri.as_ref().map_or_else(String::new, |uri| uri.path().into()),
            query: uri.as_ref().and_then(|uri| uri.query()).unwrap_or_default().into(),
            actor: from_request(),
            session: from_request(),
            projects: Arc::default(),
            params: use_params_map().get_untracked(),
        }
    }

    pub(super) fn words(&self) -> &'static Words {
        self.locale.words()
    }

    pub(super) fn actor(&self) -> Result<&Actor, Refusal> {
        self.actor.as_ref().ok_or(Refusal::SignIn)
    }

    /// A part of the address; what cannot be read does not exist.
    pub(super) fn param<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        self.params.get(name).and_then(|text| text.parse().ok()).ok_or(Refusal::NotFound)
    }

    /// A parameter of the query string, decoded; empty ones count as absent.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&self.query_uri()?).ok()?;
        pairs.0.into_iter().find(|(key, value)| key == name && !value.trim().is_empty()).map(|(_, value)| value)
    }

    /// All that a parameter of the query string holds which is there many times; what cannot be read is left out.
    pub(super) fn queries<T: FromStr>(&self, name: &str) -> Vec<T> {
        let pairs =
            self.query_uri().and_then(|uri| axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
        let pairs = pairs.map(|pairs| pairs.0).unwrap_or_default();
        pairs.into_iter().filter(|(key, _)| key == name).filter_map(|(_, value)| value.trim().parse().ok()).collect()
    }

    fn query_uri(&self) -> Option<axum::http::Uri> {
        format!("/?{}", self.query).parse().ok()
    }

    /// The project of the address, for its members.
    pub(super) async fn project(&self) -> Result<Here, Refusal> {
        let id: ProjectId = self.param("project")?;
        let (project, member) = self.actor()?.project(&self.state.store, id).await?;
        if let Some(session) = &self.session
            && session.get::<ProjectId>(LAST_PROJECT).await.ok().flatten() != Some(id)
        {
            // Only a convenience: if it is not remembered, the next visit starts at the list.
            _ = session.insert(LAST_PROJECT, id).await;
        }
        Ok(Here { project, member })
    }

    /// The projects of the person and the one that was open last.
    pub(super) async fn projects(&self) -> Result<(Vec<ProjectSummary>, Option<ProjectId>), Refusal> {
        let (store, own) = (&self.state.store, &self.actor()?.standing);
        let read = async || store.own_projects(own, &ProjectFilter::default()).await;
        let projects = self.projects.get_or_try_init(read).await?.clone();
        let last = match &self.session {
            Some(session) => session.get::<ProjectId>(LAST_PROJECT).await.ok().flatten(),
            None => None,
        };
        let last = last.filter(|id| projects.iter().any(|summary| summary.project.id == *id));
        Ok((projects, last))
    }

    /// The page in its frame.
    pub(super) async fn page<V: IntoView + 'static>(&self, place: Place, content: V) -> Result<AnyView, Refusal> {
        let actor = self.actor()?.clone();
        let (projects, last) = self.projects().await?;
        let current = place.project.or(last);
        let current = projects.iter().find(|summary| Some(summary.project.id) == current).cloned();
        let unread = self.state.store.unread_messages(&actor.standing).await?;
        let (state, preferences, path) = (self.state.clone(), self.preferences, self.path.clone());
        Ok(view! { <Frame state actor preferences projects current place unread path>{content.into_any()}</Frame> }
            .into_any())
    }
}
