//! The body of `POST /v1/:key/usage`, as our own client writes it of what a page's site used:
//! `{"release"?, "uses": [{"name", "values"?: {key: value}}]}`.
//!
//! A name, a key and a value are words (`is_word`): free text is refused here as it is on the
//! device, and never repeated in an answer. A bad use costs the others nothing: it is an error in its place.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{WireError, label::label, trackx};

/// Bytes of such a body: many times what so many uses with all of their keys take.
pub const USAGE_BYTES: usize = 32 * 1024;
/// Uses of one body: as many as our client holds.
pub const MOST_USES: usize = 50;

/// Characters of a name, a key or a value: a feature's own name, and no sentence.
pub const WORD_CHARS: usize = 40;
/// Keys of one use, and of a name of a project's list.
pub const MOST_KEYS: usize = 4;

/// Whether a text may be a name, a key or a value: a small letter, then small letters, digits, dots,
/// hyphens and underscores.
pub fn is_word(text: &str) -> bool {
    text.len() <= WORD_CHARS
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
}

/// One use of a feature, or one event of the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureUse {
    /// Its name.
    pub name: String,
    /// Its keys, each with its value, in the order of the keys.
    pub values: Vec<(String, String)>,
}

/// The uses of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageBatch {
    /// The release of the site that the page runs.
    pub release: Option<String>,
    /// The uses, each read or refused.
    pub uses: Vec<Result<FeatureUse, WireError>>,
}

/// Reads a body.
pub fn decode(body: &[u8]) -> Result<UsageBatch, WireError> {
    let mut members = trackx::object(body)?;
    let release = match members.remove("release") {
        None | Some(Value::Null) => None,
        Some(Value::String(release)) => label(&release),
        Some(_) => return Err(WireError::Invalid { field: "release", rule: "must be a text" }),
    };
    let uses = match members.remove("uses") {
        None => return Err(WireError::Missing("uses")),
        Some(Value::Array(uses)) if (1..=MOST_USES).contains(&uses.len()) => uses,
        Some(_) => return Err(WireError::Invalid { field: "uses", rule: "must be a list of 1 to 50 uses" }),
    };
    trackx::nothing_else(&members)?;
    Ok(UsageBatch { release, uses: uses.into_iter().map(feature_use).collect() })
}

fn feature_use(value: Value) -> Result<FeatureUse, WireError> {
    let Value::Object(mut members) = value else {
        return Err(WireError::Invalid { field: "a use", rule: "must be a JSON object" });
    };
    let name = match members.remove("name") {
        None => return Err(WireError::Missing("name")),
        Some(name) => word(name, "name")?,
    };
    let values = match members.remove("values") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(values)) if values.len() <= MOST_KEYS => values,
        Some(_) => {
            return Err(WireError::Invalid { field: "values", rule: "must be an object of at most 4 keys" });
        }
    };
    // The names of other members may be texts of a person: they are not repeated.
    if !members.is_empty() {
        return Err(WireError::Invalid { field: "a use", rule: "must have a name and values alone" });
    }
    let pair = |(key, value)| Ok((word(Value::String(key), "a key")?, word(value, "a value")?));
    let mut values = values.into_iter().map(pair).collect::<Result<Vec<_>, WireError>>()?;
    values.sort();
    Ok(FeatureUse { name, values })
}

/// A word; yes and no are words, too.
fn word(value: Value, field: &'static str) -> Result<String, WireError> {
    let rule =
        "must be 1 to 40 small letters, digits, dots, hyphens and underscores, and begin with a letter";
    match value {
        Value::String(text) if is_word(&text) => Ok(text),
        Value::Bool(is) => Ok(String::from(if is { "true" } else { "false" })),
        _ => Err(WireError::Invalid { field, rule }),
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString, vec};

    use proptest::{collection::vec as many, prelude::*};

    use super::*;

    /// What the device and the collector take alike: `client-wasm/js/counted/word.js` is tried with the
    /// same lines in `e2e/privacy/usage/device.rs`.
    const WORD_CASES: &str = include_str!("../../tests/usage_words.txt");

    #[test]
    fn a_word_is_short_and_plain() {
        for line in WORD_CASES.lines().filter(|line| !line.starts_with('#')) {
            let (expected, text) = line.split_once(' ').unwrap();
            let text: String = serde_json::from_str(text).unwrap();
            assert_eq!(is_word(&text), expected == "yes", "{text:?}");
        }
    }

    fn one(name: &str, values: &[(&str, &str)]) -> FeatureUse {
        let values = values.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        FeatureUse { name: name.into(), values }
    }

    #[test]
    fn uses_as_the_client_sends_them() {
        let body = br#"{"release":" 1.4.2 ","uses":[{"name":"search"},
            {"name":"export","values":{"format":"pdf","coupon":true}},{"name":"a","values":null}]}"#;
        let read = decode(body).unwrap();
        assert_eq!(read.release.as_deref(), Some("1.4.2"));
        let values = [("coupon", "true"), ("format", "pdf")];
        assert_eq!(read.uses, [Ok(one("search", &[])), Ok(one("export", &values)), Ok(one("a", &[]))]);
    }

    #[test]
    fn a_bad_use_costs_the_others_nothing_and_is_not_repeated() {
        let body = r#"{"uses":[{"name":"good"},7,{},{"name":"Jane Doe"},{"name":"a","values":{"b c":"d"}},
            {"name":"a","values":{"b":"jane@shop.example"}},{"name":"a","values":{"b":1}},{"name":"a","jane":1},
            {"name":"a","values":[]},{"name":"a","values":{"b":"c","d":"c","e":"c","f":"c","g":"c"}}]}"#;
        let uses = decode(body.as_bytes()).unwrap().uses;
        let said: Vec<String> =
            uses.into_iter().map(|one| one.map_or_else(|error| error.to_string(), |one| one.name)).collect();
        let word =
            "must be 1 to 40 small letters, digits, dots, hyphens and underscores, and begin with a letter";
        assert_eq!(
            said,
            [
                "good".to_string(),
                "a use must be a JSON object".into(),
                "name is required".into(),
                format!("name {word}"),
                format!("a key {word}"),
                format!("a value {word}"),
                format!("a value {word}"),
                "a use must have a name and values alone".into(),
                "values must be an object of at most 4 keys".into(),
                "values must be an object of at most 4 keys".into(),
            ]
        );
    }

    #[test]
    fn what_is_no_list_of_uses_is_refused_as_a_whole() {
        let many = format!(r#"{{"uses":[{}]}}"#, vec![r#"{"name":"a"}"#; MOST_USES + 1].join(","));
        for body in [
            "",
            "[]",
            "{}",
            r#"{"uses":[]}"#,
            r#"{"uses":{}}"#,
            r#"{"uses":[{"name":"a"}],"who":"jane"}"#,
            r#"{"uses":[{"name":"a"}],"release":1}"#,
            &many,
        ] {
            assert!(decode(body.as_bytes()).is_err(), "{body}");
        }
    }

    proptest! {
        /// Whatever comes: no panic, and what is read is made of words alone, in bounded number.
        #[test]
        fn what_is_read_is_words(
            text in any::<String>(),
            words in many("[a-zA-Z0-9._ -]{0,42}", 0..12),
        ) {
            let values: Map<String, Value> =
                words.iter().map(|word| (word.clone(), Value::String(text.clone()))).collect();
            let uses: Vec<Value> = words.iter().map(|name| serde_json::json!({ "name": name })).collect();
            for body in [
                text.clone(),
                serde_json::json!({ "uses": uses }).to_string(),
                serde_json::json!({ "uses": [{ "name": "a", "values": values }] }).to_string(),
            ] {
                let Ok(read) = decode(body.as_bytes()) else { continue };
                prop_assert!(read.uses.len() <= MOST_USES);
                for one in read.uses.iter().flatten() {
                    prop_assert!(one.values.len() <= MOST_KEYS);
                    let words = one.values.iter().flat_map(|(key, value)| [key, value]).chain([&one.name]);
                    prop_assert!(words.into_iter().all(|word| is_word(word)));
                }
            }
        }
    }

    /// The work is linear: a word is looked at once, and a body that is twice as long has at most twice as
    /// many of them.
    #[test]
    fn a_long_word_is_refused_by_its_length() {
        assert!(!is_word(&"a".repeat(USAGE_BYTES)));
        let body = format!(r#"{{"uses":[{{"name":"{}"}}]}}"#, "a".repeat(USAGE_BYTES));
        assert!(matches!(decode(body.as_bytes()).unwrap().uses.as_slice(), [Err(_)]));
    }
}
