//! A small JSON value and its writer, for what a site adds to an event (`meta`).
//!
//! The client cannot afford serde_json, and cannot trust the page's `JSON`; the collector
//! reads with serde_json and turns the value into this one. Numbers stay text, so that no
//! float formatting is linked into the client and no digit is lost on the way.

use alloc::{string::String, vec::Vec};

use serde::{Serialize, Serializer, ser};

/// How deep a value may nest before the rest is cut: enough for real state, and a bound
/// for every walk over it.
pub const MAX_DEPTH: usize = 8;

/// One JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as JSON spells it.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order it was written.
    Map(Vec<(String, Json)>),
}

impl Json {
    /// The member of an object, where it is one and has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Map(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Writes it as JSON; what lies deeper than `MAX_DEPTH` is written as `null`.
    pub fn write(&self, out: &mut String) {
        self.write_at(out, 0);
    }

    fn write_at(&self, out: &mut String, depth: usize) {
        match self {
            _ if depth > MAX_DEPTH => out.push_str("null"),
            Json::Null => out.push_str("null"),
            Json::Bool(true) => out.push_str("true"),
            Json::Bool(false) => out.push_str("false"),
            Json::Number(digits) => out.push_str(digits),
            Json::Text(text) => write_text(text, out),
            Json::List(items) => {
                out.push_str("[");
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(",");
                    }
                    item.write_at(out, depth + 1);
                }
                out.push_str("]");
            }
            Json::Map(members) => {
                out.push_str("{");
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push_str(",");
                    }
                    write_text(name, out);
                    out.push_str(":");
                    value.write_at(out, depth + 1);
                }
                out.push_str("}");
            }
        }
    }
}

/// Writes a JSON string literal, quotes included (RFC 8259, section 7). What is escaped is ASCII, so bytes
/// are looked at, and what is between goes as it is.
pub fn write_text(text: &str, out: &mut String) {
    out.push_str("\"");
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            ..0x20 => "\\u00",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(escape);
        if escape.len() > 2 {
            write_digit(byte >> 4, out);
            write_digit(byte & 0xf, out);
        }
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.push_str("\"");
}

/// Writes a hexadecimal digit. `String::push` would cost the client more than this.
pub(crate) fn write_digit(digit: u8, out: &mut String) {
    let digit = usize::from(digit);
    out.push_str("0123456789abcdef".get(digit..digit + 1).unwrap_or_default());
}

/// Writes a whole number. `format!` would cost the client more than this file.
pub(crate) fn write_number(number: u32, out: &mut String) {
    if number >= 10 {
        write_number(number / 10, out);
    }
    write_digit((number % 10) as u8, out);
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        use alloc::string::ToString;
        use serde_json::Value;
        match value {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(b),
            Value::Number(n) => Json::Number(n.to_string()),
            Value::String(s) => Json::Text(s),
            Value::Array(items) => Json::List(items.into_iter().map(Json::from).collect()),
            Value::Object(members) => {
                Json::Map(members.into_iter().map(|(k, v)| (k, Json::from(v))).collect())
            }
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(b) => serializer.serialize_bool(*b),
            Json::Number(digits) => digits
                .parse::<serde_json::Number>()
                .map_err(|_| ser::Error::custom("not a JSON number"))?
                .serialize(serializer),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(items) => serializer.collect_seq(items),
            Json::Map(members) => serializer.collect_map(members.iter().map(|(k, v)| (k, v))),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Json {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Json::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec};

    #[test]
    fn what_it_writes_serde_json_reads() {
        let value = Json::Map(vec![
            ("quote \" and \\".into(), Json::Text("line\nnul\u{0}tab\te\u{1f600}".into())),
            ("n".into(), Json::Number("-12.5e3".into())),
            ("list".into(), Json::List(vec![Json::Null, Json::Bool(true), Json::Bool(false)])),
        ]);
        let mut out = String::new();
        value.write(&mut out);
        let read: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(read["quote \" and \\"], "line\nnul\u{0}tab\te\u{1f600}");
        assert_eq!(read["n"], -12500.0);
        assert_eq!(serde_json::to_value(&value).unwrap(), read);
    }

    #[test]
    fn depth_is_bounded() {
        let mut value = Json::Text("deep".into());
        for _ in 0..100 {
            value = Json::List(vec![value]);
        }
        let mut out = String::new();
        value.write(&mut out);
        assert!(!out.contains("deep"));
        assert_eq!(out.matches('[').count(), MAX_DEPTH + 1);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap().to_string(), out);
    }
}
