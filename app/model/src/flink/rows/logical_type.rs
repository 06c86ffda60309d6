//! Flink's logical types, read from and written to the gateway's JSON.
//!
//! Reading never fails: a type of a later Flink is kept as its name.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// A type and whether its values may be null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
pub struct LogicalType {
    /// What it is.
    pub root: TypeRoot,
    /// May a value be null?
    pub nullable: bool,
    /// As the gateway wrote it; all that is not needed here is only in there.
    source: Value,
}

/// What a type is, with the parameters that a person is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are Flink's own names and parameters")]
pub enum TypeRoot {
    Char(u64),
    Varchar(u64),
    Boolean,
    Binary(u64),
    Varbinary(u64),
    Decimal { precision: u64, scale: u64 },
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    Float,
    Double,
    Date,
    Time(u64),
    Timestamp(u64),
    TimestampTz(u64),
    TimestampLtz(u64),
    Interval { resolution: String },
    Array(Box<LogicalType>),
    Multiset(Box<LogicalType>),
    Map(Box<LogicalType>, Box<LogicalType>),
    Row(Vec<Field>),
    Null,
    Raw { class: String },
    Other(String),
}

/// A field of a `ROW`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub field_type: LogicalType,
}

/// What Flink calls a length without a bound.
const UNBOUNDED: u64 = 2_147_483_647;

impl LogicalType {
    /// The type as Flink SQL writes it: `DECIMAL(10, 2) NOT NULL`.
    pub fn summary(&self) -> String {
        self.to_string()
    }

    /// True when values are numbers: a grid aligns them at the end.
    pub fn is_numeric(&self) -> bool {
        use TypeRoot::{BigInt, Decimal, Double, Float, Integer, SmallInt, TinyInt};
        matches!(self.root, Decimal { .. } | TinyInt | SmallInt | Integer | BigInt | Float | Double)
    }

    fn part(source: &Value, key: &str) -> Box<Self> {
        Box::new(Self::from(source.get(key).cloned().unwrap_or_default()))
    }
}

impl From<Value> for LogicalType {
    fn from(source: Value) -> Self {
        let nullable = source.get("nullable").and_then(Value::as_bool).unwrap_or(true);
        Self { root: root(&source), nullable, source }
    }
}

impl From<LogicalType> for Value {
    fn from(logical: LogicalType) -> Self {
        logical.source
    }
}

fn root(source: &Value) -> TypeRoot {
    let number = |key: &str| source.get(key).and_then(Value::as_u64).unwrap_or_default();
    let text = |key: &str| source.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    match source.get("type").and_then(Value::as_str).unwrap_or("UNKNOWN") {
        "CHAR" => TypeRoot::Char(number("length")),
        "VARCHAR" => TypeRoot::Varchar(number("length")),
        "BOOLEAN" => TypeRoot::Boolean,
        "BINARY" => TypeRoot::Binary(number("length")),
        "VARBINARY" => TypeRoot::Varbinary(number("length")),
        "DECIMAL" => TypeRoot::Decimal { precision: number("precision"), scale: number("scale") },
        "TINYINT" => TypeRoot::TinyInt,
        "SMALLINT" => TypeRoot::SmallInt,
        "INTEGER" => TypeRoot::Integer,
        "BIGINT" => TypeRoot::BigInt,
        "FLOAT" => TypeRoot::Float,
        "DOUBLE" => TypeRoot::Double,
        "DATE" => TypeRoot::Date,
        "TIME_WITHOUT_TIME_ZONE" => TypeRoot::Time(number("precision")),
        "TIMESTAMP_WITHOUT_TIME_ZONE" => TypeRoot::Timestamp(number("precision")),
        "TIMESTAMP_WITH_TIME_ZONE" => TypeRoot::TimestampTz(number("precision")),
        "TIMESTAMP_WITH_LOCAL_TIME_ZONE" => TypeRoot::TimestampLtz(number("precision")),
        "INTERVAL_YEAR_MONTH" | "INTERVAL_DAY_TIME" => TypeRoot::Interval { resolution: text("resolution") },
        "ARRAY" => TypeRoot::Array(LogicalType::part(source, "elementType")),
        "MULTISET" => TypeRoot::Multiset(LogicalType::part(source, "elementType")),
        "MAP" => TypeRoot::Map(LogicalType::part(source, "keyType"), LogicalType::part(source, "valueType")),
        "ROW" => TypeRoot::Row(fields(source.get("fields"))),
        "NULL" => TypeRoot::Null,
        "RAW" => TypeRoot::Raw { class: text("class") },
        other => TypeRoot::Other(other.chars().take(200).collect()),
    }
}

fn fields(list: Option<&Value>) -> Vec<Field> {
    let field = |object: &Map<String, Value>| Field {
        name: object.get("name").and_then(Value::as_str).unwrap_or_default().into(),
        field_type: LogicalType::from(object.get("fieldType").cloned().unwrap_or_default()),
    };
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).map(field).collect()
}

impl fmt::Display for LogicalType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)?;
        match self.nullable {
            true => Ok(()),
            false => f.write_str(" NOT NULL"),
        }
    }
}

impl fmt::Display for TypeRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(length) => write!(f, "CHAR({length})"),
            Self::Varchar(UNBOUNDED) => f.write_str("STRING"),
            Self::Varchar(length) => write!(f, "VARCHAR({length})"),
            Self::Boolean => f.write_str("BOOLEAN"),
            Self::Binary(length) => write!(f, "BINARY({length})"),
            Self::Varbinary(UNBOUNDED) => f.write_str("BYTES"),
            Self::Varbinary(length) => write!(f, "VARBINARY({length})"),
            Self::Decimal { precision, scale } => write!(f, "DECIMAL({precision}, {scale})"),
            Self::TinyInt => f.write_str("TINYINT"),
            Self::SmallInt => f.write_str("SMALLINT"),
            Self::Integer => f.write_str("INT"),
            Self::BigInt => f.write_str("BIGINT"),
            Self::Float => f.write_str("FLOAT"),
            Self::Double => f.write_str("DOUBLE"),
            Self::Date => f.write_str("DATE"),
            Self::Time(precision) => write!(f, "TIME({precision})"),
            Self::Timestamp(precision) => write!(f, "TIMESTAMP({precision})"),
            Self::TimestampTz(precision) => write!(f, "TIMESTAMP({precision}) WITH TIME ZONE"),
            Self::TimestampLtz(precision) => write!(f, "TIMESTAMP_LTZ({precision})"),
            Self::Interval { resolution } => write!(f, "INTERVAL {}", resolution.replace("_TO_", " TO ")),
            Self::Array(element) => write!(f, "ARRAY<{element}>"),
            Self::Multiset(element) => write!(f, "MULTISET<{element}>"),
            Self::Map(key, value) => write!(f, "MAP<{key}, {value}>"),
            Self::Row(fields) => write_row(f, fields),
            Self::Null => f.write_str("NULL"),
            Self::Raw { class } => write!(f, "RAW('{class}')"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, fields: &[Field]) -> fmt::Result {
    f.write_str("ROW<")?;
    for (at, field) in fields.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        write!(f, "{comma}`{}` {}", field.name.replace('`', "``"), field.field_type)?;
    }
    f.write_str(">")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn summary(source: Value) -> String {
        LogicalType::from(source).summary()
    }

    #[test]
    fn a_type_is_written_as_flink_sql_writes_it() {
        let int = json!({"type": "INTEGER", "nullable": false});
        for (source, expected) in [
            (json!({"type": "DECIMAL", "nullable": false, "precision": 10, "scale": 2}), "DECIMAL(10, 2) NOT NULL"),
            (json!({"type": "VARCHAR", "nullable": true, "length": 2_147_483_647}), "STRING"),
            (json!({"type": "TIMESTAMP_WITH_LOCAL_TIME_ZONE", "nullable": true, "precision": 3}), "TIMESTAMP_LTZ(3)"),
            (json!({"type": "ARRAY", "nullable": true, "elementType": int}), "ARRAY<INT NOT NULL>"),
            (
                json!({"type": "ROW", "nullable": true, "fields": [{"name": "a`b", "fieldType": int}]}),
                "ROW<`a``b` INT NOT NULL>",
            ),
            (json!({"type": "NULL"}), "NULL"),
        ] {
            assert_eq!(summary(source), expected);
        }
    }

    #[test]
    fn a_type_of_a_later_flink_or_no_type_at_all_does_not_fail() {
        assert_eq!(summary(json!({"type": "VARIANT", "nullable": false, "shredded": [1]})), "VARIANT NOT NULL");
        for nonsense in
            [json!(null), json!(3), json!({"type": 3}), json!({"type": "MAP"}), json!({"type": "ROW", "fields": 1})]
        {
            assert!(!summary(nonsense).is_empty());
        }
    }

    #[test]
    fn a_type_is_written_back_as_it_came() {
        let source = json!({"type": "BITMAP", "nullable": true, "new": {"a": 1}});
        let logical: LogicalType = serde_json::from_value(source.clone()).unwrap();
        assert_eq!(serde_json::to_value(&logical).unwrap(), source);
    }
}
