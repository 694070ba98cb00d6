//! `meta` as it is stored: bounded in bytes, members and depth, for every sender. Our own client sends
//! less; what is too much for the bounds costs the event nothing but the rest of its `meta`, where
//! `[cut]` stands instead.

use alloc::{borrow::ToOwned, string::ToString, vec::Vec};

use serde_json::Value;

use super::limits;
use crate::json::{Json, MAX_DEPTH};

/// What stands for what is too much, as in our own client.
const CUT: &str = "[cut]";

/// Bytes and members that are left.
struct MetaBudget {
    bytes: usize,
    members: usize,
}

/// A value as far as there is room for it.
pub(super) fn bounded(value: Value) -> Json {
    MetaBudget { bytes: limits::META_BYTES, members: limits::META_MEMBERS }.keep(value, 0)
}

impl MetaBudget {
    fn keep(&mut self, value: Value, depth: usize) -> Json {
        match value {
            Value::Array(_) | Value::Object(_) if depth >= MAX_DEPTH => Json::Text(CUT.to_owned()),
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(flag),
            Value::Number(number) => Json::Number(number.to_string()),
            Value::String(text) => Json::Text(if self.takes(text.len()) { text } else { CUT.to_owned() }),
            Value::Array(items) => {
                let mut bounded = Vec::new();
                for item in items {
                    if !self.takes_one(0) {
                        bounded.push(Json::Text(CUT.to_owned()));
                        break;
                    }
                    bounded.push(self.keep(item, depth + 1));
                }
                Json::List(bounded)
            }
            Value::Object(members) => {
                let mut bounded = Vec::new();
                for (name, member) in members {
                    if !self.takes_one(name.len()) {
                        bounded.push((CUT.to_owned(), Json::Text(CUT.to_owned())));
                        break;
                    }
                    bounded.push((name, self.keep(member, depth + 1)));
                }
                Json::Map(bounded)
            }
        }
    }

    fn takes_one(&mut self, name: usize) -> bool {
        let has_room = self.members > 0;
        self.members = self.members.saturating_sub(1);
        has_room && self.takes(name)
    }

    /// Whether there is room for so many bytes. Once there was none, there is none for anything.
    fn takes(&mut self, bytes: usize) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(0);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::String, vec};
    use serde_json::json;

    fn written(value: Value) -> String {
        let mut out = String::new();
        bounded(value).write(&mut out);
        out
    }

    #[test]
    fn what_has_room_stays_as_it_is() {
        let meta = json!({ "a": [1, "b", null, { "c": true }], "d": "e".repeat(limits::META_BYTES / 2) });
        assert_eq!(written(meta.clone()), meta.to_string());
    }

    #[test]
    fn too_much_is_cut_and_the_rest_stays() {
        let long = json!({ "a": 1, "long": "x".repeat(limits::META_BYTES), "z": "y" });
        assert_eq!(written(long), r#"{"a":1,"long":"[cut]","[cut]":"[cut]"}"#);
        let many: Vec<Value> = (0..limits::META_MEMBERS * 3).map(Value::from).collect();
        let cut = bounded(json!({ "many": many }));
        let Some(Json::List(bounded)) = cut.get("many") else { panic!("{cut:?}") };
        assert_eq!(bounded.len(), limits::META_MEMBERS);
        assert_eq!(bounded.last(), Some(&Json::Text(CUT.to_owned())));
        let deep = (0..100).fold(json!("deep"), |inner, _| json!([inner]));
        assert!(!written(json!({ "deep": deep })).contains("deep\"]"));
    }

    #[test]
    fn any_meta_is_bounded() {
        let meta = json!({ "a": "x".repeat(400_000), "b": vec!["y".repeat(100); 9_000], "c": { "d": vec![vec![0; 99]; 99] } });
        assert!(written(meta).len() <= 2 * limits::META_BYTES);
    }
}
