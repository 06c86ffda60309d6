//! How typed ids, roles, times and JSON stand in a row: as common column types of both databases.
//!
//! The types are of other crates, and so is diesel: [`Stored`] is the one of ours between them.
//! A row struct keeps plain fields: `#[diesel(deserialize_as = Stored<UserId>)] pub id: UserId`; a statement says
//! `users::id.eq(Stored(id))`.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::Pg,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{Nullable, Text, Timestamp},
    sqlite::Sqlite,
};
use std::{error::Error, fmt, io::Write, str::FromStr};

/// A value whose text is what the database keeps (times: a timestamp in UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Stored<T>(pub(crate) T);

impl<T: fmt::Display + fmt::Debug> ToSql<Text, Sqlite> for Stored<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

impl<T: fmt::Display + fmt::Debug> ToSql<Text, Pg> for Stored<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        write!(out, "{}", self.0)?;
        Ok(IsNull::No)
    }
}

impl<T, DB> FromSql<Text, DB> for Stored<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(String::from_sql(bytes)?.parse()?))
    }
}

impl<T, DB> FromSql<Nullable<Text>, DB> for Stored<Option<T>>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Some(String::from_sql(bytes)?.parse()?)))
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        bytes.map_or(Ok(Self(None)), <Self as FromSql<Nullable<Text>, DB>>::from_sql)
    }
}

impl<DB> FromSql<Timestamp, DB> for Stored<DateTime<Utc>>
where
    DB: Backend,
    NaiveDateTime: FromSql<Timestamp, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(NaiveDateTime::from_sql(bytes)?.and_utc()))
    }
}

impl<DB> FromSql<Nullable<Timestamp>, DB> for Stored<Option<DateTime<Utc>>>
where
    DB: Backend,
    NaiveDateTime: FromSql<Timestamp, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Some(NaiveDateTime::from_sql(bytes)?.and_utc())))
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        bytes.map_or(Ok(Self(None)), <Self as FromSql<Nullable<Timestamp>, DB>>::from_sql)
    }
}

/// Lets a row struct have plain fields of these types.
macro_rules! plain_fields {
    ($($type:ty),* $(,)?) => { $(
        impl From<Stored<$type>> for $type {
            fn from(stored: Stored<$type>) -> Self {
                stored.0
            }
        }

        impl From<Stored<Option<$type>>> for Option<$type> {
            fn from(stored: Stored<Option<$type>>) -> Self {
                stored.0
            }
        }
    )* };
}
pub(crate) use plain_fields;

plain_fields! {
    DateTime<Utc>,
    crate::ContentHash,
    model::AuditId,
    model::InboxMessageId,
    model::SavedViewId,
    model::ClassName,
    model::ClusterAddress,
    model::ClusterKind,
    model::CredentialsKind,
    model::FolderId,
    model::GatewaySessionId,
    model::JarName,
    model::JarVersionId,
    model::JobId,
    model::OperationId,
    model::ProjectFileId,
    model::ProjectFileKind,
    model::ProjectId,
    model::QueryId,
    model::QueryState,
    model::RunId,
    model::ScriptId,
    model::ScriptVersionId,
    model::SecretId,
    model::SessionClusterId,
    model::SnapshotId,
    model::TemplateId,
    model::StatementStart,
    model::UploadId,
    model::UserId,
    model::VariableId,
    model::VariableName,
    model::authority::ProjectRole,
    model::authority::SystemRole,
    model::flink::FlinkJobId,
    model::flink::FlinkVersion,
    model::flink::OperationHandle,
    model::flink::SessionHandle,
    serde_json::Value,
}

/// The text under which names are compared: "Orders" and "ORDERS" are one name.
pub(crate) fn key_of(name: &str) -> String {
    name.to_lowercase()
}
