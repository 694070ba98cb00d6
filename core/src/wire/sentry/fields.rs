//! Reads members of JSON that an SDK wrote: what has another type than it should have is absent.

use alloc::{string::String, vec::Vec};

use serde_json::Value;

pub(super) use crate::wire::label::clip;

/// A text.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A text, a number or a flag as one line.
pub(super) fn label(value: &Value, most: usize) -> Option<String> {
    use alloc::string::ToString;
    match value {
        Value::String(text) => clip(text, most),
        Value::Number(number) => clip(&number.to_string(), most),
        Value::Bool(flag) => clip(&flag.to_string(), most),
        _ => None,
    }
}

/// The values of a list, which some SDKs write as a list and others as `{"values": [...]}`.
pub(super) fn values<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    let found = match value.get(name) {
        Some(Value::Array(all)) => Some(all),
        Some(Value::Object(members)) => members.get("values").and_then(Value::as_array),
        _ => None,
    };
    found.into_iter().flatten().filter(|one| one.is_object()).collect()
}

/// A line or a column: a number from 1.
pub(super) fn position(value: &Value, name: &str) -> Option<u32> {
    value.get(name)?.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
}

/// Milliseconds since 1970 of seconds as a number, or of a time as text with or without a zone.
pub(super) fn millis(value: &Value, name: &str) -> Option<i64> {
    use crate::time::UnixMillis;
    match value.get(name)? {
        Value::Number(seconds) => {
            let ms = seconds.as_f64()? * 1_000.0;
            // A year of five digits is no time of an event.
            (0.0..1e14).contains(&ms).then_some(ms as i64)
        }
        Value::String(text) => {
            let zoned = |text: &str| UnixMillis::parse(text).map(|at| at.0);
            zoned(text).or_else(|| zoned(&[text.as_str(), "Z"].concat()))
        }
        _ => None,
    }
}

/// The images of debug information.
pub(super) fn images(value: &Value) -> Vec<&Value> {
    let all = value.get("images").and_then(Value::as_array);
    all.into_iter().flatten().filter(|one| one.is_object()).collect()
}
