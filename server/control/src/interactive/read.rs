//! Reading rows.

use crate::Control;
use model::{
    QueryId,
    authority::{QueryView, Scope},
};
use store::{Query, Result, Window};

/// A query as it is, and some of its rows.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its record.
    pub query: Query,
    /// The rows.
    pub window: Window,
}

impl Control {
    /// At most 5,000 rows of a query from a number on, and its record. That somebody looks is noted: a query nobody looks at
    /// is closed after a while.
    ///
    /// # Errors
    /// [`store::Error::Missing`].
    pub async fn read(&self, scope: &Scope<QueryView>, id: QueryId, from: u64, count: u32) -> Result<Reading> {
        let shared = self.shared();
        // The record first: rows that come in between are in the window, and the next look tells of them.
        let query = shared.store.query(scope, id).await?;
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let window = shared.store.read_window(scope, id, from, i64::from(count)).await?;
        if !query.state.is_over() {
            shared.store.note_read(scope, id).await?;
        }
        Ok(Reading { query, window })
    }
}
