//! Reads the members of a report, whatever their spelling: `blockedURL`, `blockedURI`,
//! `blocked-uri` and `blocked_url` are one name. What has the wrong type is absent.
//!
//! Text is scrubbed and cut after that, since half of an e-mail address no longer looks like one.

use alloc::string::{String, ToString};

use serde_json::{Map, Value};

use super::{
    address,
    clip::{bytes, cut},
    host::is_name,
};
use crate::scrub;

/// Characters of a word such as a directive, a feature or an id: Chromium's longest id of a
/// deprecation ends below 100.
pub(super) const WORD_CHARS: usize = 128;
/// Characters of a sentence of the browser's; real ones end below 500.
pub(super) const SENTENCE_CHARS: usize = 1_000;

/// The members of an object.
#[derive(Clone, Copy)]
pub(super) struct ReportFields<'a>(pub(super) &'a Map<String, Value>);

impl<'a> ReportFields<'a> {
    /// A member that says something, by the name the newest specification gives it.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        let says = |value: &Value| !value.is_null() && value.as_str() != Some("");
        self.0.iter().find(|(spelling, value)| says(value) && is(spelling, name)).map(|(_, value)| value)
    }

    /// A member that is an object.
    pub(super) fn object(&self, name: &str) -> Option<ReportFields<'a>> {
        self.get(name).and_then(Value::as_object).map(ReportFields)
    }

    /// A text as it came, for what reads it further.
    pub(super) fn raw(&self, name: &str) -> Option<&'a str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A text of one line.
    pub(super) fn text(&self, name: &str, most: usize) -> Option<String> {
        let text = match self.get(name)? {
            Value::String(text) => scrub::beginning(text.trim(), bytes(most)),
            Value::Number(number) => scrub::text(&number.to_string()),
            _ => return None,
        };
        let text = text.replace(char::is_control, " ");
        Some(cut(text.trim().into(), most)).filter(|text| !text.is_empty())
    }

    /// A text of several lines.
    pub(super) fn lines(&self, name: &str, most: usize) -> Option<String> {
        let text = scrub::beginning(self.raw(name)?, bytes(most));
        let text = text.replace(|c: char| c.is_control() && c != '\n', " ");
        Some(cut(text, most)).filter(|text| !text.trim().is_empty())
    }

    /// A short name.
    pub(super) fn word(&self, name: &str) -> Option<String> {
        self.text(name, WORD_CHARS)
    }

    /// The name of a host, which stays as it is; what is none is scrubbed.
    pub(super) fn host(&self, name: &str) -> Option<String> {
        let whole = self.raw(name).map(str::trim).filter(|host| is_name(host));
        whole.map(String::from).or_else(|| self.word(name))
    }

    /// An address, or a word in place of one.
    pub(super) fn address(&self, name: &str) -> Option<String> {
        self.raw(name).and_then(address::clean)
    }

    /// A whole number from 0, also as text.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        let number = self.fraction(name).filter(|number| *number <= GREATEST)?;
        Some(number as u64)
    }

    /// A number from 1 that counts lines or names a status; 0 stands for none.
    pub(super) fn count(&self, name: &str) -> Option<u32> {
        self.number(name).and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
    }

    /// A number from 0, also as text.
    pub(super) fn fraction(&self, name: &str) -> Option<f64> {
        let number = match self.get(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| number.is_finite() && *number >= 0.0)
    }

    /// True or false, also as text.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Whether a policy was enforced (`enforce`) or on trial (`report`, `reporting`).
    pub(super) fn enforced(&self) -> Option<bool> {
        match self.raw("disposition")? {
            "enforce" => Some(true),
            "report" | "reporting" => Some(false),
            _ => None,
        }
    }
}

/// The greatest whole number that JSON carries without loss (RFC 8259, section 6).
const GREATEST: f64 = 9_007_199_254_740_991.0;

/// Whether a member's name is a spelling of the one that is looked for.
fn is(spelling: &str, name: &str) -> bool {
    letters(spelling).eq(letters(name))
}

/// The letters of a name, without case, hyphens and underscores; a `uri` is a `url`.
pub(super) fn letters(name: &str) -> impl Iterator<Item = u8> {
    let is_uri = name.get(name.len().wrapping_sub(3)..).is_some_and(|end| end.eq_ignore_ascii_case("uri"));
    let (kept, end): (usize, &[u8]) = if is_uri { (name.len() - 3, b"url") } else { (name.len(), b"") };
    let letters = name.bytes().take(kept).filter(|byte| !matches!(byte, b'-' | b'_'));
    letters.map(|byte| byte.to_ascii_lowercase()).chain(end.iter().copied())
}
