//! How variables come, change and go.

use super::{KIND, VALUE, owner};
use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    revision,
    schema::{secrets, variables},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, ProjectId, Text, Topic, VariableId, VariableName, VariableText,
    authority::{Scope, VariableEdit},
};
use serde_json::{Value, json};

/// What becomes of a value. A secret one becomes plain only by another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueChange {
    /// It stays as it is, plain or secret.
    Keep,
    /// The plain one is a secret from now on.
    Seal,
    /// This is it, for everybody to see.
    Plain(VariableText),
    /// This is it, and nobody sees it.
    Secret(VariableText),
}

/// What somebody says of a variable.
#[derive(Clone, Debug)]
pub struct VariableForm {
    /// How texts name it.
    pub name: VariableName,
    /// What it is for.
    pub description: Text<2000>,
    /// What stands for it.
    pub value: ValueChange,
}

impl Store {
    /// Makes a variable.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`, and [`Code::Required`] at `value`.
    pub async fn create_variable(
        &self,
        scope: &Scope<VariableEdit>,
        form: &VariableForm,
        request: &RequestId,
    ) -> Result<VariableId> {
        if matches!(form.value, ValueChange::Keep | ValueChange::Seal) {
            return Err(Code::Required.at("value").into());
        }
        in_transaction!(self, |tx| {
            let row: Row = diesel::insert_into(variables::table)
                .values((
                    variables::id.eq(Stored(tx.id::<VariableId>())),
                    variables::project_id.eq(Stored(scope.project())),
                    variables::name.eq(form.name.as_str()),
                    variables::name_key.eq(key_of(form.name.as_str())),
                    variables::description.eq(form.description.as_str()),
                    variables::is_secret.eq(false),
                    variables::changed_by.eq(Stored(scope.user())),
                    variables::changed_at.eq(tx.at()),
                    variables::revision.eq(1_i64),
                ))
                .returning(Row::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| taken(&form.name))?;
            let (after, said) = tx.set_value(row, &form.value).await?;
            tx.changed(Topic::Variables(scope.project()), 0);
            let act = act("variable.create", scope, &after, request);
            tx.audit(act.after(shown(&after, said, after.is_secret))).await?;
            Ok(after.id)
        })
    }

    /// Changes what is said of a variable.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`] and [`Code::NameTaken`] at `name`.
    pub async fn update_variable(
        &self,
        scope: &Scope<VariableEdit>,
        id: VariableId,
        revision: i64,
        form: &VariableForm,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let before = tx.variable_at(scope.project(), id, revision).await?;
            let row: Row = diesel::update(variables::table.find(Stored(id)))
                .set((
                    variables::name.eq(form.name.as_str()),
                    variables::name_key.eq(key_of(form.name.as_str())),
                    variables::description.eq(form.description.as_str()),
                    variables::changed_by.eq(Stored(scope.user())),
                    variables::changed_at.eq(tx.at()),
                    variables::revision.eq(variables::revision + 1),
                ))
                .returning(Row::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| taken(&form.name))?;
            let (after, said) = tx.set_value(row, &form.value).await?;
            tx.changed(Topic::Variables(scope.project()), 0);
            // What becomes a secret is written down no more.
            let hides = before.is_secret || after.is_secret;
            let act = act("variable.update", scope, &after, request).before(shown(&before, None, hides));
            tx.audit(act.after(shown(&after, said, after.is_secret))).await
        })
    }

    /// Deletes a variable and its value.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problem [`Code::StaleRevision`].
    pub async fn delete_variable(
        &self,
        scope: &Scope<VariableEdit>,
        id: VariableId,
        revision: i64,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let row = tx.variable_at(scope.project(), id, revision).await?;
            tx.unseal_never(&owner(id), None).await?;
            diesel::delete(variables::table.find(Stored(id))).execute(tx.conn).await?;
            tx.changed(Topic::Variables(scope.project()), 0);
            let act = act("variable.delete", scope, &row, request);
            tx.audit(act.before(shown(&row, None, row.is_secret))).await
        })
    }
}

fn taken(name: &VariableName) -> model::Problem {
    Code::NameTaken { name: name.to_string() }.at("name")
}

fn act(act: &'static str, scope: &Scope<VariableEdit>, row: &Row, request: &RequestId) -> Act {
    Act::new(act, request).by(scope.user()).in_project(scope.project()).on("variable", row.id, &row.name)
}

/// What the audit says of a variable: of a secret its digest, where it was set anew.
fn shown(row: &Row, digest: Option<String>, hides: bool) -> Value {
    let mut said = json!({"name": row.name, "description": row.description, "is_secret": row.is_secret});
    if let Some(digest) = digest {
        said["secret"] = digest.into();
    } else if !hides {
        said["value"] = row.value.clone().into();
    }
    said
}

on_both! {
    impl Tx<'_, Conn> {
        /// Forgets the secrets of a project's variables; the variables themselves go with the project.
        pub(crate) async fn forget_variables(&mut self, project: ProjectId) -> Result<()> {
            let theirs = variables::table.filter(variables::project_id.eq(Stored(project))).select(variables::id);
            let secrets = secrets::table.filter(secrets::owner_kind.eq(KIND).and(secrets::owner_id.eq_any(theirs)));
            diesel::delete(secrets).execute(self.conn).await?;
            Ok(())
        }

        /// A variable of the project, locked by a write, if it has the revision that somebody saw.
        async fn variable_at(&mut self, project: ProjectId, id: VariableId, revision: i64) -> Result<Row> {
            let here = variables::id.eq(Stored(id)).and(variables::project_id.eq(Stored(project)));
            let row: Row = diesel::update(variables::table.filter(here))
                .set(variables::revision.eq(variables::revision))
                .returning(Row::as_returning())
                .get_result(self.conn)
                .await?;
            revision::must_be(revision, row.revision)?;
            Ok(row)
        }

        /// Changes a value; says what there is now, and what the audit may say of a new secret.
        async fn set_value(&mut self, row: Row, change: &ValueChange) -> Result<(Row, Option<String>)> {
            let (plain, secret) = match (change, &row.value) {
                (ValueChange::Plain(text), _) => (Some(text.as_str()), None),
                (ValueChange::Secret(text), _) => (None, Some(text.as_str())),
                (ValueChange::Seal, Some(plain)) => (None, Some(plain.as_str())),
                (ValueChange::Keep, _) | (ValueChange::Seal, None) => return Ok((row, None)),
            };
            let digest = match secret {
                Some(secret) => Some(self.seal(&owner(row.id), VALUE, secret).await?),
                None => {
                    self.unseal_never(&owner(row.id), None).await?;
                    None
                }
            };
            let row = diesel::update(variables::table.find(Stored(row.id)))
                .set((variables::is_secret.eq(secret.is_some()), variables::value.eq(plain)))
                .returning(Row::as_returning())
                .get_result(self.conn)
                .await?;
            Ok((row, digest))
        }
    }
}

#[derive(HasQuery)]
#[diesel(table_name = variables)]
struct Row {
    #[diesel(deserialize_as = Stored<VariableId>)]
    id: VariableId,
    name: String,
    description: String,
    is_secret: bool,
    value: Option<String>,
    revision: i64,
}
