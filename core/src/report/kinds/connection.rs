//! Connection Allowlists (WICG): a connection that the page's list does not have.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde_json::Value;

use crate::report::{
    Severity, address,
    clip::{bytes, cut},
    fields::{ReportFields, WORD_CHARS},
    host::is_name,
    kind::{FieldWriter, ReportContext, ReportKind, blocked, part},
};
use crate::{json::Json, scrub};

/// How many patterns of a list are kept: more than a header of 8 KiB has room for is not read.
const MAX_PATTERNS: usize = 64;
/// What a report names in place of an address where a page opened a connection to a peer.
pub(in crate::report) const WEBRTC: &str = "webrtc";

/// A `connection-allowlist` report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Connection {
    /// Where to: an address, a host alone, or `webrtc`.
    pub connection: Option<String>,
    /// The patterns of the list.
    pub allowlist: Vec<String>,
    /// Whether the list is enforced or on trial.
    pub enforced: Option<bool>,
}

impl Connection {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        let patterns = fields.get("allowlist").and_then(Value::as_array);
        let patterns = patterns.into_iter().flatten().take(MAX_PATTERNS).filter_map(Value::as_str);
        Self {
            connection: fields.raw("connection").and_then(to),
            allowlist: patterns.map(pattern).filter(|pattern| !pattern.is_empty()).collect(),
            enforced: fields.enforced(),
        }
    }
}

/// Where to: a host alone stays as it is, as that of an address does.
fn to(connection: &str) -> Option<String> {
    if is_name(connection) { Some(connection.to_owned()) } else { address::clean(connection) }
}

/// A pattern as it is kept: of an address of a named host only the path is scrubbed.
fn pattern(pattern: &str) -> String {
    let scrubbed =
        address::with_host(pattern).unwrap_or_else(|| scrub::beginning(pattern, bytes(WORD_CHARS)));
    cut(scrubbed.replace(char::is_control, " "), WORD_CHARS)
}

impl ReportKind for Connection {
    fn code(&self) -> u64 {
        96
    }
    fn name(&self) -> &'static str {
        "Connection allowlist violation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "connection-allowlist"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let to = match self.connection.as_deref() {
            None => "somewhere".into(),
            Some(WEBRTC) => "a peer (WebRTC)".into(),
            Some(to) => report.shown(to),
        };
        format!("Connection allowlist {} a connection to {to}", blocked(self.enforced))
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        let to = self.connection.as_deref().map(|to| report.shown(to));
        part("connection", to.as_deref()).into_iter().collect()
    }
    fn severity(&self) -> Severity {
        Severity::of_policy(self.enforced)
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("connection", self.connection.as_deref());
        let patterns = self.allowlist.iter().cloned().map(Json::Text).collect();
        fields.add("allowlist", Some(Json::List(patterns)).filter(|_| !self.allowlist.is_empty()));
        fields.enforced(self.enforced);
    }
    fn subjects(&self) -> [Option<&str>; 2] {
        [self.connection.as_deref(), None]
    }
}
