//! An act on its way into the audit.

use crate::{
    Result, Store,
    database::{in_transaction, on_both},
    schema::{audit, users},
    sealing::hex,
    stored::Stored,
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{AuditId, ProjectId, UserId, authority::SystemScope};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt;

/// A longer text stands in the audit as its hash and length, in characters.
const LONGEST: usize = 200;

/// The request in which something happened, as logs and error pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The id that the server gave to the request.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// What the server, or a command on its host, does by itself.
    pub fn of_the_server() -> Self {
        Self("server".into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that was done: `Act::new("project.rename", request).by(user).on("project", id, name)`.
#[derive(Clone, Debug)]
pub struct Act {
    act: &'static str,
    request: RequestId,
    by: Option<UserId>,
    object: (&'static str, String, String),
    project: Option<ProjectId>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Act {
    /// An act of nobody yet, on the installation: `<object kind>.<verb>`.
    pub fn new(act: &'static str, request: &RequestId) -> Self {
        let object = ("installation", String::new(), String::new());
        Self { act, request: request.clone(), by: None, object, project: None, before: None, after: None }
    }

    /// Who did it; without it, the server did.
    pub fn by(mut self, user: UserId) -> Self {
        self.by = Some(user);
        self
    }

    /// To what, and how that is called now.
    pub fn on(mut self, kind: &'static str, id: impl fmt::Display, name: impl fmt::Display) -> Self {
        self.object = (kind, id.to_string(), name.to_string());
        self
    }

    /// In which project, whose owner may read it.
    pub fn in_project(mut self, project: ProjectId) -> Self {
        self.project = Some(project);
        self
    }

    /// What was there; texts of more than 200 characters become hashes. A secret must not be in it.
    pub fn before(mut self, value: impl Serialize) -> Self {
        self.before = serde_json::to_value(value).ok().map(shortened);
        self
    }

    /// What is there now; as [`Act::before`].
    pub fn after(mut self, value: impl Serialize) -> Self {
        self.after = serde_json::to_value(value).ok().map(shortened);
        self
    }
}

impl Store {
    /// Records what the server did or saw by itself: a sign-in, a refused connection.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_act(&self, _: &SystemScope, act: Act) -> Result<()> {
        in_transaction!(self, |tx| tx.audit(act).await)
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Writes the act down, if and when this commits.
        pub(crate) async fn audit(&mut self, act: Act) -> Result<()> {
            let actor: Option<String> = match act.by {
                Some(user) => {
                    users::table.find(Stored(user)).select(users::name).first(self.conn).await.optional()?
                }
                None => None,
            };
            let (kind, object, name) = act.object;
            diesel::insert_into(audit::table)
                .values((
                    audit::id.eq(Stored(self.id::<AuditId>())),
                    audit::at.eq(self.at()),
                    audit::actor_id.eq(act.by.map(Stored)),
                    audit::actor_name.eq(actor.unwrap_or_default()),
                    audit::act.eq(act.act),
                    audit::object_kind.eq(kind),
                    audit::object_id.eq(object),
                    audit::object_name.eq(name),
                    audit::project_id.eq(act.project.map(Stored)),
                    audit::before.eq(act.before.map(Stored)),
                    audit::after.eq(act.after.map(Stored)),
                    audit::request_id.eq(act.request.0),
                ))
                .execute(self.conn)
                .await?;
            Ok(())
        }
    }
}

/// Long texts as hashes.
fn shortened(value: Value) -> Value {
    match value {
        Value::String(text) if text.chars().nth(LONGEST).is_some() => {
            let hash = hex(&Sha256::digest(&text));
            format!("sha256:{hash} ({} characters)", text.chars().count()).into()
        }
        Value::Array(values) => values.into_iter().map(shortened).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, shortened(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_long_text_becomes_its_hash_and_length_wherever_it_stands() {
        let act = Act::new("script.save", &RequestId::new("r")).after(json!({"a": ["x", "单".repeat(201)], "n": 1}));
        let text = act.after.unwrap()["a"][1].as_str().unwrap().to_owned();
        assert!(text.starts_with("sha256:") && text.ends_with("(201 characters)"), "{text}");
        let act = Act::new("script.save", &RequestId::new("r")).before(json!("x".repeat(200)));
        assert_eq!(act.before.unwrap(), "x".repeat(200));
    }
}
