//! A column of a result.

use super::LogicalType;
use serde::{Deserialize, Serialize};

/// A column of a result, in the form the SQL Gateway sends and the spool keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// As the statement names it; need not be unique.
    pub name: String,
    /// What its values are.
    pub logical_type: LogicalType,
    /// What the table's author wrote about it.
    #[serde(default)]
    pub comment: Option<String>,
}
