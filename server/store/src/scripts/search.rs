//! Finding scripts by what they are called and what they say.

use super::{folder::FolderPaths, reader::Reader, record::ScriptEntry};
use crate::{
    Result, Store,
    database::{on_both, with_conn},
    schema::{projects, scripts},
    search::{self, lower},
    stored::{Stored, key_of},
};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    FolderId, ProjectId, ScriptId,
    authority::{Scope, Scopes, ScriptView},
};
use std::collections::BTreeSet;

/// A text is looked for in so many texts, those that were changed last; in names it is looked for in all.
const SEARCHED: i64 = 2_000;

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

/// Scripts of a project that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundScripts {
    /// Which, without their text.
    pub scripts: Vec<ScriptEntry>,
    /// The folders they lie in.
    pub paths: FolderPaths,
    /// True when there are more.
    pub has_more: bool,
    /// In how many of the scripts the text was looked for, where not in all.
    pub texts: Option<i64>,
}

/// What is looked for: as names are compared, and as it was typed.
struct Pattern {
    key: String,
    raw: String,
    /// SQLite compares patterns whatever their case, as far as it knows it: ASCII. Elsewhere texts are made small first.
    is_exact: bool,
}

impl Store {
    /// The project's scripts that have this in their name or their text, whatever its case: at most `most`, first those with
    /// it in their name, by name, then the others, the last changed first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_scripts(&self, scope: &Scope<ScriptView>, text: &str, most: usize) -> Result<FoundScripts> {
        let text = text.trim();
        let pattern = Pattern {
            key: search::containing(&key_of(text)),
            raw: search::containing(text),
            is_exact: self.is_shared(),
        };
        with_conn!(self, |conn| {
            let mut reader = Reader { conn, project: scope.project() };
            let mut scripts = reader.named(&pattern, most + 1).await?;
            let mut texts = None;
            if scripts.len() <= most {
                let since = reader.searched_since().await?;
                texts = since.map(|_| SEARCHED);
                scripts.extend(reader.saying(&pattern, since, most + 1 - scripts.len()).await?);
            }
            let has_more = scripts.len() > most;
            scripts.truncate(most);
            let folders: BTreeSet<FolderId> = scripts.iter().filter_map(|script| script.folder_id).collect();
            let paths = reader.paths(folders.into_iter().collect()).await?;
            Ok(FoundScripts { scripts, paths, has_more, texts })
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

on_both! {
    impl Reader<'_, Conn> {
        async fn named(&mut self, pattern: &Pattern, most: usize) -> Result<Vec<ScriptEntry>> {
            Ok(ScriptEntry::query()
                .filter(scripts::project_id.eq(Stored(self.project)))
                .filter(scripts::name_key.like(&pattern.key).escape('\\'))
                .order((scripts::name_key, scripts::id))
                .limit(most as i64)
                .load(self.conn)
                .await?)
        }

        /// The oldest change among the scripts whose texts are searched, where there are more of them.
        async fn searched_since(&mut self) -> Result<Option<NaiveDateTime>> {
            let newest = scripts::table.filter(scripts::project_id.eq(Stored(self.project)));
            let newest = newest.order(scripts::changed_at.desc()).select(scripts::changed_at).offset(SEARCHED - 1);
            // One more is asked for: where there are just so many, all are searched.
            let ends: Vec<NaiveDateTime> = newest.limit(2).load(self.conn).await?;
            Ok(if let [oldest, _] = ends[..] { Some(oldest) } else { None })
        }

        /// Those with it in their text, but not in their name.
        async fn saying(
            &mut self,
            pattern: &Pattern,
            since: Option<NaiveDateTime>,
            most: usize,
        ) -> Result<Vec<ScriptEntry>> {
            let typed = scripts::text.like(&pattern.raw).escape('\\');
            let mut query = ScriptEntry::query()
                .filter(scripts::project_id.eq(Stored(self.project)))
                .filter(scripts::name_key.not_like(&pattern.key).escape('\\'))
                .order((scripts::changed_at.desc(), scripts::id.desc()))
                .limit(most as i64)
                .into_boxed();
            query = match pattern.is_exact {
                true => query.filter(typed.or(lower(scripts::text).like(&pattern.key).escape('\\'))),
                false => query.filter(typed.or(scripts::text.like(&pattern.key).escape('\\'))),
            };
            if let Some(since) = since {
                query = query.filter(scripts::changed_at.ge(since));
            }
            Ok(query.load(self.conn).await?)
        }
    }
}
