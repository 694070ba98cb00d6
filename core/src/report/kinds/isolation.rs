//! Cross-origin isolation (HTML, sections 7.1.3 and 7.1.4): embedder policy (COEP) and
//! opener policy (COOP).

use alloc::{format, string::String, vec::Vec};

use crate::report::{
    Severity,
    fields::ReportFields,
    kind::{FieldWriter, ReportContext, ReportKind, blocked, part},
    location::SourceLocation,
};

/// A `coep` report: what a page may not embed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coep {
    /// What broke the policy: `corp`, `navigation` or `worker initialization`.
    pub violation: Option<String>,
    /// What was blocked.
    pub blocked: Option<String>,
    /// What it was asked for as: `image`, `script`, `iframe`.
    pub destination: Option<String>,
    /// Whether the policy is enforced or on trial.
    pub enforced: Option<bool>,
}

impl Coep {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            violation: fields.word("type"),
            blocked: fields.address("blockedURL"),
            destination: fields.word("destination"),
            enforced: fields.enforced(),
        }
    }
}

impl ReportKind for Coep {
    fn code(&self) -> u64 {
        11
    }
    fn name(&self) -> &'static str {
        "COEP violation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "coep"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let what = match self.violation.as_deref() {
            Some("navigation") => "frame",
            Some("worker initialization") => "worker",
            _ => self.destination.as_deref().filter(|what| *what != "empty").unwrap_or("resource"),
        };
        let host = self.blocked.as_deref().map_or("an unnamed host".into(), |blocked| report.shown(blocked));
        format!("COEP {} {host} ({what})", blocked(self.enforced))
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        let blocked =
            part("blocked", self.blocked.as_deref().map(|blocked| report.shown(blocked)).as_deref());
        part("violation", self.violation.as_deref()).into_iter().chain(blocked).collect()
    }
    fn severity(&self) -> Severity {
        Severity::of_policy(self.enforced)
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("type", self.violation.as_deref());
        fields.text("blockedURL", self.blocked.as_deref());
        fields.text("destination", self.destination.as_deref());
        fields.enforced(self.enforced);
    }
    fn subjects(&self) -> [Option<&str>; 2] {
        [self.blocked.as_deref(), None]
    }
}

/// Where COOP names the other window, the one that tells most first.
const OTHER_WINDOWS: [&str; 6] = [
    "nextResponseURL",
    "previousResponseURL",
    "openerURL",
    "openeeURL",
    "otherDocumentURL",
    "initialPopupURL",
];

/// A `coop` report: windows that may no longer reach each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coop {
    /// What broke the policy: `navigation-to-response`, `access-from-coop-page-to-opener`, ...
    pub violation: Option<String>,
    /// The policy that took effect: `same-origin`.
    pub policy: Option<String>,
    /// The other window's address.
    pub other: Option<String>,
    /// The member of `window` that was used.
    pub property: Option<String>,
    /// Whether the policy is enforced or on trial.
    pub enforced: Option<bool>,
    /// Where it was used.
    pub place: SourceLocation,
}

impl Coop {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            violation: fields.word("type"),
            policy: fields.word("effectivePolicy"),
            other: OTHER_WINDOWS.into_iter().find_map(|name| fields.address(name)),
            property: fields.word("property"),
            enforced: fields.enforced(),
            place: SourceLocation::read(fields),
        }
    }
}

impl ReportKind for Coop {
    fn code(&self) -> u64 {
        12
    }
    fn name(&self) -> &'static str {
        "COOP violation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "coop"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let policy = self.policy.as_deref().map_or("COOP".into(), |policy| format!("COOP {policy}"));
        let other = self.other.as_deref().map_or("another origin".into(), |other| report.shown(other));
        let is_access = self.violation.as_deref().is_some_and(|violation| violation.starts_with("access-"));
        if is_access || self.property.is_some() {
            let property = self.property.as_deref().unwrap_or("access");
            return format!("{policy} {} {property} between windows, {other}", blocked(self.enforced));
        }
        let cut = if self.enforced == Some(false) { "would cut" } else { "cut" };
        let way = match self.violation.as_deref() {
            Some("navigation-from-response") => "going to",
            Some("navigation-to-response") => "coming from",
            _ => "with",
        };
        format!("{policy} {cut} the tie to the opener, {way} {other}")
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        [
            part("violation", self.violation.as_deref()),
            part("property", self.property.as_deref()),
            part("other", self.other.as_deref().map(|other| report.shown(other)).as_deref()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
    fn severity(&self) -> Severity {
        Severity::of_policy(self.enforced)
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("type", self.violation.as_deref());
        fields.text("effectivePolicy", self.policy.as_deref());
        fields.text("otherURL", self.other.as_deref());
        fields.text("property", self.property.as_deref());
        fields.enforced(self.enforced);
        fields.location(&self.place);
    }
    fn location(&self) -> Option<&SourceLocation> {
        Some(&self.place)
    }
    fn subjects(&self) -> [Option<&str>; 2] {
        [self.other.as_deref(), None]
    }
}
