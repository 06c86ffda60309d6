//! One query as lists show it.

use super::list::QuerySummary;
use crate::{
    Query, Result, Store,
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

/// How much of a statement lists show, in characters.
const SHOWN: usize = 400;

impl Store {
    /// A query of the project as its line in a list shows it.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn query_summary(&self, scope: &Scope<QueryView>, id: QueryId) -> Result<QuerySummary> {
        let here = queries::id.eq(Stored(id)).and(queries::project_id.eq(Stored(scope.project())));
        let (query, user_name, cluster_name): (Query, String, Option<String>) = with_conn!(self, |conn| {
            queries::table
                .inner_join(users::table)
                .left_join(session_clusters::table)
                .filter(here)
                .select((Query::as_select(), users::display_name, session_clusters::name.nullable()))
                .first(conn)
                .await?
        });
        Ok(summary(query, user_name, cluster_name))
    }
}

fn summary(query: Query, user_name: String, cluster_name: Option<String>) -> QuerySummary {
    QuerySummary {
        id: query.id,
        user_id: query.user_id,
        user_name,
        cluster_id: query.cluster_id,
        cluster_name,
        script_id: query.script_id,
        statement: query.statement.chars().take(SHOWN).collect(),
        kind: query.kind,
        state: query.state,
        rows: query.rows,
        requested_at: query.requested_at,
        ended_at: query.ended_at,
        took_ms: query.ended_at.map(|ended| (ended - query.requested_at).num_milliseconds()),
        revision: query.revision,
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
            let statement = format!("SELECT '{}'", "ö".repeat(SHOWN));
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
            assert_eq!((over.took_ms, over.statement.chars().count()), (Some(1500), SHOWN));
            assert_eq!(over, listed().await);

            let elsewhere = store.project_of(&desk.admin, "Other").await;
            let foreign = store.query_summary(&elsewhere.allow().unwrap(), query.id).await;
            assert!(matches!(foreign, Err(Error::Missing)));
        }
    }
}
