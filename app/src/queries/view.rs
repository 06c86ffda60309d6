//! A query's record as people see it.

use crate::{
    api::queries::{ColumnView, FailureView, QueryView},
    locale::Locale,
    paths,
    ui::StateShape,
    words::{Reason, Sql, bytes, local_error},
};
use chrono::{DateTime, Utc};
use model::{
    QueryError, QueryState, Topic,
    flink::{Failure, rows::Column},
    sql,
};
use store::Query;

/// In characters; what a tab shows of a statement.
const LABEL: usize = 40;

/// The query, with every sentence in the reader's language.
pub fn view_of(query: &Query, locale: Locale) -> QueryView {
    let words = locale.words().sql;
    let (shape, glyph) = shape_of(query.state).name_and_glyph();
    let started = query.started_at.unwrap_or(query.requested_at);
    let columns = query.result_columns.as_deref().unwrap_or_default();
    QueryView {
        id: query.id.to_string(),
        topic: Topic::Query(query.project_id, query.id).to_string(),
        label: label(&query.statement),
        statement: query.statement.clone(),
        shape: shape.into(),
        glyph: glyph.into(),
        word: (words.state)(query.state).into(),
        is_over: query.state.is_over(),
        is_full: query.state == QueryState::Full,
        is_changelog: query.kind == "select",
        columns: columns.iter().map(column).collect(),
        first_row: query.first_row.max(0) as u64,
        end_row: query.rows.max(0) as u64,
        started_ms: ms(started),
        took_ms: query.ended_at.map(|ended| ms(ended) - ms(started)),
        revision: query.revision,
        job: query.started_at.map(|_| query.job_id.to_string()).filter(|_| submits_job(&query.kind)),
        failure: query.error.as_ref().map(|error| failure(error, query, locale)),
        note: match query.state {
            QueryState::Full => Some(words.full.into()),
            QueryState::Unread => Some(words.unread.into()),
            _ => None,
        },
    }
}

/// How a state looks.
pub fn shape_of(state: QueryState) -> StateShape {
    match state {
        QueryState::Requested | QueryState::Submitting => StateShape::Changing,
        QueryState::Running => StateShape::Running,
        QueryState::Full => StateShape::Attention,
        QueryState::Finished => StateShape::Finished,
        QueryState::Failed => StateShape::Failed,
        QueryState::Stopped | QueryState::Unread => StateShape::Stopped,
        QueryState::Lost => StateShape::Unknown,
    }
}

fn submits_job(kind: &str) -> bool {
    matches!(kind, "insert" | "statement_set" | "create_table_as" | "execute_plan" | "select")
}

/// The first words of a statement, on one line, without its comments.
pub fn label(statement: &str) -> String {
    let mut text = String::new();
    let mut apart = false;
    for token in sql::lex(statement) {
        if token.is_trivia() {
            apart = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut apart) {
            text.push(' ');
        }
        text.push_str(token.text(statement));
        if text.len() > 4 * LABEL {
            break;
        }
    }
    match text.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn column(column: &Column) -> ColumnView {
    let data_type = column.logical_type.summary();
    let is_number = column.logical_type.is_numeric();
    let width = match data_type.split(['(', ' ']).next().unwrap_or_default() {
        "BOOLEAN" | "TINYINT" | "SMALLINT" => 8,
        "INT" | "INTEGER" | "DATE" | "TIME" => 12,
        "BIGINT" | "DECIMAL" | "DOUBLE" | "FLOAT" => 16,
        "TIMESTAMP" | "TIMESTAMP_LTZ" => 26,
        _ => 28,
    };
    ColumnView { name: column.name.clone(), data_type, is_number, width }
}

fn failure(error: &QueryError, query: &Query, locale: Locale) -> FailureView {
    let words = locale.words().sql;
    let plain = |sentence: String| FailureView {
        sentence,
        advice: None,
        link: None,
        trace: String::new(),
        at: None,
        place: None,
    };
    match error {
        QueryError::Engine { failure } => of_engine(failure, query),
        QueryError::MissingFactory { identifier, sets, failure } => {
            let (advice, link) = advice(identifier, sets, query, words);
            FailureView { advice: Some(advice), link: Some(link), ..of_engine(failure, query) }
        }
        QueryError::FileMissing { name } => plain((words.file_missing)(name)),
        QueryError::EngineNotStarted { reason, params } => FailureView {
            link: Some((paths::cluster(query.cluster_id), words.to_engine.into())),
            ..plain(format!(
                "{} {}",
                words.engine_not_started,
                local_error(locale.language, &Reason::new(reason, params))
            ))
        },
        QueryError::Unconfined => plain(locale.words().engine.for_administrators.into()),
        QueryError::Interrupted => plain(words.interrupted.into()),
        QueryError::NotKept { said } => plain((words.not_kept)(said)),
        QueryError::SessionLost => plain(words.session_lost.into()),
        QueryError::EngineRestarted => plain(words.engine_restarted.into()),
        QueryError::Unreachable { said } => plain((words.engine_unreachable)(said)),
        QueryError::BadAnswer { said } => plain((words.bad_answer)(said)),
        QueryError::QuotaExceeded { most } => plain((words.quota)(&bytes(*most))),
    }
}

/// The engine's cause, and its place in the statement and in the script.
fn of_engine(failure: &Failure, query: &Query) -> FailureView {
    let statement = &query.statement;
    let read = sql::engine_error(&failure.trace, statement, 0..statement.len());
    let positions = sql::Positions::new(statement);
    let at = read
        .place
        .as_ref()
        .map(|place| (positions.utf16(place.range.start) as u32, positions.utf16(place.range.end) as u32));
    let place = read.place.as_ref().map(|place| {
        let here = positions.position(place.range.start);
        match query.statement_start {
            Some(start) if here.line == 1 => (start.line, start.column + here.column as u32 - 1),
            Some(start) => (start.line + here.line as u32 - 1, here.column as u32),
            None => (here.line as u32, here.column as u32),
        }
    });
    FailureView { sentence: read.message, advice: None, link: None, trace: failure.trace.clone(), at, place }
}

/// What to do about a connector that is not there, and where.
fn advice(identifier: &str, sets: &[String], query: &Query, words: &Sql) -> (String, (String, String)) {
    match sets.first() {
        Some(set) => {
            let page = format!("{}?set={set}#connectors", paths::cluster(query.cluster_id));
            ((words.missing_connector)(identifier), (page, words.add_connector.into()))
        }
        None => {
            let page = paths::files(query.project_id);
            ((words.missing_connector_unknown)(identifier), (page, words.upload_connector.into()))
        }
    }
}

fn ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_short_line_without_comments() {
        assert_eq!(label("-- all\nSELECT *\n  FROM t"), "SELECT * FROM t");
        let long = format!("SELECT {} FROM t", "数".repeat(60));
        assert_eq!(label(&long).chars().count(), LABEL + 1);
    }
}
