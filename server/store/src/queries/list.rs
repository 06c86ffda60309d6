//! The history of a project: a million queries, fifty at a time.

use crate::{
    PageRequest, Result, Store,
    database::with_conn,
    schema::{queries, session_clusters, users},
    search::{self, lower},
    stored::Stored,
};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Integer, Text},
};
use diesel_async::RunQueryDsl;
use model::{
    QueryId, QuerySort, QueryState, ScriptId, SessionClusterId, UserId,
    authority::{QueryView, Scope},
};

/// Rows are counted up to here: nobody turns more pages than this, and counting a million takes long.
const COUNTED: i64 = 2_000;
/// A text is looked for in this many of the newest queries.
const SEARCHED: i64 = 20_000;
/// How much of a statement a list shows, in characters.
pub(super) const SHOWN: i32 = 400;

diesel::define_sql_function! {
    /// A part of a text; the same in both databases.
    fn substr(text: Text, from: Integer, most: Integer) -> Text;
}

/// Queries as [`QuerySummary`] reads them. A macro, because the type of such a select is as long as the select.
macro_rules! summaries {
    () => {
        queries::table.inner_join(users::table).left_join(session_clusters::table).select((
            queries::id,
            queries::user_id,
            users::display_name,
            queries::cluster_id,
            session_clusters::name.nullable(),
            queries::script_id,
            substr(queries::statement, 1, SHOWN),
            queries::kind,
            queries::state,
            queries::rows,
            queries::requested_at,
            queries::ended_at,
            queries::took_ms,
            queries::revision,
        ))
    };
}
pub(super) use summaries;

/// Which queries. All that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct QueryFilter {
    /// Only those of the person who asks.
    pub mine: bool,
    /// Run on this cluster.
    pub cluster: Option<SessionClusterId>,
    /// In this state.
    pub state: Option<QueryState>,
    /// Only those that are not over, or only those that are.
    pub is_over: Option<bool>,
    /// Of this kind, as a code.
    pub kind: Option<String>,
    /// With this in their text, whatever its case.
    pub text: Option<String>,
    /// Asked for not before.
    pub from: Option<DateTime<Utc>>,
    /// Asked for before.
    pub until: Option<DateTime<Utc>>,
}

/// A query as lists show it.
#[derive(Clone, Debug, PartialEq, Hash, Queryable)]
pub struct QuerySummary {
    /// Which one.
    #[diesel(deserialize_as = Stored<QueryId>)]
    pub id: QueryId,
    /// Who ran it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub user_id: UserId,
    /// How that person is called.
    pub user_name: String,
    /// On which cluster.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub cluster_id: SessionClusterId,
    /// How the cluster is called; `None` when it is gone.
    pub cluster_name: Option<String>,
    /// From which script; it may be gone.
    #[diesel(deserialize_as = Stored<Option<ScriptId>>)]
    pub script_id: Option<ScriptId>,
    /// The first 400 characters of what was run.
    pub statement: String,
    /// The code of its kind: `select`.
    pub kind: String,
    /// What it is doing, or how it ended.
    #[diesel(deserialize_as = Stored<QueryState>)]
    pub state: QueryState,
    /// How many rows were drawn.
    pub rows: i64,
    /// When it was asked for.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub requested_at: DateTime<Utc>,
    /// When it was over.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// From asking to the end, in milliseconds.
    pub took_ms: Option<i64>,
    /// Goes up with every change.
    pub revision: i64,
}

/// How many rows there are, as far as they were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Just so many.
    Exactly(i64),
    /// More than this; counting stopped.
    MoreThan(i64),
}

/// A page of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryPage {
    /// Its rows.
    pub rows: Vec<QuerySummary>,
    /// How many rows all pages have.
    pub total: Counted,
    /// A text was looked for only in queries since then: there are many more.
    pub searched_since: Option<DateTime<Utc>>,
}

impl Store {
    /// A page of the project's history.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queries(
        &self,
        scope: &Scope<QueryView>,
        filter: &QueryFilter,
        sort: QuerySort,
        page: PageRequest,
    ) -> Result<QueryPage> {
        // The same conditions for the rows, for their number, and for where a search stops.
        macro_rules! filtered {
            ($query:expr) => {{
                let mut query = $query.filter(queries::project_id.eq(Stored(scope.project()))).into_boxed();
                if filter.mine {
                    query = query.filter(queries::user_id.eq(Stored(scope.user())));
                }
                if let Some(cluster) = filter.cluster {
                    query = query.filter(queries::cluster_id.eq(Stored(cluster)));
                }
                if let Some(state) = filter.state {
                    query = query.filter(queries::state.eq(Stored(state)));
                }
                match filter.is_over {
                    // What is not over took no time yet; what is in a state that is over took some, and is not asked.
                    _ if sort == QuerySort::Longest && !filter.state.is_some_and(QueryState::is_over) => {
                        query = query.filter(queries::took_ms.is_not_null())
                    }
                    Some(true) => query = query.filter(queries::ended_at.is_not_null()),
                    Some(false) => query = query.filter(queries::ended_at.is_null()),
                    None => {}
                }
                if let Some(kind) = &filter.kind {
                    query = query.filter(queries::kind.eq(kind));
                }
                if let Some(from) = filter.from {
                    query = query.filter(queries::requested_at.ge(from.naive_utc()));
                }
                if let Some(until) = filter.until {
                    query = query.filter(queries::requested_at.lt(until.naive_utc()));
                }
                query
            }};
        }
        let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        with_conn!(self, |conn| {
            let oldest: Option<(Stored<QueryId>, chrono::NaiveDateTime)> = match text {
                Some(_) => {
                    let searched = filtered!(queries::table.select((queries::id, queries::requested_at)));
                    searched.order(queries::id.desc()).offset(SEARCHED - 1).first(conn).await.optional()?
                }
                None => None,
            };
            macro_rules! found {
                ($query:expr) => {{
                    let mut query = filtered!($query);
                    if let Some(text) = text {
                        // SQLite compares whatever the case of ASCII letters; which letters a PostgreSQL knows is for its locale.
                        let typed = queries::statement.like(search::containing(text)).escape('\\');
                        query = match self.is_shared() {
                            true => {
                                let small = search::containing(&text.to_lowercase());
                                query.filter(typed.or(lower(queries::statement).like(small).escape('\\')))
                            }
                            false => query.filter(typed),
                        };
                    }
                    if let Some((oldest, _)) = oldest {
                        query = query.filter(queries::id.ge(oldest));
                    }
                    query
                }};
            }
            let skipped = page.offset().min(COUNTED);
            let query = found!(summaries!()).limit(page.limit()).offset(skipped);
            let query = match sort {
                QuerySort::Newest => query.order(queries::id.desc()),
                QuerySort::Oldest => query.order(queries::id.asc()),
                QuerySort::MostRows => query.order((queries::rows.desc(), queries::id.desc())),
                QuerySort::Longest => query.order((queries::took_ms.desc(), queries::id.desc())),
            };
            let rows: Vec<QuerySummary> = query.load(conn).await?;
            let found = rows.len() as i64;
            // A page that is not full is the last one, and looking once is enough.
            let total = if found < page.limit() && (found > 0 || skipped == 0) {
                Counted::Exactly(skipped + found)
            } else {
                let beyond: Option<Stored<QueryId>> = found!(queries::table.select(queries::id))
                    .order(queries::id.desc())
                    .offset(COUNTED)
                    .first(conn)
                    .await
                    .optional()?;
                match beyond {
                    Some(_) => Counted::MoreThan(COUNTED),
                    None => Counted::Exactly(found!(queries::table.count()).get_result(conn).await?),
                }
            };
            let searched_since = oldest.map(|(_, at)| at.and_utc());
            Ok(QueryPage { rows, total, searched_since })
        })
    }
}
