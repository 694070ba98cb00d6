//! What a browser has to say about a page's code: deprecations and interventions
//! (W3C Deprecation Reporting, Intervention Reporting).

use alloc::{format, string::String, vec::Vec};

use crate::report::{
    Severity,
    fields::{ReportFields, SENTENCE_CHARS},
    kind::{FieldWriter, ReportContext, ReportKind, part},
    location::SourceLocation,
};
use crate::{event::Event, group};

/// A `deprecation`: something that will stop working.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Deprecation {
    /// The feature's name in the browser.
    pub id: Option<String>,
    /// What the browser says about it.
    pub message: Option<String>,
    /// When it goes, as the browser wrote it.
    pub removal: Option<String>,
    /// Where it is used.
    pub place: SourceLocation,
}

impl Deprecation {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            id: fields.word("id"),
            message: fields.text("message", SENTENCE_CHARS),
            removal: fields.word("anticipatedRemoval"),
            place: SourceLocation::read(fields),
        }
    }
}

impl ReportKind for Deprecation {
    fn code(&self) -> u64 {
        6
    }
    fn name(&self) -> &'static str {
        "Deprecation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "deprecation"
    }
    fn title(&self, _: &ReportContext<'_>) -> String {
        titled("Deprecated", self.message.as_deref(), self.id.as_deref())
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        grouping_parts(report, self.id.as_deref(), self.message.as_deref())
    }
    fn severity(&self) -> Severity {
        Severity::Warning
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("id", self.id.as_deref());
        fields.text("message", self.message.as_deref());
        fields.text("anticipatedRemoval", self.removal.as_deref());
        fields.location(&self.place);
    }
    fn location(&self) -> Option<&SourceLocation> {
        Some(&self.place)
    }
}

/// An `intervention`: something the browser did not do although the page asked for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Intervention {
    /// The intervention's name in the browser.
    pub id: Option<String>,
    /// What the browser says about it.
    pub message: Option<String>,
    /// Where it was asked for.
    pub place: SourceLocation,
}

impl Intervention {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            id: fields.word("id"),
            message: fields.text("message", SENTENCE_CHARS),
            place: SourceLocation::read(fields),
        }
    }
}

impl ReportKind for Intervention {
    fn code(&self) -> u64 {
        7
    }
    fn name(&self) -> &'static str {
        "Intervention"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "intervention"
    }
    fn title(&self, _: &ReportContext<'_>) -> String {
        titled("The browser stepped in", self.message.as_deref(), self.id.as_deref())
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        grouping_parts(report, self.id.as_deref(), self.message.as_deref())
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("id", self.id.as_deref());
        fields.text("message", self.message.as_deref());
        fields.location(&self.place);
    }
    fn location(&self) -> Option<&SourceLocation> {
        Some(&self.place)
    }
}

fn titled(what: &str, message: Option<&str>, id: Option<&str>) -> String {
    match message.or(id) {
        Some(words) => format!("{what}: {words}"),
        None => format!("{what} (no message)"),
    }
}

/// What a notice is grouped by: its id, else what lasts of its message, as for an error.
pub(in crate::report) fn grouping_parts(
    report: &ReportContext<'_>,
    id: Option<&str>,
    message: Option<&str>,
) -> Vec<String> {
    if let Some(id) = id {
        return part("id", Some(id)).into_iter().collect();
    }
    let message = message.unwrap_or_default().into();
    let event = Event { kind: report.kind, message, ..Event::default() };
    group::fingerprint(&event, &[]).parts.into_iter().skip(1).collect()
}
