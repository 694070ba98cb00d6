//! A report of a type that has no file here: kept as it is, scrubbed and bounded, so that
//! what browsers invent next is seen and not lost.

use alloc::{format, string::String, vec::Vec};

use serde_json::Value;

use crate::report::{
    Severity, address,
    clip::{bytes, cut},
    fields::{SENTENCE_CHARS, letters},
    kind::{FieldWriter, ReportContext, ReportKind},
};
use crate::{json::Json, scrub};

/// How deep a body is kept: the deepest of the known types has two levels.
const MAX_LEVELS: usize = 3;
/// How many values are kept of a body, all levels together: the longest of the known types
/// has 12.
const MAX_VALUES: usize = 64;
/// Members that are left out wherever they stand, as they are of the known types.
const LEFT_OUT: &[&str] = &[
    "referrer",
    "referer",
    "serverip",
    "clientip",
    "ip",
    "sample",
    "scriptsample",
    "useragent",
    "requestheaders",
    "responseheaders",
    "headers",
    "crashreportapi",
];

/// A report of another type.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownReport {
    /// What is kept of its body.
    pub body: Json,
}

impl UnknownReport {
    pub(in crate::report) fn read(body: Option<&Value>) -> Self {
        let mut budget = MAX_VALUES;
        let mut body = body.map_or(Json::Null, |body| bounded(body, MAX_LEVELS, &mut budget));
        scrub::value(&mut body);
        Self { body }
    }
}

/// What is kept of a value. Text is scrubbed before it is cut.
fn bounded(value: &Value, levels: usize, budget: &mut usize) -> Json {
    *budget = budget.saturating_sub(1);
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => Json::Number(format!("{number}")),
        Value::String(text) => Json::Text(plain(text)),
        Value::Array(_) | Value::Object(_) if levels == 0 => Json::Text("…".into()),
        Value::Array(items) => {
            let mut out = Vec::new();
            for item in items {
                if *budget == 0 {
                    break;
                }
                out.push(bounded(item, levels - 1, budget));
            }
            Json::List(out)
        }
        Value::Object(members) => {
            let mut out = Vec::new();
            for (name, member) in members.iter().filter(|(name, _)| !is_left_out(name)) {
                if *budget == 0 {
                    break;
                }
                out.push((plain(name), bounded(member, levels - 1, budget)));
            }
            Json::Map(out)
        }
    }
}

/// A text as it is kept; one that is an address loses its query as every address does.
fn plain(text: &str) -> String {
    let is_address = text.contains("://") && !text.contains(char::is_whitespace);
    if is_address {
        return address::clean(text).unwrap_or_default();
    }
    cut(scrub::beginning(text, bytes(SENTENCE_CHARS)), SENTENCE_CHARS)
}

fn is_left_out(name: &str) -> bool {
    LEFT_OUT.iter().any(|left_out| letters(name).eq(left_out.bytes()))
}

impl ReportKind for UnknownReport {
    fn code(&self) -> u64 {
        96
    }
    fn name(&self) -> &'static str {
        "Report"
    }
    fn type_name<'a>(&'a self, report: &'a ReportContext<'a>) -> &'a str {
        report.type_name
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        format!("A report of type {}", report.type_name)
    }
    fn parts(&self, _: &ReportContext<'_>) -> Vec<String> {
        Vec::new()
    }
    fn severity(&self) -> Severity {
        let disposition = self.body.get("disposition").and_then(Json::as_text);
        Severity::of_policy(disposition.map(|word| !matches!(word, "report" | "reporting")))
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.add("body", Some(self.body.clone()).filter(|body| *body != Json::Null));
    }
}
