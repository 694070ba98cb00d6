//! Integrity Policy (Subresource Integrity, section 3.6): a script or style that was asked
//! for without `integrity`.

use alloc::{format, string::String, vec::Vec};

use crate::report::{
    Severity,
    fields::ReportFields,
    kind::{FieldWriter, ReportContext, ReportKind, blocked, part},
};

/// An `integrity-violation`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Integrity {
    /// What was asked for.
    pub blocked: Option<String>,
    /// What it was asked for as: `script`, `style`.
    pub destination: Option<String>,
    /// Whether the policy is enforced or on trial.
    pub enforced: Option<bool>,
}

impl Integrity {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            blocked: fields.address("blockedURL"),
            destination: fields.word("destination"),
            enforced: fields.flag("reportOnly").map(|report_only| !report_only),
        }
    }
}

impl ReportKind for Integrity {
    fn code(&self) -> u64 {
        96
    }
    fn name(&self) -> &'static str {
        "Integrity policy violation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "integrity-violation"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let what = self.destination.as_deref().unwrap_or("resource");
        let host = self.blocked.as_deref().map_or("the page itself".into(), |blocked| report.shown(blocked));
        format!("Integrity policy {} a {what} of {host}", blocked(self.enforced))
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        let blocked =
            part("blocked", self.blocked.as_deref().map(|blocked| report.shown(blocked)).as_deref());
        part("destination", self.destination.as_deref()).into_iter().chain(blocked).collect()
    }
    fn severity(&self) -> Severity {
        Severity::of_policy(self.enforced)
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("blockedURL", self.blocked.as_deref());
        fields.text("destination", self.destination.as_deref());
        fields.enforced(self.enforced);
    }
    fn subjects(&self) -> [Option<&str>; 2] {
        [self.blocked.as_deref(), None]
    }
}
