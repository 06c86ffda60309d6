//! JSON columns that are read as the type they are of.
//!
//! Neither database needs to look into them, so they are text.

use crate::{Error, Result};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    sql_types::{Nullable, Text},
};
use serde::{Serialize, de::DeserializeOwned};

/// What is read from a nullable JSON column.
#[derive(Debug, FromSqlRow)]
pub struct JsonText<T>(Option<T>);

impl<T, DB> FromSql<Nullable<Text>, DB> for JsonText<T>
where
    T: DeserializeOwned,
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Some(serde_json::from_str(&String::from_sql(bytes)?)?)))
    }

    fn from_nullable_sql(bytes: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        bytes.map_or(Ok(Self(None)), <Self as FromSql<Nullable<Text>, DB>>::from_sql)
    }
}

/// What is read from a JSON column that always holds something. The type it is of says how it gets out:
/// `impl From<Json<T>> for T`.
#[derive(Debug, FromSqlRow)]
pub struct Json<T>(pub(crate) T);

impl<T, DB> FromSql<Text, DB> for Json<T>
where
    T: DeserializeOwned,
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_str(&String::from_sql(bytes)?)?))
    }
}

impl<T> From<JsonText<T>> for Option<T> {
    fn from(read: JsonText<T>) -> Self {
        read.0
    }
}

/// What is written to such a column.
pub(crate) fn json_text<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::unavailable)
}
