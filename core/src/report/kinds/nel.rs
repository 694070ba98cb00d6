//! Network Error Logging (W3C NEL, section 6): requests to a site that failed, and, where
//! the site asks for samples of success, those that did not.
//!
//! The report's address is that of the request. The server's IP address, the referrer and
//! the headers are never read.

use alloc::{format, string::String, vec::Vec};

use crate::json::Json;
use crate::report::{
    Severity, address,
    fields::ReportFields,
    kind::{FieldWriter, ReportContext, ReportKind, part},
};

/// From here on a status says that a request failed (NEL, section 5: `http.error`).
const FIRST_FAILED_STATUS: u32 = 400;

/// A `network-error`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NetworkError {
    /// What happened: `ok`, `http.error`, `tcp.timed_out`, `dns.name_not_resolved`, ...
    pub error: Option<String>,
    /// When: `dns`, `connection` or `application`.
    pub phase: Option<String>,
    /// The request's method.
    pub method: Option<String>,
    /// Its protocol, such as `h2`.
    pub protocol: Option<String>,
    /// The answer's status.
    pub status: Option<u32>,
    /// How long it took, in milliseconds.
    pub elapsed: Option<u64>,
    /// What share of such requests is reported, above 0 and up to 1.
    pub sampling: Option<f64>,
}

impl NetworkError {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            error: fields.word("type").map(|error| error.to_ascii_lowercase()),
            phase: fields.word("phase"),
            method: fields.word("method"),
            protocol: fields.word("protocol"),
            status: fields.count("statusCode"),
            elapsed: fields.number("elapsedTime"),
            sampling: fields.fraction("samplingFraction").filter(|share| *share > 0.0 && *share <= 1.0),
        }
    }

    /// The status, where it is what failed: of other errors it says nothing.
    fn failed_status(&self) -> Option<String> {
        let failed = |status: &u32| match self.error.as_deref() {
            Some("http.error") => true,
            Some("ok") => *status >= FIRST_FAILED_STATUS,
            _ => false,
        };
        self.status.filter(failed).map(|status| format!("{status}"))
    }
}

impl ReportKind for NetworkError {
    fn code(&self) -> u64 {
        10
    }
    fn name(&self) -> &'static str {
        "Network error"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "network-error"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let method = self.method.as_deref().unwrap_or("Request to");
        let host = report.url.map_or("an unnamed host".into(), |url| report.shown(url));
        match (self.error.as_deref(), self.failed_status()) {
            (Some("ok"), None) => match self.status {
                Some(status) => format!("{method} {host} answered {status}"),
                None => format!("{method} {host} was answered"),
            },
            (Some(error), Some(status)) => format!("{method} {host} failed: {error} {status}"),
            (Some(error), None) => format!("{method} {host} failed: {error}"),
            (None, _) => format!("{method} {host} failed"),
        }
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        [
            part("type", self.error.as_deref()),
            part("status", self.failed_status().as_deref()),
            part("host", report.url.map(address::subject)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
    fn severity(&self) -> Severity {
        match self.error.as_deref() {
            Some("ok") if self.failed_status().is_none() => Severity::Information,
            // The visitor went away: nothing says that anything failed.
            Some("abandoned") => Severity::Warning,
            _ => Severity::Failure,
        }
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("type", self.error.as_deref());
        fields.text("phase", self.phase.as_deref());
        fields.text("method", self.method.as_deref());
        fields.text("protocol", self.protocol.as_deref());
        fields.number("statusCode", self.status.map(u64::from));
        fields.number("elapsedTime", self.elapsed);
        fields.add("samplingFraction", self.sampling.map(|share| Json::Number(format!("{share}"))));
    }
}
