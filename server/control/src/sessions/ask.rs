//! A statement of our own, whose answer is one value.

use engine::gateway::{GatewayOperator, Page, RowFormat, Submission, Token};
use model::flink::{
    SessionHandle,
    rows::{Cell, read_cells},
};
use std::time::{Duration, Instant};

/// Statements of ours are quick, once those before them in the session are done.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first value of the first row; nothing when it does not come.
pub(super) async fn one_value(gateway: &GatewayOperator, session: SessionHandle, statement: &str) -> Option<String> {
    let submission = Submission { statement: statement.into(), ..Submission::default() };
    let operation = gateway.submit(session, &submission).await.ok()?;
    let begun = Instant::now();
    let mut value = None;
    while begun.elapsed() < PATIENCE {
        match gateway.fetch((session, operation), Token::FIRST, RowFormat::Json).await {
            Ok(Page::NotReady) => tokio::time::sleep(Duration::from_millis(30)).await,
            Ok(Page::Payload(payload)) => {
                let row = payload.rows.iter().next().and_then(|row| read_cells(row.fields).ok());
                value = row.and_then(|cells| cells.into_iter().next()).and_then(|cell| match cell {
                    Cell::Text(text) => Some(text),
                    _ => None,
                });
                break;
            }
            Ok(Page::EndOfStream) | Err(_) => break,
        }
    }
    // The gateway would keep it until the session ends.
    let _ = gateway.close_operation(session, operation).await;
    value
}
