//! One query, from its record to its end: sent once, drawn page by page, ended on the engine too.
//!
//! Each step is recorded before the next one is done, so whoever takes the query over begins at the record: what was not sent
//! is sent; what may have been sent is not sent again, but its job is cancelled; what was drawn up to a token is drawn on from
//! that token, of which the gateway keeps the page until the next one was asked for.

mod announce;
mod draw;
mod end;
mod halt;
mod pace;
mod salvage;
mod statement;
mod steady;
mod submit;
mod weigh;

use crate::{
    pumps::Wish,
    sessions::{self, Whereabouts},
    shared::Shared,
};
use halt::Halt;
use model::{QueryError, QueryState, sql::StatementKind};
use std::{convert::Infallible, sync::Arc, time::Duration};
use store::{GatewaySession, Query, QueryEnd, QueryLease};
use tokio::sync::watch;

/// One query on its way.
struct Pump {
    shared: Arc<Shared>,
    query: Query,
    lease: QueryLease,
    wish: watch::Receiver<Wish>,
    kind: StatementKind,
    /// Where the session stood that was lost before this query came.
    lost: Option<Whereabouts>,
    /// True when the engine has shown a page: whatever job there is, it is known to the engine.
    opened: bool,
}

/// Draws a query from now on, until it is over, somebody else's, or this server stops.
pub(crate) fn start(shared: &Arc<Shared>, query: Query, lease: QueryLease, lost: Option<Whereabouts>) {
    let wish =
        Wish { stop: query.stop_requested, keep_newest: query.keep_newest, last_read: query.last_read_at, lost: false };
    let (id, fence) = (query.id, query.fence);
    let wish = shared.pumps.add(id, fence, wish);
    let kind = statement::kind_of(&query.statement);
    let opened = query.result_columns.is_some();
    let pump = Pump { shared: shared.clone(), query, lease, wish, kind, lost, opened };
    let owner = shared.clone();
    shared.spawn(async move {
        pump.run().await;
        owner.pumps.remove(id, fence);
    });
}

impl Pump {
    async fn run(mut self) {
        let halt = match self.drive().await {
            Ok(never) => match never {},
            Err(halt) => halt,
        };
        let end = match halt {
            Halt::Left => return,
            Halt::End(end) => *end,
            Halt::Stopped => QueryEnd { state: QueryState::Stopped, error: None },
            Halt::Unread => QueryEnd { state: QueryState::Unread, error: None },
            Halt::Store(error) => {
                tracing::error!(%error, query = %self.query.id, "a query is given up: what it gives cannot be kept");
                let said = error.to_string();
                QueryEnd { state: QueryState::Lost, error: Some(QueryError::NotKept { said }) }
            }
        };
        let query = self.query.id;
        if let Err(Halt::Store(error)) = self.end(end).await {
            // Its lease ends, and somebody else goes on from the record.
            tracing::error!(%error, %query, "the end of a query could not be recorded");
        }
    }

    /// Goes on from the record.
    async fn drive(&mut self) -> Result<Infallible, Halt> {
        self.check()?;
        match (self.query.state, self.query.operation_handle) {
            (QueryState::Requested, _) => self.submit().await?,
            (_, None) => return Err(self.salvage().await?),
            (_, Some(_)) => {}
        }
        self.draw().await
    }

    /// Refuses to go on when there is a reason to.
    fn check(&self) -> Result<(), Halt> {
        let wish = self.wish.borrow();
        match (wish.lost || self.shared.is_draining(), wish.stop) {
            (true, _) => Err(Halt::Left),
            (_, true) => Err(Halt::Stopped),
            _ => Ok(()),
        }
    }

    /// Waits for something, but not beyond a reason to halt.
    async fn or_halt<T>(&self, work: impl Future<Output = T>) -> Result<T, Halt> {
        let mut wish = self.wish.clone();
        tokio::select! {
            biased;
            _ = wish.wait_for(|wish| wish.lost || wish.stop) => {
                self.check()?;
                Err(Halt::Left)
            }
            () = self.shared.drained() => Err(Halt::Left),
            done = work => Ok(done),
        }
    }

    async fn sleep(&self, time: Duration) -> Result<(), Halt> {
        self.or_halt(tokio::time::sleep(time)).await
    }

    /// What follows from a statement that is done.
    fn follow_up(&self) {
        if self.kind.submits_job() {
            self.shared.acted.notify_one();
        }
        let Some(id) = self.query.session_id.filter(|_| self.moves()) else { return };
        let shared = self.shared.clone();
        self.shared.spawn(async move {
            if let Ok(session) = shared.store.gateway_session(&shared.scope, id).await {
                sessions::look(&shared, &session).await;
            }
        });
    }

    /// Finds out where a session stands at its first statement, without keeping that waiting.
    fn look_at_first(&self, session: GatewaySession) {
        if session.catalog.is_none() && !self.moves() {
            let shared = self.shared.clone();
            self.shared.spawn(async move { sessions::look(&shared, &session).await });
        }
    }

    /// Whether the session may stand elsewhere once the statement is done.
    fn moves(&self) -> bool {
        matches!(self.kind, StatementKind::UseCatalog | StatementKind::UseDatabase | StatementKind::Drop { .. })
    }
}
