//! What an object says that was thrown or rejected and arrives as JSON, whole or cut: the issues
//! of a ZodError, the answer of a server.
//!
//! It is read as far as a bound, member by member, without building anything of it; what a name
//! stands for counts, braces do not.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// The most bytes that are read.
const MAX_BYTES: usize = 4_096;
/// How many of a list's issues count, and of an object's names.
const MAX_ISSUES: usize = 5;
/// Members that say in words what went wrong.
const WORDS: &[&str] = &[
    "message",
    "msg",
    "error",
    "error_description",
    "errormessage",
    "detail",
    "title",
    "reason",
    "description",
    "statustext",
];
/// Members that say what kind of thing went wrong.
const KINDS: &[&str] = &["code", "errorcode", "status", "statuscode", "type", "name", "kind"];
/// The member that says where.
const PATH: &str = "path";

/// What an object says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ObjectSummary {
    /// For a person: `price: Required`.
    pub(super) title: String,
    /// For comparing: kinds and paths, or else the words.
    pub(super) key: String,
}

/// An issue of a list, or the object itself.
#[derive(Default)]
struct ObjectIssue<'a> {
    kinds: Vec<&'a str>,
    path: Vec<&'a str>,
    words: Option<&'a str>,
}

/// What a text says that is a list or an object in JSON.
pub(super) fn summary(text: &str) -> Option<ObjectSummary> {
    let text = text.trim_start();
    let inside = text.strip_prefix(['[', '{'])?.trim_start();
    let is_json = match text.as_bytes().first() {
        Some(b'[') => inside.starts_with(['{', '[']),
        _ => inside.starts_with('"'),
    };
    if !is_json {
        return None;
    }
    let end = (0..=MAX_BYTES).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let mut reader = ObjectReader {
        rest: text.get(..end).unwrap_or(text),
        issues: Vec::new(),
        names: Vec::new(),
        key: None,
    };
    reader.read();
    reader.issues.retain(|issue| issue.words.is_some() || !issue.kinds.is_empty() || !issue.path.is_empty());
    Some(summarise(&reader.issues, reader.names)).filter(|summary| !summary.title.is_empty())
}

fn summarise(issues: &[ObjectIssue<'_>], mut names: Vec<&str>) -> ObjectSummary {
    let mut summary = ObjectSummary::default();
    for issue in issues.iter().take(MAX_ISSUES) {
        let path = issue.path.join(".");
        let kinds = issue.kinds.join(" ");
        let words = issue.words.unwrap_or(&kinds);
        if !summary.title.is_empty() {
            summary.title.push_str("; ");
            summary.key.push_str("; ");
        }
        if !path.is_empty() {
            summary.title.push_str(&path);
            summary.title.push_str(": ");
        }
        summary.title.push_str(words);
        match (path.is_empty(), kinds.is_empty()) {
            (false, _) => summary.key.push_str([&kinds, " at ", &path].concat().trim_start()),
            (true, false) => summary.key.push_str(&[&kinds, " ", issue.words.unwrap_or_default()].concat()),
            (true, true) => summary.key.push_str(words),
        }
    }
    if summary.title.is_empty() && !names.is_empty() {
        names.sort_unstable();
        names.dedup();
        names.truncate(MAX_ISSUES);
        summary.title = ["object with ", &names.join(", ")].concat();
        summary.key = summary.title.to_owned();
    }
    summary
}

/// Reads member by member.
struct ObjectReader<'a> {
    rest: &'a str,
    issues: Vec<ObjectIssue<'a>>,
    names: Vec<&'a str>,
    /// The name of the member whose value is next.
    key: Option<&'a str>,
}

impl<'a> ObjectReader<'a> {
    fn read(&mut self) {
        let mut in_path = false;
        while let Some(c) = self.rest.chars().next() {
            self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                '"' => {
                    let text = self.string();
                    let is_name = self.rest.trim_start().starts_with(':');
                    if is_name && !in_path {
                        self.key = Some(text);
                        self.names.push(text);
                        self.rest = self.rest.trim_start().get(1..).unwrap_or_default();
                        in_path = text == PATH && self.rest.trim_start().starts_with('[');
                    } else if in_path {
                        self.issue().path.push(text);
                    } else {
                        self.value(text);
                    }
                }
                ']' => in_path = false,
                // An object of a list is an issue of its own; a list of a path's is none.
                '{' if self.issues.len() < MAX_ISSUES => self.issues.push(ObjectIssue::default()),
                '0'..='9' | '-' if !in_path && self.key.is_some() => {
                    let digits = self.rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
                    self.rest = self.rest.get(digits..).unwrap_or_default();
                    self.value("");
                }
                ',' => self.key = None,
                _ => {}
            }
        }
    }

    /// The text up to the quote that closes, as it is written.
    fn string(&mut self) -> &'a str {
        let mut is_escaped = false;
        let end = self.rest.bytes().position(|b| {
            let closes = b == b'"' && !is_escaped;
            is_escaped = b == b'\\' && !is_escaped;
            closes
        });
        let end = end.unwrap_or(self.rest.len());
        let text = self.rest.get(..end).unwrap_or_default();
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        text
    }

    fn issue(&mut self) -> &mut ObjectIssue<'a> {
        if self.issues.is_empty() {
            self.issues.push(ObjectIssue::default());
        }
        let last = self.issues.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "it has at least one, and the last is named")]
        &mut self.issues[last]
    }

    fn value(&mut self, text: &'a str) {
        let Some(key) = self.key.take() else { return };
        let is = |list: &[&str]| list.iter().any(|name| name.eq_ignore_ascii_case(key));
        let (is_kind, is_words) = (is(KINDS), is(WORDS));
        let issue = self.issue();
        if key == PATH && !text.is_empty() {
            issue.path.push(text);
        } else if is_kind && !text.is_empty() && issue.kinds.len() < 2 {
            issue.kinds.push(text);
        } else if is_words && !text.is_empty() && issue.words.is_none() {
            issue.words = Some(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_says_what_went_wrong() {
        let zod = "[\n  {\n    \"code\": \"invalid_type\",\n    \"path\": [\n      \"items\", 0, \"price\"\n    ],\n    \"message\": \"Required\"\n  }\n]";
        let read = summary(zod).unwrap();
        assert_eq!(
            (read.title.as_str(), read.key.as_str()),
            ("items.price: Required", "invalid_type at items.price")
        );
        let cut = summary("{\"status\":401,\"message\":\"Unauthorized\",\"data\":{\"a").unwrap();
        assert_eq!(cut.title, "Unauthorized");
        assert_eq!(summary("{\"b\":1,\"a\":[2]}").unwrap().title, "object with a, b");
        for other in ["[object Object]", "[shop] it failed", "{n} items", "", "{", "[[", "text"] {
            assert_eq!(summary(other), None, "{other}");
        }
    }
}
