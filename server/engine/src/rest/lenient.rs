//! Values as Flink writes them: numbers may be texts, missing, `NaN`, negative where that makes no sense, or huge.

use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use serde_json::Value;
use std::collections::BTreeMap;

/// The most elements of a list that are kept.
const MOST_ELEMENTS: usize = 10_000;

/// A number, or the text `NaN` or `Infinity`, which JSON has no number for; anything else is `NaN`.
pub(super) fn float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(as_float(&Value::deserialize(deserializer)?))
}

/// A number as in [`float`], if it is one that can be shown.
pub(super) fn maybe_float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(Some(float(deserializer)?).filter(|number| number.is_finite()))
}

/// A time in milliseconds, where -1 (and 0) stand for none.
pub(super) fn millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_i64().filter(|millis| *millis > 0))
}

/// A whole number; 0 for what is none, is negative, or does not fit.
pub(super) fn whole<'de, D: Deserializer<'de>, T: TryFrom<u64> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(maybe_whole(deserializer)?.and_then(|number| T::try_from(number).ok()).unwrap_or_default())
}

/// A whole number; nothing for what is none, is negative (-1 stands for unknown), or does not fit.
pub(super) fn maybe_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let number = as_float(&value);
    let fits = number >= 0.0 && number < u64::MAX as f64;
    Ok(value.as_u64().or(fits.then_some(number as u64)))
}

/// A flag; false for what is none.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_bool().unwrap_or_default())
}

/// A text; empty for what is none.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(maybe_text(deserializer)?.unwrap_or_default())
}

/// A text that is not empty.
pub(super) fn maybe_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Ok(Some(text)),
        _ => Ok(None),
    }
}

/// Texts by name; what is no text is written as JSON.
pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let Value::Object(fields) = Value::deserialize(deserializer)? else {
        return Ok(BTreeMap::new());
    };
    let written = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(fields.into_iter().map(|(name, value)| (name, written(value))).collect())
}

/// A thing, if it is one.
pub(super) fn maybe<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

/// A thing, or its default for what is none.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    Ok(maybe(deserializer)?.unwrap_or_default())
}

/// The things of a list, without those that are none; `null` is an empty list.
pub(super) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(vec![]),
        Value::Array(values) => {
            let things = values.into_iter().filter_map(|value| serde_json::from_value(value).ok());
            Ok(things.take(MOST_ELEMENTS).collect())
        }
        _ => Err(D::Error::custom("not a list")),
    }
}

fn as_float(value: &Value) -> f64 {
    let text = value.as_str().and_then(|text| text.parse().ok());
    value.as_f64().or(text).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Numbers {
        #[serde(deserialize_with = "float")]
        a: f64,
        #[serde(deserialize_with = "millis")]
        b: Option<i64>,
    }

    #[test]
    fn a_number_may_be_a_text_and_a_time_may_be_missing() {
        for (json, nan) in
            [(r#"{"a":"NaN","b":-1}"#, true), (r#"{"a":1.5,"b":null}"#, false), (r#"{"a":{},"b":1e300}"#, true)]
        {
            let numbers: Numbers = serde_json::from_str(json).unwrap();
            assert_eq!((numbers.a.is_nan(), numbers.b), (nan, None), "{json}");
        }
    }

    #[derive(Deserialize)]
    struct Whole {
        #[serde(deserialize_with = "whole")]
        a: u32,
        #[serde(deserialize_with = "maybe_whole")]
        b: Option<u64>,
    }

    #[test]
    fn what_is_no_whole_number_is_zero_or_nothing() {
        for (json, a, b) in [
            (r#"{"a":7,"b":18446744073709551615}"#, 7, Some(u64::MAX)),
            (r#"{"a":4294967296,"b":-1}"#, 0, None),
            (r#"{"a":"12","b":"NaN"}"#, 12, None),
            (r#"{"a":null,"b":1e99}"#, 0, None),
        ] {
            let whole: Whole = serde_json::from_str(json).unwrap();
            assert_eq!((whole.a, whole.b), (a, b), "{json}");
        }
    }

    #[derive(Deserialize)]
    struct Things {
        #[serde(deserialize_with = "list")]
        list: Vec<bool>,
        #[serde(deserialize_with = "texts")]
        texts: BTreeMap<String, String>,
    }

    #[test]
    fn what_is_none_in_a_list_is_left_out() {
        let things: Things = serde_json::from_str(r#"{"list":[true,1,null],"texts":{"a":1,"b":"x"}}"#).unwrap();
        assert_eq!(things.list, [true]);
        assert_eq!(things.texts, [("a".into(), "1".into()), ("b".into(), "x".into())].into());
        assert!(serde_json::from_str::<Things>(r#"{"list":null,"texts":[]}"#).unwrap().list.is_empty());
        assert!(serde_json::from_str::<Things>(r#"{"list":{},"texts":{}}"#).is_err());
    }
}
