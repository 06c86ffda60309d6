//! A Flink and its gateway that answer as a script says, remember what they were asked, and can fall silent at any step.
//!
//! A query is a stream of numbered rows, a page at a time; like the real one, it gives the current page or the one before,
//! and nothing else. A statement's job is what the REST half shows.

use crate::jobs::Down;
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use url::Url;

/// Where it falls silent: what is asked there has its effect, but no answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silent {
    /// When a session is to be opened.
    Session,
    /// When a statement is handed in, and has not arrived.
    BeforeSubmit,
    /// When a statement is handed in, and has arrived.
    Submit,
    /// When the page with this token is asked for, which it then has given.
    Page(u64),
    /// When the page with this token is asked for, before it notices.
    BeforePage(u64),
}

/// What a statement does.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    /// Rows on each page.
    pub(crate) rows: u64,
    /// After so many pages it ends; `None` for a stream.
    pub(crate) pages: Option<u64>,
    /// How often it says first that nothing is ready.
    pub(crate) not_ready: u32,
    /// It fails instead, with this trace.
    pub(crate) fails: Option<String>,
}

impl Default for Script {
    fn default() -> Self {
        Self { rows: 3, pages: None, not_ready: 2, fails: None }
    }
}

#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) script: Script,
    pub(crate) silent: Option<Silent>,
    pub(crate) down: Option<Down>,
    /// A job that was passed on by a gateway that went down.
    on_its_way: Option<String>,
    /// Which process the JobManager is.
    process: u32,
    /// Snapshots whose files cannot be deleted; those that were.
    pub(crate) stuck: Option<String>,
    pub(crate) disposed: Vec<String>,
    /// So long the next statement is on its way.
    pub(crate) slow_submit: Option<Duration>,
    /// Answers that a broken proxy gives before the real ones.
    pub(crate) nonsense: u32,
    sessions: HashMap<String, bool>,
    operations: HashMap<String, Operation>,
    /// Jobs and what they do.
    pub(crate) jobs: HashMap<String, String>,
    /// What is said of the inside of every job, by the rest of the address.
    pub(crate) inside: HashMap<&'static str, Value>,
    /// Every statement that arrived.
    pub(crate) statements: Vec<String>,
    pub(crate) cancelled: Vec<String>,
    made: u64,
}

struct Operation {
    statement: String,
    job: Option<String>,
    next: u64,
    not_ready: u32,
}

/// The stand-in.
#[derive(Clone)]
pub(crate) struct Gateway {
    pub(crate) url: Url,
    inner: Arc<Mutex<Inner>>,
}

impl Gateway {
    pub(crate) async fn new(script: Script) -> Self {
        let inner = Arc::new(Mutex::new(Inner { script, ..Inner::default() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, inner }
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Inner) -> T) -> T {
        look(&mut self.inner.lock().unwrap())
    }

    /// Forgets all sessions, as after a start; jobs stay, as they do.
    pub(crate) fn restart(&self) {
        self.with(|inner| {
            inner.sessions.clear();
            inner.operations.clear();
        });
    }

    /// Lets the stream come to its end a few pages from here; how many rows it has given then.
    pub(crate) fn end_soon(&self) -> u64 {
        self.with(|inner| {
            let selects = inner.operations.values().filter(|operation| operation.statement.starts_with("SELECT"));
            let pages = selects.map(|operation| operation.next).max().unwrap() + 20;
            inner.script.pages = Some(pages);
            pages * inner.script.rows
        })
    }

    /// How many jobs run.
    pub(crate) fn running(&self) -> usize {
        self.with(|inner| inner.jobs.values().filter(|state| *state == "RUNNING").count())
    }

    /// Waits until just one job was submitted and runs no more.
    pub(crate) async fn until_job_is_gone(&self) {
        for _ in 0..1000 {
            if self.with(|inner| inner.jobs.len()) == 1 && self.running() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} jobs run", self.running());
    }

    /// Waits until it fell silent at a step.
    pub(crate) async fn until_silent(&self) {
        for _ in 0..1000 {
            if self.with(|inner| inner.silent.is_none()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it was never asked for what it was to be silent about");
    }
}

impl Inner {
    /// Once only: whoever asks again gets an answer.
    fn falls_silent(&mut self, at: Silent) -> bool {
        let falls = self.silent == Some(at);
        if falls {
            self.silent = None;
        }
        falls
    }
}

async fn answer(State(inner): State<Arc<Mutex<Inner>>>, method: Method, uri: Uri, body: Bytes) -> Response {
    let path = uri.path().trim_matches('/').to_owned();
    let segments: Vec<&str> = path.split('/').collect();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let is_sent = path.ends_with("statements") && !body["statement"].to_string().contains("SHOW CURRENT");
    let slow = inner.lock().unwrap().slow_submit.take_if(|_| is_sent);
    if let Some(time) = slow {
        tokio::time::sleep(time).await;
    }
    let answered = inner.lock().unwrap().handle(&method, &segments, &body);
    match answered {
        Some(response) => response,
        None => std::future::pending().await,
    }
}

impl Inner {
    fn handle(&mut self, method: &Method, path: &[&str], body: &Value) -> Option<Response> {
        match (method.as_str(), path) {
            ("POST", ["v2", "sessions"]) if self.on_its_way.is_some() => {
                if let Some(job) = self.on_its_way.clone().filter(|_| self.down == Some(Down::Arrives)) {
                    self.jobs.insert(job, "RUNNING".into());
                }
                Some(exception("The gateway is broken."))
            }
            ("GET", ["jobmanager", "config"]) => {
                let folder = format!("/tmp/flink-web-{}", self.process);
                Some(ok(json!([{ "key": "web.tmpdir", "value": folder }])))
            }
            ("POST", ["savepoint-disposal"]) => {
                let path = body["savepoint-path"].as_str().unwrap_or_default().to_owned();
                self.disposed.push(path);
                Some(ok(json!({ "request-id": format!("{:032x}", self.disposed.len()) })))
            }
            ("GET", ["savepoint-disposal", trigger]) => {
                let number = usize::from_str_radix(trigger, 16).unwrap();
                let is_stuck = self.stuck.as_ref() == Some(&self.disposed[number - 1]);
                let cause = is_stuck.then(|| json!({ "class": "a.B", "stack-trace": "a.B: access denied" }));
                Some(ok(json!({ "status": { "id": "COMPLETED" }, "operation": { "failure-cause": cause } })))
            }
            ("POST", ["v2", "sessions"]) => {
                let session = self.name();
                self.sessions.insert(session.clone(), true);
                (!self.falls_silent(Silent::Session)).then(|| ok(json!({ "sessionHandle": session })))
            }
            ("GET", ["overview"]) => Some(ok(json!({
                "taskmanagers": 1, "slots-total": 4, "slots-available": 4, "flink-version": "1.20.3",
            }))),
            ("GET", ["jobs", "overview"]) => {
                let jobs = self.jobs.iter().map(|(id, state)| json!({ "jid": id, "name": "n", "state": state }));
                Some(ok(json!({ "jobs": jobs.collect::<Vec<_>>() })))
            }
            ("GET", ["jobs", job, "status"]) => Some(match self.jobs.get(*job) {
                Some(state) => ok(json!({ "status": state })),
                None => fault(StatusCode::NOT_FOUND, "Job could not be found"),
            }),
            ("GET", ["jobs", job, rest @ ..]) => {
                let said = self.inside.get(rest.join("/").as_str()).filter(|_| self.jobs.contains_key(*job));
                Some(said.map_or_else(|| fault(StatusCode::NOT_FOUND, "Not found"), |said| ok(said.clone())))
            }
            ("PATCH", ["jobs", job]) => {
                self.cancelled.push((*job).to_owned());
                self.jobs.insert((*job).to_owned(), "CANCELED".into());
                Some(ok(json!({})))
            }
            (_, ["v2", "sessions", session, rest @ ..]) => {
                if !self.sessions.contains_key(*session) {
                    return Some(exception(&format!("Session '{session}' does not exist.")));
                }
                self.in_session(method, session, rest, body)
            }
            _ => Some(fault(StatusCode::NOT_FOUND, "Not found")),
        }
    }

    fn in_session(&mut self, method: &Method, session: &str, path: &[&str], body: &Value) -> Option<Response> {
        match (method.as_str(), path) {
            ("GET", []) => Some(ok(json!({ "properties": {} }))),
            ("DELETE", []) => {
                self.sessions.remove(session);
                Some(ok(json!({ "status": "CLOSED" })))
            }
            ("POST", ["heartbeat" | "configure-session"]) => Some(ok(json!({}))),
            ("POST", ["statements"]) => {
                if self.falls_silent(Silent::BeforeSubmit) {
                    return None;
                }
                let job = body["executionConfig"]["$internal.pipeline.job-id"].as_str();
                if let (Some(down), Some(job)) = (self.down, job) {
                    self.statements.push(body["statement"].as_str().unwrap_or_default().to_owned());
                    self.sessions.clear();
                    match down {
                        Down::WithJobManager => self.process += 1,
                        Down::Arrives | Down::Vanishes => self.on_its_way = Some(job.to_owned()),
                    }
                    return Some(StatusCode::SERVICE_UNAVAILABLE.into_response());
                }
                let operation = self.submit(body);
                (!self.falls_silent(Silent::Submit)).then(|| ok(json!({ "operationHandle": operation })))
            }
            (_, ["operations", operation, rest @ ..]) => match (method.as_str(), rest) {
                ("GET", ["result", token]) => self.page(session, operation, token.parse().unwrap()),
                ("DELETE", ["close"]) => {
                    let closed = self.operations.remove(*operation);
                    if let Some(job) =
                        closed.and_then(|closed| closed.job.filter(|_| closed.statement.starts_with("SELECT")))
                    {
                        self.jobs.insert(job, "CANCELED".into());
                    }
                    Some(ok(json!({ "status": "CLOSED" })))
                }
                _ => Some(exception("Failed to convert the Operation Status from FINISHED to CANCELED.")),
            },
            _ => Some(fault(StatusCode::NOT_FOUND, "Not found")),
        }
    }

    fn submit(&mut self, body: &Value) -> String {
        let statement = body["statement"].as_str().unwrap_or_default().to_owned();
        let job = body["executionConfig"]["$internal.pipeline.job-id"].as_str().map(str::to_owned);
        // Ours are not counted.
        if !statement.starts_with("SHOW CURRENT") {
            self.statements.push(statement.clone());
        }
        if let Some(job) = &job
            && self.script.fails.is_none()
        {
            assert!(!self.jobs.contains_key(job), "a job was submitted twice");
            self.jobs.insert(job.clone(), "RUNNING".into());
        }
        let operation = self.name();
        let not_ready = self.script.not_ready;
        self.operations.insert(operation.clone(), Operation { statement, job, next: 0, not_ready });
        operation
    }

    fn page(&mut self, session: &str, operation: &str, token: u64) -> Option<Response> {
        if self.falls_silent(Silent::BeforePage(token)) {
            return None;
        }
        if self.nonsense > 0 {
            self.nonsense -= 1;
            return Some((StatusCode::OK, "<html>Hello</html>").into_response());
        }
        let script = self.script.clone();
        let Some(known) = self.operations.get_mut(operation) else {
            return Some(exception(&format!(
                "Can not find the submitted operation in the OperationManager with the {operation}."
            )));
        };
        let uri = |token: u64| format!("/v2/sessions/{session}/operations/{operation}/result/{token}?rowFormat=JSON");
        if let Some(trace) = script.fails.filter(|_| !known.statement.starts_with("SHOW CURRENT")) {
            return Some(fault(StatusCode::INTERNAL_SERVER_ERROR, &trace));
        }
        if known.not_ready > 0 {
            known.not_ready -= 1;
            return Some(ok(json!({ "resultType": "NOT_READY", "nextResultUri": uri(token) })));
        }
        if token != known.next && token + 1 != known.next {
            let said =
                format!("Expecting token to be {} or {}, but found {token}", known.next, known.next.saturating_sub(1));
            return Some(exception(&said));
        }
        known.next = token + 1;
        let (statement, job) = (known.statement.clone(), known.job.clone());
        let is_select = statement.starts_with("SELECT");
        let pages = if is_select { script.pages } else { Some(1) };
        let response = match pages.is_some_and(|pages| token >= pages) {
            true => {
                if let Some(job) = job.filter(|_| is_select) {
                    self.jobs.insert(job, "FINISHED".into());
                }
                json!({ "resultType": "EOS", "isQueryResult": is_select, "resultKind": null,
                    "results": { "columns": [], "rowFormat": "JSON", "data": [] } })
            }
            false => {
                let (name, kind, data) = match (is_select, &job, statement.as_str()) {
                    (true, ..) => {
                        ("n", "BIGINT", (token * script.rows..(token + 1) * script.rows).map(|n| json!([n])).collect())
                    }
                    (_, Some(job), _) => ("job id", "VARCHAR", vec![json!([job])]),
                    (_, _, "SHOW JOBS") => {
                        let jobs = self.jobs.keys().map(|job| json!([job, "x"]));
                        ("job id", "VARCHAR", jobs.collect::<Vec<_>>())
                    }
                    (_, _, text) if text.starts_with("SHOW CURRENT") => {
                        ("result", "VARCHAR", vec![json!(["somewhere"])])
                    }
                    _ => ("result", "VARCHAR", vec![json!(["OK"])]),
                };
                let mut logical = json!({ "type": kind, "nullable": true });
                if kind == "VARCHAR" {
                    logical["length"] = json!(2147483647);
                }
                let data: Vec<Value> =
                    data.into_iter().map(|fields| json!({ "kind": "INSERT", "fields": fields })).collect();
                json!({ "resultType": "PAYLOAD", "isQueryResult": is_select, "jobID": job, "resultKind": "SUCCESS_WITH_CONTENT",
                    "results": { "columns": [{ "name": name, "logicalType": logical, "comment": null }],
                        "rowFormat": "JSON", "data": data },
                    "nextResultUri": uri(token + 1) })
            }
        };
        (!self.falls_silent(Silent::Page(token))).then(|| ok(response))
    }

    fn name(&mut self) -> String {
        self.made += 1;
        format!("00000000-0000-4000-8000-{:012x}", self.made)
    }
}

fn ok(body: Value) -> Response {
    Json(body).into_response()
}

fn fault(status: StatusCode, said: &str) -> Response {
    (status, Json(json!({ "errors": ["Internal server error.", said] }))).into_response()
}

fn exception(said: &str) -> Response {
    let class = "org.apache.flink.table.gateway.api.utils.SqlGatewayException";
    let trace =
        format!("<Exception on server side:\n{class}: Failed.\nCaused by: {class}: {said}\n\tat a.b(C.java:1)\n");
    fault(StatusCode::INTERNAL_SERVER_ERROR, &trace)
}
