//! One query as lists show it.

use super::list::{QuerySummary, SHOWN, substr, summaries};
use crate::{
    Result, Store,
    database::with_conn,
    schema::{queries, session_clusters, users},
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    QueryId,
    authority::{QueryView, Scope},
};

impl Store {
    /// A query of the project as its line in a list shows it.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn query_summary(&self, scope: &Scope<QueryView>, id: QueryId) -> Result<QuerySummary> {
        let here = queries::id.eq(Stored(id)).and(queries::project_id.eq(Stored(scope.project())));
        with_conn!(self, |conn| Ok(summaries!().filter(here).first(conn).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Error, PageRequest, QueryEnd, QueryFilter,
        testing::{desk::Desk, on_each_database},
    };
    use chrono::TimeDelta;
    use model::{QuerySort, QueryState};

    on_each_database! {
        async fn one_query_is_summed_up_as_the_list_does_it(store: TestStore) {
            let desk = Desk::new(&store).await;
            let statement = format!("SELECT '{}'", "ö".repeat(SHOWN as usize));
            let (query, lease) = desk.query(&store, &statement).await;
            let scope: Scope<QueryView> = desk.scope();
            let all = QueryFilter::default();
            let listed = async || {
                let page = store.queries(&scope, &all, QuerySort::Newest, PageRequest::default()).await;
                page.unwrap().rows.remove(0)
            };
            assert_eq!(store.query_summary(&scope, query.id).await.unwrap(), listed().await);
            store.wait(TimeDelta::milliseconds(1500));
            let end = QueryEnd { state: QueryState::Stopped, error: None };
            store.finish_query(&desk.server, &lease, end).await.unwrap();
            let over = store.query_summary(&scope, query.id).await.unwrap();
            assert_eq!((over.took_ms, over.statement.chars().count()), (Some(1500), SHOWN as usize));
            assert_eq!(over, listed().await);

            let elsewhere = store.project_of(&desk.admin, "Other").await;
            let foreign = store.query_summary(&elsewhere.allow().unwrap(), query.id).await;
            assert!(matches!(foreign, Err(Error::Missing)));
        }
    }
}
