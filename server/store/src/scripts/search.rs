//! Finding scripts by what they are called and what they say.

use crate::{
    Result, Store,
    database::with_conn,
    schema::{projects, scripts},
    scripts::ScriptEntry,
    search,
    stored::{Stored, key_of},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ProjectId, ScriptId,
    authority::{Scope, Scopes, ScriptView},
};

diesel::define_sql_function! {
    /// In lower case; SQLite knows the case of ASCII letters only.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// A script in one of several projects.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct FoundScript {
    /// Which one.
    #[diesel(deserialize_as = Stored<ScriptId>)]
    pub id: ScriptId,
    /// In which project.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// How the project is called.
    pub project_name: String,
    /// How the script is called.
    pub name: String,
    /// When its text was last changed.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub changed_at: DateTime<Utc>,
}

impl Store {
    /// The project's scripts that have this in their name or their text, whatever its case; at most `most`, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_scripts(&self, scope: &Scope<ScriptView>, text: &str, most: i64) -> Result<Vec<ScriptEntry>> {
        let text = text.trim();
        let (key, raw) = (search::containing(&key_of(text)), search::containing(text));
        with_conn!(self, |conn| {
            let in_name = scripts::name_key.like(&key).escape('\\');
            let in_text = scripts::text.like(&raw).escape('\\').or(lower(scripts::text).like(&key).escape('\\'));
            Ok(ScriptEntry::query()
                .filter(scripts::project_id.eq(Stored(scope.project())))
                .filter(in_name.or(in_text))
                .order((scripts::name_key, scripts::id))
                .limit(most)
                .load(conn)
                .await?)
        })
    }

    /// Scripts of all one's projects that have this in their name, the last changed first; all of them for no text.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_scripts(&self, scopes: &Scopes<ScriptView>, text: &str, most: i64) -> Result<Vec<FoundScript>> {
        let projects: Vec<Stored<ProjectId>> = scopes.projects().iter().copied().map(Stored).collect();
        let key = search::containing(&key_of(text.trim()));
        with_conn!(self, |conn| {
            Ok(scripts::table
                .inner_join(projects::table)
                .filter(scripts::project_id.eq_any(&projects))
                .filter(scripts::name_key.like(&key).escape('\\'))
                .order((scripts::changed_at.desc(), scripts::id.desc()))
                .limit(most)
                .select((scripts::id, scripts::project_id, projects::name, scripts::name, scripts::changed_at))
                .load(conn)
                .await?)
        })
    }
}
