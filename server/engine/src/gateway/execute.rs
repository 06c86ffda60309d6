//! A statement from its submission to its end, for those who want its outcome and not a stream of rows.

use super::{GatewayOperator, Page, Payload, RowFormat, Submission, Token};
use crate::{Error, error::Result};
use model::flink::{
    FlinkJobId, OperationHandle, SessionHandle,
    rows::{Cell, ChangeKind, Column, read_cells},
};
use std::time::Duration;

/// How many rows are kept.
const MOST_ROWS: usize = 100;
/// Between two looks at a result that has nothing new.
const PAUSE: Duration = Duration::from_millis(100);
/// Between two tries at a gateway that does not answer.
const RETRY: Duration = Duration::from_millis(500);
/// How often in a row a page may fail to come.
const MOST_FAILURES: u32 = 5;

/// What a statement came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Executed {
    /// The columns of its rows.
    pub columns: Vec<Column>,
    /// Its first 100 rows.
    pub rows: Vec<ExecutedRow>,
    /// True when there were more.
    pub is_cut: bool,
    /// The job it started, if it started one.
    pub job_id: Option<FlinkJobId>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutedRow {
    /// What it does to the result.
    pub kind: ChangeKind,
    /// Its values.
    pub cells: Vec<Cell>,
}

impl Executed {
    /// The first value, if it is a text: a plan, a savepoint's path, a job's id.
    pub fn first_text(&self) -> Option<&str> {
        match self.rows.first()?.cells.first()? {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl GatewayOperator {
    /// Runs a statement to its end. A query is left once there are more rows than are kept, which ends its job.
    ///
    /// There is no bound on the time: a caller sets one by `tokio::time::timeout`. Then, and when the gateway does not
    /// answer, the statement may go on, and with it an operation that is kept until the session ends.
    ///
    /// # Errors
    /// [`Error::Statement`] when it failed, [`Error::DuplicateJob`] when a job of the chosen id was submitted before,
    /// [`Error::SessionLost`] when there is no such session (any more): then it was not taken, or a job was submitted
    /// and is told by its id only; a [transient](Error::is_transient) one when the gateway does not answer, again and
    /// again; and whatever else can go wrong.
    pub async fn execute(&self, session: SessionHandle, submission: &Submission) -> Result<Executed> {
        let operation = self.submit(session, submission).await?;
        let outcome = self.draw((session, operation)).await;
        if !matches!(&outcome, Err(error) if is_gone(error)) {
            // Otherwise the gateway would keep it as long as the session; that it does is no failure of the statement.
            if let Err(error) = self.close_operation(session, operation).await {
                tracing::debug!("an operation that ended could not be closed: {error}");
            }
        }
        outcome
    }

    async fn draw(&self, handles: (SessionHandle, OperationHandle)) -> Result<Executed> {
        let (mut token, mut executed, mut failures) = (Token::FIRST, Executed::default(), 0);
        loop {
            match self.fetch(handles, token, RowFormat::Json).await {
                Ok(Page::EndOfStream) => return Ok(executed),
                Ok(Page::NotReady) => tokio::time::sleep(PAUSE).await,
                Ok(Page::Payload(payload)) => {
                    (token, failures) = (payload.next_token, 0);
                    executed.keep(&payload)?;
                    if executed.is_cut && payload.is_query {
                        return Ok(executed);
                    }
                    if payload.rows.is_empty() {
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                Err(error) if error.is_transient() && failures < MOST_FAILURES => {
                    failures += 1;
                    tokio::time::sleep(RETRY).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Executed {
    fn keep(&mut self, payload: &Payload) -> Result<()> {
        if self.columns.is_empty() {
            self.columns.clone_from(&payload.columns);
        }
        self.job_id = self.job_id.or(payload.job_id);
        let room = MOST_ROWS - self.rows.len();
        self.is_cut |= payload.rows.len() > room;
        for row in payload.rows.iter().take(room) {
            let cells = read_cells(row.fields).map_err(|_| Error::nonsense("a row", row.fields.as_bytes()))?;
            self.rows.push(ExecutedRow { kind: row.kind, cells });
        }
        Ok(())
    }
}

/// Nobody is there to whom it could be said that the operation is not needed any more.
fn is_gone(error: &Error) -> bool {
    error.is_transient() || matches!(error, Error::SessionLost | Error::OperationLost | Error::Unreachable(_))
}
