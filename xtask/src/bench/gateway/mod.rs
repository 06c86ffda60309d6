//! A stand-in for a session cluster: replays what a Flink 1.20 answered, when a plan says, and knows when each page was ready.
//!
//! It is one port of loopback for the REST half and the SQL Gateway, with a thread a connection. A `SELECT` goes through what
//! the recording went through: `NOT_READY` until its job is submitted, then pages without rows until there are some, then pages
//! of rows. Rows are made whether or not they are fetched, up to one page ahead, as Flink's own buffers do it.

mod answers;
mod operation;

use crate::http;
use answers::Answers;
use anyhow::{Context, Result};
use operation::{Operation, Page};
use serde_json::Value;
use std::{
    collections::HashMap,
    io::{BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// When a `SELECT` answers, and with how much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// From the statement's arrival until its job is submitted.
    pub(super) submitted: Duration,
    /// From the statement's arrival until its first page of rows is ready: the gateway's own time.
    pub(super) first: Duration,
    /// From one page of rows to the next, while they are fetched as fast.
    pub(super) every: Duration,
    /// Pages with rows, before the end.
    pub(super) pages: u64,
    /// Rows on each.
    pub(super) rows: usize,
}

/// The stand-in. It answers until this program ends.
#[derive(Clone, Debug)]
pub(super) struct Gateway {
    /// Its port of loopback.
    pub(super) port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    answers: Answers,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    plan: Plan,
    /// The rows of one page: all pages have the same.
    rows: Arc<str>,
    operations: HashMap<String, Operation>,
    times: HashMap<String, Times>,
    made: u64,
}

/// When what happened to a statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// It came in.
    pub(super) arrived: Instant,
    /// Its first page of rows was fetched.
    pub(super) fetched: Option<Instant>,
}

impl Gateway {
    /// Listens, and answers by this plan.
    pub(super) fn start(plan: Plan) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let answers = Answers::read()?;
        let rows = answers.rows(plan.rows).into();
        let state = State { plan, rows, operations: HashMap::new(), times: HashMap::new(), made: 0 };
        let shared = Arc::new(Shared { answers, state: Mutex::new(state) });
        let gateway = Self { port, shared };
        let serving = gateway.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let gateway = serving.clone();
                // A connection ends with an error when the other side closes it, and that is its end.
                thread::spawn(move || gateway.serve(stream));
            }
        });
        Ok(gateway)
    }

    /// Statements that arrive from now on have their first row after so long.
    pub(super) fn set_first(&self, first: Duration) {
        self.state().plan.first = first;
    }

    /// What is known of a statement that arrived; of those with the same text, of the last.
    pub(super) fn times(&self, statement: &str) -> Option<Times> {
        self.state().times.get(statement).copied()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        loop {
            let head = http::read_head(&mut stream)?;
            let length = http::header(&head, "content-length").map_or(Ok(0), str::parse)?;
            let mut body = vec![0; length];
            stream.read_exact(&mut body)?;
            let mut words = head.split(' ');
            let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let body = serde_json::from_slice(&body).unwrap_or_default();
            let (status, text) = match self.answer(method, path, &body) {
                Ok(text) => ("200 OK", text),
                Err(error) => ("500 Internal Server Error", answers::fault(&error)),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: {}\r\n\r\n",
                text.len()
            );
            stream.get_mut().write_all(&[head.as_bytes(), text.as_bytes()].concat())?;
        }
    }

    fn answer(&self, method: &str, path: &str, body: &Value) -> Result<String> {
        let answers = &self.shared.answers;
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Ok(match (method, parts.as_slice()) {
            ("POST", ["v2", "sessions"]) => answers.session.clone(),
            ("POST", [_, _, _, "statements"]) => self.submit(body),
            ("GET", [_, _, _, "operations", operation, "result", token]) => self.page(operation, token.parse()?)?,
            ("DELETE", [_, _, _, "operations", operation, "close"]) => {
                self.state().operations.remove(*operation);
                answers.closed.clone()
            }
            ("GET", ["overview"]) => answers.overview.clone(),
            ("GET", ["jobs", "overview"]) => r#"{"jobs":[]}"#.into(),
            ("GET", ["v2", "info"]) => answers.info.clone(),
            // A heartbeat, a look at the session, its end.
            (_, ["v2", "sessions", ..]) | ("PATCH", ["jobs", _]) => "{}".into(),
            _ => anyhow::bail!("nothing is recorded of {method} {path}"),
        })
    }

    fn submit(&self, body: &Value) -> String {
        let now = Instant::now();
        let mut state = self.state();
        let statement = body["statement"].as_str().unwrap_or_default();
        let job = body["executionConfig"]["$internal.pipeline.job-id"].as_str().unwrap_or_default();
        state.made += 1;
        let operation = format!("00000000-0000-4000-8000-{:012x}", state.made);
        let plan = statement.starts_with("SELECT").then_some(state.plan);
        state.operations.insert(operation.clone(), Operation::new((statement, job), plan, now));
        state.times.insert(statement.into(), Times { arrived: now, fetched: None });
        self.shared.answers.submitted(&operation)
    }

    fn page(&self, operation: &str, token: u64) -> Result<String> {
        let now = Instant::now();
        let mut state = self.state();
        let State { operations, times, rows, .. } = &mut *state;
        let known = operations.get_mut(operation).context("the operation is not known")?;
        let page = known.fetch(token, now)?;
        if let Some(times) = times.get_mut(&known.statement).filter(|_| page == Page::Rows) {
            times.fetched.get_or_insert(now);
        }
        let (job, rows) = (known.job.clone(), rows.clone());
        drop(state);
        Ok(self.shared.answers.page(page, (operation, &job), token, &rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use serde_json::json;

    #[test]
    fn a_statement_is_answered_as_a_gateway_answers_it() {
        let second = Duration::from_secs(1);
        let plan = Plan { submitted: Duration::ZERO, first: Duration::ZERO, every: second, pages: 1, rows: 30 };
        let gateway = Gateway::start(plan).unwrap();
        let mut client = Client::new(gateway.port, "").unwrap();
        let session = client.post_json("/v2/sessions", &json!({})).unwrap()["sessionHandle"].clone();
        let path = format!("/v2/sessions/{}", session.as_str().unwrap());
        let select = json!({"statement": "SELECT 1"});
        let operation = client.post_json(&format!("{path}/statements"), &select).unwrap()["operationHandle"].clone();
        let path = format!("{path}/operations/{}/result", operation.as_str().unwrap());
        let page: Value =
            serde_json::from_str(&client.get(&format!("{path}/0?rowFormat=JSON")).unwrap().text()).unwrap();
        assert_eq!(page["results"]["data"].as_array().unwrap().len(), 30);
        assert_eq!(page["nextResultUri"], format!("{path}/1?rowFormat=JSON"));
        let end: Value =
            serde_json::from_str(&client.get(&format!("{path}/1?rowFormat=JSON")).unwrap().text()).unwrap();
        assert_eq!(end["resultType"], "EOS");
        assert!(gateway.times("SELECT 1").unwrap().fetched.is_some() && gateway.times("SELECT 2").is_none());
    }
}
