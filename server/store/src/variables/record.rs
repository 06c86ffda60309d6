//! A variable's record, as those see it who may see variables.

use super::KIND;
use crate::{
    Result, Store,
    database::with_conn,
    schema::{secrets, users, variables},
    stored::Stored,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    VariableId, VariableName,
    authority::{Scope, VariableView},
};

/// A variable, without its value if that is a secret.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct Variable {
    /// The id.
    #[diesel(deserialize_as = Stored<VariableId>)]
    pub id: VariableId,
    /// No two of a project differ in case only.
    #[diesel(deserialize_as = Stored<VariableName>)]
    pub name: VariableName,
    /// What it is for.
    pub description: String,
    /// True when its value is shown to nobody.
    pub is_secret: bool,
    /// What stands for the name; `None` of a secret one.
    pub value: Option<String>,
    /// When the value of a secret one was set.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub secret_set_at: Option<DateTime<Utc>>,
    /// How the one is called who last changed anything of it.
    pub changed_by: String,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub changed_at: DateTime<Utc>,
    /// Goes up with every change.
    pub revision: i64,
}

/// Variables with those who changed them, and with the age of their secrets.
macro_rules! variables {
    () => {
        variables::table
            .inner_join(users::table.on(users::id.eq(variables::changed_by)))
            .left_join(secrets::table.on(secrets::owner_kind.eq(KIND).and(secrets::owner_id.eq(variables::id))))
            .select((
                variables::id,
                variables::name,
                variables::description,
                variables::is_secret,
                variables::value,
                secrets::created_at.nullable(),
                users::display_name,
                variables::changed_at,
                variables::revision,
            ))
    };
}

impl Store {
    /// The variables of a project, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn variables(&self, scope: &Scope<VariableView>) -> Result<Vec<Variable>> {
        let here = variables::project_id.eq(Stored(scope.project()));
        with_conn!(self, |conn| Ok(variables!().filter(here).order(variables::name_key).load(conn).await?))
    }

    /// A variable of the project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn variable(&self, scope: &Scope<VariableView>, id: VariableId) -> Result<Variable> {
        let here = variables::id.eq(Stored(id)).and(variables::project_id.eq(Stored(scope.project())));
        with_conn!(self, |conn| Ok(variables!().filter(here).first(conn).await?))
    }
}
