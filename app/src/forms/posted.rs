//! A form that somebody sent.

use super::Flash;
use crate::{
    context::{Actor, AppState, Refusal},
    refusal::plain_refusal,
};
use axum::{
    Form,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use model::{Code, Problem, ProjectId, authority::Membership};
use std::{collections::BTreeMap, str::FromStr};
use store::{Project, RequestId};
use tower_sessions::Session;

/// A form somebody sent: any fields at all, so that nothing that was typed is lost to the decoder.
#[derive(Debug)]
pub struct Posted {
    /// What the server gave.
    pub state: AppState,
    /// The session of the browser.
    pub session: Session,
    actor: Option<Actor>,
    headers: HeaderMap,
    request: RequestId,
    path: String,
    fields: BTreeMap<String, String>,
    /// All that was sent, in its order: a field may be there many times.
    pairs: Vec<(String, String)>,
    problems: Vec<Problem>,
}

impl Posted {
    /// Who sent it.
    ///
    /// # Errors
    /// [`Refusal::SignIn`].
    pub fn actor(&self) -> Result<Actor, Refusal> {
        self.actor.clone().ok_or(Refusal::SignIn)
    }

    /// The project the form is in, and what the sender is there.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a stranger.
    pub async fn project(&self, id: ProjectId) -> Result<(Project, Membership), Refusal> {
        self.actor()?.project(&self.state.store, id).await
    }

    /// What a field holds; empty when it was not sent.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// All that a field holds which is there many times; what cannot be read is left out.
    pub fn values<T: FromStr>(&self, name: &str) -> Vec<T> {
        let of_it = self.pairs.iter().filter(|(field, _)| field == name);
        of_it.filter_map(|(_, value)| value.trim().parse().ok()).collect()
    }

    /// True for a box that was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The request, for the audit.
    pub fn request(&self) -> &RequestId {
        &self.request
    }

    /// The headers of the request.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The parsed field, or a noted problem.
    pub fn parse<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, Code>) -> Option<T> {
        match parse(self.field(name)) {
            Ok(value) => Some(value),
            Err(code) => {
                self.note(code.at(name));
                None
            }
        }
    }

    /// What was read of several fields, or its noted problems.
    pub fn accept<T>(&mut self, read: Result<T, Vec<Problem>>) -> Option<T> {
        read.map_err(|problems| self.problems.extend(problems)).ok()
    }

    /// The revision that the form was filled in for.
    pub fn revision(&mut self) -> Option<i64> {
        self.parse("revision", |text| text.parse().map_err(|_| Code::Required))
    }

    /// Notes a problem; the form is refused by [`Posted::problems`].
    pub fn note(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// All noted problems at once.
    pub fn problems(&mut self) -> Refusal {
        Refusal::Problems(std::mem::take(&mut self.problems))
    }

    /// True when a problem was noted.
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// All that was typed but secrets, for the form's own page: nothing is wrong, and nothing was saved.
    pub fn as_typed(&self) -> Flash {
        Flash::refused(self.path.clone(), self.fields.clone(), Vec::new())
    }

    /// Leaves a message for the page that is shown next.
    ///
    /// # Errors
    /// Those of the session store, as [`Refusal::Failed`].
    pub async fn done(&self, path: &str, key: &'static str) -> Result<(), Refusal> {
        self.leave(Flash::done(path.into(), key)).await
    }

    /// Leaves a flash for the page that is shown next.
    ///
    /// # Errors
    /// As [`Posted::done`].
    pub async fn leave(&self, flash: Flash) -> Result<(), Refusal> {
        flash.put(&self.session).await.map_err(|_| Refusal::Failed)
    }

    /// Does the work, then goes where it says, or back to the form with what was typed.
    pub async fn answer(self, work: impl AsyncFnOnce(&mut Self) -> Result<String, Refusal>) -> Response {
        let back = self.path.clone();
        self.answer_at(back, work).await
    }

    /// Like [`Posted::answer`], for a form whose page has another address than what it is posted to.
    pub async fn answer_at(
        mut self,
        page: String,
        work: impl AsyncFnOnce(&mut Self) -> Result<String, Refusal>,
    ) -> Response {
        match work(&mut self).await {
            Ok(path) | Err(Refusal::See(path)) => Redirect::to(&path).into_response(),
            Err(Refusal::Problems(problems)) => {
                let back = Redirect::to(&page);
                match Flash::refused(page, self.fields, problems).put(&self.session).await {
                    Ok(()) => back.into_response(),
                    Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
                }
            }
            Err(refusal) => {
                let chosen = self.actor.as_ref().map(Actor::chosen).unwrap_or_default();
                plain_refusal(&refusal, chosen, &self.headers, &self.request)
            }
        }
    }
}

impl FromRequest<AppState> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let path = request.uri().path().to_string();
        let headers = request.headers().clone();
        let actor = request.extensions().get::<Actor>().cloned();
        let session = request.extensions().get::<Session>().cloned();
        let request_id = request.extensions().get::<RequestId>().cloned();
        let (Some(session), Some(request_id)) = (session, request_id) else {
            return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        let Form(fields) =
            Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self {
            state: state.clone(),
            session,
            actor,
            headers,
            request: request_id,
            path,
            fields: fields.iter().cloned().collect(),
            pairs: fields,
            problems: Vec::new(),
        })
    }
}
