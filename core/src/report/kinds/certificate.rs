//! Expect-CT (RFC 9163, section 3.1): a certificate without enough proof that it was logged.
//!
//! The certificates and timestamps themselves are never read.

use alloc::{format, string::String, vec::Vec};

use crate::report::{
    Severity, address,
    fields::ReportFields,
    kind::{FieldWriter, ReportContext, ReportKind, part},
};

/// An `expect-ct` report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExpectCt {
    /// The host of the connection.
    pub hostname: Option<String>,
    /// Its port.
    pub port: Option<u32>,
    /// When it happened, as the browser wrote it.
    pub date_time: Option<String>,
    /// When the host's demand ends, as the browser wrote it.
    pub expires: Option<String>,
    /// Whether the connection was refused or merely reported.
    pub enforced: Option<bool>,
    /// Whether somebody only tries out reporting.
    pub test: Option<bool>,
}

impl ExpectCt {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            hostname: fields.host("hostname"),
            port: fields.count("port"),
            date_time: fields.word("dateTime"),
            expires: fields.word("effectiveExpirationDate"),
            enforced: fields.raw("failureMode").map(|mode| mode == "enforce"),
            test: fields.flag("testReport"),
        }
    }

    fn host<'a>(&'a self, report: &'a ReportContext<'a>) -> Option<&'a str> {
        self.hostname.as_deref().or_else(|| report.url.map(address::subject))
    }
}

impl ReportKind for ExpectCt {
    fn code(&self) -> u64 {
        9
    }
    fn name(&self) -> &'static str {
        "Certificate transparency"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "expect-ct"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let host = self.host(report).unwrap_or("an unnamed host");
        let test = if self.test == Some(true) { " (a test)" } else { "" };
        format!("The certificate of {host} is not in the transparency logs{test}")
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        // A test never shares an issue with a certificate that is at fault.
        let test = (self.test == Some(true)).then_some("yes");
        part("host", self.host(report)).into_iter().chain(part("test", test)).collect()
    }
    fn severity(&self) -> Severity {
        if self.test == Some(true) { Severity::Information } else { Severity::of_policy(self.enforced) }
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("hostname", self.hostname.as_deref());
        fields.number("port", self.port.map(u64::from));
        fields.text("date-time", self.date_time.as_deref());
        fields.text("effective-expiration-date", self.expires.as_deref());
        fields.enforced(self.enforced);
        fields.flag("test-report", self.test);
    }
}
