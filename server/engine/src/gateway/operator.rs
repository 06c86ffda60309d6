//! Running statements at a gateway.

use super::{
    GatewayReader, Page, Token, classify,
    page::MOST_BYTES,
    reader::{Status, operation_path},
};
use crate::{Error, error::Result};
use egress::Call;
use http::Method;
use model::flink::{FlinkJobId, OperationHandle, OperationStatus, SessionHandle};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, time::Duration};

/// Runs statements at a gateway. Only `control` has one.
#[derive(Clone, Debug)]
pub struct GatewayOperator {
    reader: GatewayReader,
}

/// What a session starts with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NewSession {
    /// For the gateway's log.
    #[serde(rename = "sessionName", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Settings.
    pub properties: BTreeMap<String, String>,
}

/// A statement to be run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Submission {
    /// The SQL, without its semicolon.
    pub statement: String,
    /// Settings for this statement only, such as its job's id and name.
    #[serde(rename = "executionConfig")]
    pub execution_config: BTreeMap<String, String>,
}

/// By which a job gets the id that was chosen for it, the name that people know, and its first state.
const JOB_ID: &str = "$internal.pipeline.job-id";
const NAME: &str = "pipeline.name";
const RECOVERY: &str = "execution.state-recovery.path";
const IGNORE_UNCLAIMED: &str = "execution.state-recovery.ignore-unclaimed-state";

impl Submission {
    /// The job that the statement becomes has this id and this name. Submitted twice, it is one job still.
    #[must_use]
    pub fn job(mut self, id: FlinkJobId, name: &str) -> Self {
        self.execution_config.extend([(JOB_ID.to_owned(), id.to_string()), (NAME.to_owned(), name.to_owned())]);
        self
    }

    /// The job goes on from this savepoint or checkpoint. State that nothing in the job takes up is an error, unless it may
    /// be `lost`.
    #[must_use]
    pub fn from_state(mut self, path: &str, lost: bool) -> Self {
        self.execution_config.insert(RECOVERY.to_owned(), path.to_owned());
        if lost {
            self.execution_config.insert(IGNORE_UNCLAIMED.to_owned(), "true".to_owned());
        }
        self
    }
}

/// How the gateway writes values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Values as JSON: structure is kept, a decimal's final zeros are not, and `RAW` cannot be shown.
    Json,
    /// Every value as Flink prints it.
    PlainText,
}

/// Statements that configure a session are run while the call waits: a catalog may be slow to connect.
const CONFIGURE: Duration = Duration::from_secs(120);
/// A page may hold thousands of wide rows.
const FETCH: Duration = Duration::from_secs(60);

impl GatewayOperator {
    pub(crate) fn new(reader: GatewayReader) -> Self {
        Self { reader }
    }

    /// What only looks.
    pub fn reader(&self) -> &GatewayReader {
        &self.reader
    }

    /// Opens a session. It ends by itself when it is not used.
    ///
    /// # Errors
    /// Whatever can go wrong. After [`Error::Unreachable`] a session may have been opened that nobody knows.
    pub async fn open_session(&self, new: &NewSession) -> Result<SessionHandle> {
        #[derive(Deserialize)]
        struct Opened {
            #[serde(rename = "sessionHandle")]
            session: SessionHandle,
        }
        let call = self.reader.link.call(Method::POST, &["v2", "sessions"]).json(new)?;
        Ok(self.reader.link.json::<Opened>("a session handle", call).await?.session)
    }

    /// Keeps a session from ending for another while.
    ///
    /// # Errors
    /// [`Error::SessionLost`] and whatever else can go wrong.
    pub async fn heartbeat(&self, session: SessionHandle) -> Result<()> {
        let call = self.reader.link.call(Method::POST, &["v2", "sessions", &session.to_string(), "heartbeat"]);
        self.in_session::<Nothing>(session, "a heartbeat", call).await.map(drop)
    }

    /// Closes a session with its queries; one that is gone is closed. `INSERT` jobs go on.
    ///
    /// # Errors
    /// Whatever can go wrong, but never [`Error::SessionLost`].
    pub async fn close_session(&self, session: SessionHandle) -> Result<()> {
        let call = self.reader.link.call(Method::DELETE, &["v2", "sessions", &session.to_string()]);
        match self.in_session::<Nothing>(session, "a closed session", call).await {
            Ok(_) | Err(Error::SessionLost) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Runs a statement that changes the session (`SET`, `USE`, `CREATE …`), and waits for it.
    ///
    /// # Errors
    /// [`Error::SessionLost`], [`Error::Statement`] and whatever else can go wrong.
    pub async fn configure(&self, session: SessionHandle, statement: &str) -> Result<()> {
        #[derive(Serialize)]
        struct Configure<'a> {
            statement: &'a str,
        }
        let path = ["v2", "sessions", &session.to_string(), "configure-session"];
        let call = self.reader.link.call(Method::POST, &path).json(&Configure { statement })?.within(CONFIGURE);
        let answer = self.reader.link.json::<Nothing>("a configured session", call).await;
        answer.map(drop).map_err(|error| classify::of_statement(session, error))
    }

    /// Hands a statement in; whether it is any good is told by [`GatewayOperator::fetch`].
    ///
    /// # Errors
    /// [`Error::SessionLost`] and whatever else can go wrong. After [`Error::Unreachable`] the statement may be
    /// running: a job id in `execution_config` makes handing it in again harmless.
    pub async fn submit(&self, session: SessionHandle, submission: &Submission) -> Result<OperationHandle> {
        #[derive(Deserialize)]
        struct Submitted {
            #[serde(rename = "operationHandle")]
            operation: OperationHandle,
        }
        let path = ["v2", "sessions", &session.to_string(), "statements"];
        let call = self.reader.link.call(Method::POST, &path).json(submission)?;
        let answer = self.reader.link.json::<Submitted>("an operation handle", call).await;
        answer.map(|answer| answer.operation).map_err(|error| classify::of_statement(session, error))
    }

    /// Takes a page of a result. The gateway forgets all pages before it.
    ///
    /// # Errors
    /// [`Error::Statement`] when the statement failed, [`Error::WrongToken`], [`Error::SessionLost`],
    /// [`Error::OperationLost`], [`Error::DuplicateJob`], [`Error::Nonsense`] and whatever else can go wrong. After
    /// a [transient](Error::is_transient) one the same token is asked for again.
    pub async fn fetch(
        &self,
        (session, operation): (SessionHandle, OperationHandle),
        token: Token,
        format: RowFormat,
    ) -> Result<Page> {
        let path = operation_path(session, operation, "result");
        let number = token.to_string();
        let segments: Vec<&str> = path.each().into_iter().chain([number.as_str()]).collect();
        let mut url = self.reader.link.url(&segments);
        url.query_pairs_mut().append_pair("rowFormat", format.as_str());
        let call = self.reader.link.call_to(Method::GET, url).within(FETCH);
        let body = self.reader.link.bytes(call, MOST_BYTES).await;
        Page::parse(body.map_err(|error| classify::of_statement(session, error))?, token)
    }

    /// Closes an operation: stops a query's job; one that is gone is closed. An `INSERT` job goes on.
    ///
    /// # Errors
    /// Whatever can go wrong, but neither [`Error::SessionLost`] nor [`Error::OperationLost`].
    pub async fn close_operation(&self, session: SessionHandle, operation: OperationHandle) -> Result<()> {
        let call = self.reader.link.call(Method::DELETE, &operation_path(session, operation, "close").each());
        match self.in_session::<Status>(session, "a closed operation", call).await {
            Ok(_) | Err(Error::SessionLost | Error::OperationLost) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Cancels an operation that is running. A query whose result is open is not: that is closed.
    ///
    /// # Errors
    /// [`Error::Failed`] when it is not running, and whatever else can go wrong.
    pub async fn cancel_operation(
        &self,
        session: SessionHandle,
        operation: OperationHandle,
    ) -> Result<OperationStatus> {
        let call = self.reader.link.call(Method::POST, &operation_path(session, operation, "cancel").each());
        Ok(self.in_session::<Status>(session, "a cancelled operation", call).await?.status)
    }

    /// What could stand at a position (in UTF-16 units) of a statement: names of tables, functions and words.
    ///
    /// # Errors
    /// [`Error::SessionLost`] and whatever else can go wrong.
    pub async fn complete_statement(
        &self,
        session: SessionHandle,
        statement: &str,
        position: u32,
    ) -> Result<Vec<String>> {
        #[derive(Serialize)]
        struct Complete<'a> {
            statement: &'a str,
            position: u32,
        }
        #[derive(Deserialize)]
        struct Completed {
            candidates: Vec<String>,
        }
        let path = ["v2", "sessions", &session.to_string(), "complete-statement"];
        // A GET with a body: that is how the gateway takes it, and POST is not found.
        let call = self.reader.link.call(Method::GET, &path).json(&Complete { statement, position })?;
        Ok(self.in_session::<Completed>(session, "completions", call).await?.candidates)
    }

    async fn in_session<T: DeserializeOwned>(
        &self,
        session: SessionHandle,
        expected: &'static str,
        call: Call,
    ) -> Result<T> {
        let answer = self.reader.link.json(expected, call).await;
        answer.map_err(|error| classify::of_session(session, error))
    }
}

impl RowFormat {
    fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::PlainText => "PLAIN_TEXT",
        }
    }
}

/// An object that says nothing.
#[derive(Deserialize)]
struct Nothing {}
