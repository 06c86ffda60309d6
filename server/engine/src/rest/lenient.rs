//! Numbers as Flink writes them.

use serde::{Deserialize, Deserializer};

/// A number, or the text `NaN` or `Infinity`, which JSON has no number for; anything else is `NaN`.
pub(super) fn float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let text = value.as_str().and_then(|text| text.parse().ok());
    Ok(value.as_f64().or(text).unwrap_or(f64::NAN))
}

/// A time in milliseconds, where -1 (and 0) stand for none.
pub(super) fn millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<i64>::deserialize(deserializer)?.filter(|millis| *millis > 0))
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
            [(r#"{"a":"NaN","b":-1}"#, true), (r#"{"a":1.5,"b":null}"#, false), (r#"{"a":{},"b":0}"#, true)]
        {
            let numbers: Numbers = serde_json::from_str(json).unwrap();
            assert_eq!((numbers.a.is_nan(), numbers.b), (nan, None), "{json}");
        }
    }
}
