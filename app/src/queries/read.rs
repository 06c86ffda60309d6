//! Reading rows.

use super::view_of;
use crate::{
    api::queries::{RowView, RowsView},
    context::{Refusal, actor, locale, state},
};
use model::{
    ProjectId, QueryId, authority::QueryView as QueryPermission, flink::rows::Column, flink::rows::read_cells,
};
use store::SpooledRow;

/// Rows that one call gives at most.
const MOST: u32 = 1000;

/// The query as it is now, and some of its rows.
pub(crate) async fn read(project: ProjectId, query: QueryId, from: u64, count: u32) -> Result<RowsView, Refusal> {
    let (actor, state, locale) = (actor()?, state(), locale());
    let (_, member) = actor.project(&state.store, project).await?;
    let scope = member.allow::<QueryPermission>()?;
    let reading = state.control.read(&scope, query, from, count.min(MOST)).await?;
    let columns = reading.query.result_columns.clone().unwrap_or_default();
    Ok(RowsView {
        from: reading.window.start.max(0) as u64,
        rows: rows_of(reading.window.rows, &columns),
        query: view_of(&reading.query, locale),
    })
}

/// Rows as texts, each by the type of its column.
pub fn rows_of(rows: Vec<SpooledRow>, columns: &[Column]) -> Vec<RowView> {
    rows.into_iter().map(|row| row_of(&row, columns)).collect()
}

fn row_of(row: &SpooledRow, columns: &[Column]) -> RowView {
    let cells = match read_cells(&row.fields) {
        Ok(cells) => cells,
        // What the engine sent is shown as it is rather than lost.
        Err(_) => return RowView { kind: row.kind.sign().into(), cells: vec![Some(row.fields.clone())] },
    };
    let texts = cells.iter().enumerate().map(|(index, cell)| match columns.get(index) {
        Some(column) => cell.text(&column.logical_type).map(|text| text.into_owned()),
        None => None,
    });
    RowView { kind: row.kind.sign().into(), cells: texts.collect() }
}
