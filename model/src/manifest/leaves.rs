//! Which members of a body a decoder reads: those that change what it gives when they change.

use std::collections::BTreeSet;

use serde_json::Value;

/// The places of these members, such as `exception.values[].type`.
pub(super) fn read_leaves<T: PartialEq>(body: &Value, decode: impl Fn(&Value) -> T) -> BTreeSet<String> {
    let unchanged = decode(body);
    let all = leaves(body, "", "");
    let is_read = |pointer: &str| {
        // A value that is on a list of known ones may become another of them, or none.
        let others = |value: &Value| match value {
            Value::Bool(flag) => vec![Value::Bool(!flag)],
            Value::Number(number) => {
                let number = number.as_i64().unwrap_or_default();
                vec![(number + 1).into(), 0.into(), Value::Null]
            }
            Value::String(text) => vec![format!("{text}q").into(), format!("9{text}").into(), Value::Null],
            _ => vec![Value::from("q")],
        };
        let value = body.pointer(pointer).cloned().unwrap_or_default();
        others(&value).into_iter().any(|other| {
            let mut changed = body.clone();
            *changed.pointer_mut(pointer).unwrap() = other;
            decode(&changed) != unchanged
        })
    };
    all.into_iter().filter(|(_, pointer)| is_read(pointer)).map(|(place, _)| place).collect()
}

/// Every value that holds no other: its place as the manifest writes it, and its JSON pointer.
fn leaves(value: &Value, place: &str, pointer: &str) -> Vec<(String, String)> {
    let separator = if place.is_empty() { "" } else { "." };
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| {
                leaves(member, &format!("{place}{separator}{name}"), &format!("{pointer}/{name}"))
            })
            .collect(),
        Value::Array(items) if items.iter().any(Value::is_object) => items
            .iter()
            .enumerate()
            .flat_map(|(at, item)| leaves(item, &format!("{place}[]"), &format!("{pointer}/{at}")))
            .collect(),
        _ => vec![(place.to_owned(), pointer.to_owned())],
    }
}
