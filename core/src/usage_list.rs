//! The list of what a project counts of its use: names that its operator wrote down, each with keys and
//! their values. What is not on the list is counted nowhere, so that the list is all there can be.
//!
//! A word of it is short and plain, so that no sentence, address or number of a person is one. The list is
//! written as lines, the same in a form, in the API and in an export.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Serialize};

use crate::wire::{
    WireError,
    usage::{FeatureUse, MOST_KEYS, WORD_CHARS, is_word},
};

/// Names of a project: what a person can look through.
pub const MOST_NAMES: usize = 200;
/// Values of a key: each is a number of its own on every day.
pub const MOST_VALUES: usize = 20;
/// Values of all names together: so many numbers are drawn for each day, in some milliseconds.
pub const MOST_VALUES_OF_ALL: usize = 2_000;

/// The values of a key that the list names none of.
const YES_OR_NO: [&str; 2] = ["false", "true"];

/// A key of a name, and the values that it may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// The key.
    pub key: String,
    /// Its values, in their order; never empty.
    pub values: Vec<String>,
}

/// A name, and the keys that a use of it may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedName {
    /// The name.
    pub name: String,
    /// Its keys, in the order of the list.
    pub keys: Vec<ListedKey>,
}

/// The names that a project counts, by the alphabet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct UsageList(Vec<ListedName>);

/// Why a list is none: the line, cut short, and the rule that it breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rule}{}", if .line.is_empty() { String::new() } else { format!(" (in {:?})", .line) })]
pub struct UsageListError {
    /// The line that is wrong; empty where it is the list as a whole.
    pub line: String,
    /// Its rule.
    pub rule: &'static str,
}

const WORDS: &str = "must have names, keys and values of 1 to 40 small letters, digits, dots, hyphens and \
    underscores that begin with a letter";

impl UsageList {
    /// Reads lines such as `export format=pdf,csv coupon`: a name, and its keys, each with its values. A
    /// key without values is yes or no.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, UsageListError> {
        let mut names: Vec<ListedName> = Vec::new();
        let whole = |rule| UsageListError { line: String::new(), rule };
        for line in lines.into_iter().map(str::trim).filter(|line| !line.is_empty()) {
            if names.len() >= MOST_NAMES {
                return Err(whole("must have at most 200 names"));
            }
            let wrong = |rule| UsageListError { line: line.chars().take(WORD_CHARS).collect(), rule };
            names.push(name(line).map_err(wrong)?);
        }
        names.sort_by(|a, b| a.name.cmp(&b.name));
        if names.windows(2).any(|pair| matches!(pair, [a, b] if a.name == b.name)) {
            return Err(whole("must have each name once"));
        }
        let values = names.iter().flat_map(|one| &one.keys).map(|key| key.values.len()).sum::<usize>();
        if values > MOST_VALUES_OF_ALL {
            return Err(whole("must have at most 2000 values in all"));
        }
        Ok(Self(names))
    }

    /// The lines of the list, as they are read again.
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }

    /// Its names, by the alphabet.
    pub fn names(&self) -> &[ListedName] {
        &self.0
    }

    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses a use whose name, or a key or value of which, is not on the list.
    pub fn check(&self, one: &FeatureUse) -> Result<(), WireError> {
        let refused = |field, rule| Err(WireError::Invalid { field, rule });
        let Ok(at) = self.0.binary_search_by(|listed| listed.name.as_str().cmp(&one.name)) else {
            return refused("name", "is not on the project's list");
        };
        let keys = self.0.get(at).map_or(&[][..], |listed| &listed.keys);
        for (key, value) in &one.values {
            let Some(listed) = keys.iter().find(|listed| listed.key == *key) else {
                return refused("a key", "is not on the project's list");
            };
            if !listed.values.contains(value) {
                return refused("a value", "is not on the project's list");
            }
        }
        Ok(())
    }
}

fn word(text: &str) -> Result<String, &'static str> {
    if is_word(text) { Ok(text.to_owned()) } else { Err(WORDS) }
}

fn name(line: &str) -> Result<ListedName, &'static str> {
    let mut words = line.split_whitespace();
    let name = word(words.next().unwrap_or_default())?;
    let mut keys: Vec<ListedKey> = Vec::new();
    for part in words {
        let key = key(part)?;
        if keys.len() >= MOST_KEYS || keys.iter().any(|other| other.key == key.key) {
            return Err("must have at most 4 keys a name, each once");
        }
        keys.push(key);
    }
    Ok(ListedName { name, keys })
}

fn key(part: &str) -> Result<ListedKey, &'static str> {
    let Some((key, listed)) = part.split_once('=') else {
        return Ok(ListedKey { key: word(part)?, values: YES_OR_NO.map(str::to_owned).into() });
    };
    let mut values = Vec::new();
    for value in listed.split(',') {
        if values.len() >= MOST_VALUES {
            return Err("must have at most 20 values a key");
        }
        values.push(word(value)?);
    }
    values.sort();
    values.dedup();
    Ok(ListedKey { key: word(key)?, values })
}

impl core::fmt::Display for ListedName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.name)?;
        for ListedKey { key, values } in &self.keys {
            match values.iter().map(String::as_str).eq(YES_OR_NO) {
                true => write!(f, " {key}")?,
                false => write!(f, " {key}={}", values.join(","))?,
            }
        }
        Ok(())
    }
}

impl TryFrom<Vec<String>> for UsageList {
    type Error = UsageListError;

    fn try_from(lines: Vec<String>) -> Result<Self, UsageListError> {
        Self::parse(lines.iter().map(String::as_str))
    }
}

impl From<UsageList> for Vec<String> {
    fn from(list: UsageList) -> Self {
        list.lines()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn a_list_is_written_as_it_is_read() {
        let list = UsageList::parse(["search", " export  format=pdf,csv,pdf coupon ", ""]).unwrap();
        assert_eq!(list.lines(), ["export format=csv,pdf coupon", "search"]);
        assert_eq!(UsageList::parse(list.lines().iter().map(String::as_str)), Ok(list.clone()));
        let json = serde_json::to_string(&list).unwrap();
        assert_eq!(json, r#"["export format=csv,pdf coupon","search"]"#);
        assert_eq!(serde_json::from_str::<UsageList>(&json).unwrap(), list);
        assert!(serde_json::from_str::<UsageList>(r#"["Not a word"]"#).is_err());
    }

    #[test]
    fn what_is_not_on_the_list_is_refused_by_what_it_is() {
        let list = UsageList::parse(["export format=pdf,csv coupon", "search"]).unwrap();
        let one = |name: &str, values: &[(&str, &str)]| FeatureUse {
            name: name.into(),
            values: values.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
        };
        for good in
            [one("search", &[]), one("export", &[]), one("export", &[("format", "pdf"), ("coupon", "true")])]
        {
            assert_eq!(list.check(&good), Ok(()));
        }
        for (bad, field) in [
            (one("login", &[]), "name"),
            (one("search", &[("format", "pdf")]), "a key"),
            (one("export", &[("format", "docx")]), "a value"),
            (one("export", &[("coupon", "maybe")]), "a value"),
        ] {
            let said = list.check(&bad).unwrap_err().to_string();
            assert_eq!(said, format!("{field} is not on the project's list"));
        }
        assert!(UsageList::default().check(&one("search", &[])).is_err());
    }

    #[test]
    fn a_list_that_is_too_long_is_refused_in_words() {
        let names: Vec<String> = (0..MOST_NAMES).map(|n| format!("name-{n}")).collect();
        let parse = |lines: &[String]| UsageList::parse(lines.iter().map(String::as_str));
        assert!(parse(&names).is_ok());
        let more = |line: String| [names.as_slice(), &[line]].concat();
        let values = |n: usize| (0..n).map(|n| format!("v{n}")).collect::<Vec<_>>().join(",");
        let many: Vec<String> =
            (0..26).map(|n| format!("n{n} a={0} b={0} c={0} d={0}", values(20))).collect();
        for (lines, rule) in [
            (more("one-more".into()), "at most 200 names"),
            (vec!["a".into(), "a".into()], "each name once"),
            (vec![format!("a k={}", values(21))], "20 values"),
            (vec!["a k1 k2 k3 k4 k5".into()], "4 keys"),
            (vec!["a k k".into()], "4 keys"),
            (vec!["a k=".into()], "small letters"),
            (vec!["a =v".into()], "small letters"),
            (vec!["A".into()], "small letters"),
            (many, "2000 values"),
        ] {
            let said = parse(&lines).unwrap_err().to_string();
            assert!(said.starts_with("must have ") && said.contains(rule), "{said}");
        }
    }
}
