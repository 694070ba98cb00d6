//! Permissions Policy (section 6) and Document Policy: features that a page may not use.

use alloc::{format, string::String, vec::Vec};

use crate::report::{
    Severity,
    fields::{ReportFields, SENTENCE_CHARS},
    kind::{FieldWriter, ReportContext, ReportKind, blocked, part},
    kinds::notice::grouping_parts,
    location::SourceLocation,
};

/// A `permissions-policy-violation`, or a potential one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PermissionsPolicy {
    /// The feature.
    pub policy_id: Option<String>,
    /// What the browser says about it.
    pub message: Option<String>,
    /// Whether the policy is enforced or on trial.
    pub enforced: Option<bool>,
    /// Whether an `iframe` was merely offered what the page itself may not use.
    pub potential: bool,
    /// The `allow` of that `iframe`.
    pub allow: Option<String>,
    /// Its address.
    pub frame: Option<String>,
    /// Where the feature was used.
    pub place: SourceLocation,
}

impl PermissionsPolicy {
    pub(in crate::report) fn read(fields: ReportFields<'_>, potential: bool) -> Self {
        Self {
            // Feature policy, its predecessor, called it so.
            policy_id: fields.word("policyId").or_else(|| fields.word("featureId")),
            message: fields.text("message", SENTENCE_CHARS),
            enforced: fields.enforced(),
            potential,
            allow: fields.text("allowAttribute", SENTENCE_CHARS),
            frame: fields.address("srcAttribute"),
            place: SourceLocation::read(fields),
        }
    }
}

impl ReportKind for PermissionsPolicy {
    fn code(&self) -> u64 {
        96
    }
    fn name(&self) -> &'static str {
        "Permissions policy violation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        if self.potential { "potential-permissions-policy-violation" } else { "permissions-policy-violation" }
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let verb = if self.potential { "would block" } else { blocked(self.enforced) };
        let feature = self.policy_id.as_deref().unwrap_or("a feature");
        match self.frame.as_deref().map(|frame| report.shown(frame)) {
            Some(frame) => format!("Permissions policy {verb} {feature} in a frame of {frame}"),
            None => with_reason(format!("Permissions policy {verb} {feature}"), self.message.as_deref()),
        }
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        let frame = part("frame", self.frame.as_deref().map(|frame| report.shown(frame)).as_deref());
        grouping_parts(report, self.policy_id.as_deref(), self.message.as_deref())
            .into_iter()
            .chain(frame)
            .collect()
    }
    fn severity(&self) -> Severity {
        if self.potential { Severity::Warning } else { Severity::of_policy(self.enforced) }
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("policyId", self.policy_id.as_deref());
        fields.text("message", self.message.as_deref());
        fields.enforced(self.enforced);
        fields.text("allowAttribute", self.allow.as_deref());
        fields.text("srcAttribute", self.frame.as_deref());
        fields.location(&self.place);
    }
    fn location(&self) -> Option<&SourceLocation> {
        Some(&self.place)
    }
    fn subjects(&self) -> [Option<&str>; 2] {
        [self.frame.as_deref(), None]
    }
}

/// A `document-policy-violation`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DocumentPolicy {
    /// The feature.
    pub policy_id: Option<String>,
    /// What the browser says about it.
    pub message: Option<String>,
    /// Whether the policy is enforced or on trial.
    pub enforced: Option<bool>,
    /// What broke it.
    pub place: SourceLocation,
}

impl DocumentPolicy {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            policy_id: fields.word("policyId"),
            message: fields.text("message", SENTENCE_CHARS),
            enforced: fields.enforced(),
            place: SourceLocation::read(fields),
        }
    }
}

impl ReportKind for DocumentPolicy {
    fn code(&self) -> u64 {
        13
    }
    fn name(&self) -> &'static str {
        "Document policy violation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "document-policy-violation"
    }
    fn title(&self, _: &ReportContext<'_>) -> String {
        // It is a demand on the page, so that a policy on trial is violated as well.
        let policy = self.policy_id.as_deref().unwrap_or("(no name)");
        with_reason(format!("Document policy {policy} violated"), self.message.as_deref())
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        grouping_parts(report, self.policy_id.as_deref(), self.message.as_deref())
    }
    fn severity(&self) -> Severity {
        Severity::of_policy(self.enforced)
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("policyId", self.policy_id.as_deref());
        fields.text("message", self.message.as_deref());
        fields.enforced(self.enforced);
        fields.location(&self.place);
    }
    fn location(&self) -> Option<&SourceLocation> {
        Some(&self.place)
    }
}

/// What happened and why. Chromium leads the reason with the name of the policy, which the
/// title says already.
fn with_reason(mut title: String, message: Option<&str>) -> String {
    if let Some(message) = message {
        title.push_str(": ");
        title.push_str(message.split_once("olicy violation: ").map_or(message, |(_, reason)| reason));
    }
    title
}
