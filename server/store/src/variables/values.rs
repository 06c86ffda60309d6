//! What variables stand for, secrets opened: for whoever puts them in.

use super::{VALUE, owner};
use crate::{Result, Store, database::with_conn, schema::variables, stored::Stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{ProjectId, VariableId, VariableName, authority::SystemScope};
use std::fmt;

/// A variable and what stands for it.
#[derive(Clone, PartialEq, Eq)]
pub struct VariableValue {
    /// As it was typed.
    pub name: VariableName,
    /// What stands for it.
    pub value: String,
    /// True when it must not be shown, logged or kept.
    pub is_secret: bool,
}

impl fmt::Debug for VariableValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VariableValue({})", self.name)
    }
}

impl Store {
    /// All variables of a project by name, with their values.
    ///
    /// # Errors
    /// [`crate::Error::Sealed`] when a secret one does not open.
    pub async fn variable_values(&self, server: &SystemScope, project: ProjectId) -> Result<Vec<VariableValue>> {
        type Row = (Stored<VariableId>, Stored<VariableName>, bool, Option<String>);
        let rows: Vec<Row> = with_conn!(self, |conn| {
            variables::table
                .filter(variables::project_id.eq(Stored(project)))
                .order(variables::name_key)
                .select((variables::id, variables::name, variables::is_secret, variables::value))
                .load(conn)
                .await?
        });
        let mut values = Vec::with_capacity(rows.len());
        for (Stored(id), Stored(name), is_secret, plain) in rows {
            let value = match is_secret {
                false => plain,
                true => self.secret(server, &owner(id), VALUE).await?.map(|secret| secret.reveal().to_owned()),
            };
            // One that was deleted or made another in between has none: it is as if it had not been there.
            values.extend(value.map(|value| VariableValue { name, value, is_secret }));
        }
        Ok(values)
    }
}
