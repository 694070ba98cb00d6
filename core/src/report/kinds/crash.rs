//! Crash Reporting (W3C): a page whose process ended or hung. There may be no reason.
//!
//! The keys that a page sets for its own crashes (`crash_report_api`) are never read.

use alloc::{format, string::String, vec::Vec};

use crate::report::{
    fields::ReportFields,
    kind::{FieldWriter, ReportContext, ReportKind, part},
};

/// Characters of a stack: 40 frames with addresses of 400 characters.
const STACK_CHARS: usize = 16_000;

/// A `crash`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Crash {
    /// Why: `oom`, `unresponsive`; often absent.
    pub reason: Option<String>,
    /// The stack of a page that hung, where the site asked for it.
    pub stack: Option<String>,
    /// Whether it was the page itself, not a frame in it.
    pub is_top_level: Option<bool>,
    /// Whether somebody saw it: `visible`, `hidden`.
    pub visibility: Option<String>,
}

impl Crash {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            reason: fields.word("reason"),
            stack: fields.lines("stack", STACK_CHARS),
            is_top_level: fields.flag("isTopLevel"),
            visibility: fields.word("visibilityState"),
        }
    }
}

impl ReportKind for Crash {
    fn code(&self) -> u64 {
        8
    }
    fn name(&self) -> &'static str {
        "Crash"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "crash"
    }
    fn title(&self, _: &ReportContext<'_>) -> String {
        match self.reason.as_deref() {
            None => "The page crashed".into(),
            Some("oom") => "The page crashed: out of memory".into(),
            Some("unresponsive") => "The page crashed: it no longer responded".into(),
            Some(reason) => format!("The page crashed: {reason}"),
        }
    }
    fn parts(&self, _: &ReportContext<'_>) -> Vec<String> {
        part("reason", self.reason.as_deref()).into_iter().collect()
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("reason", self.reason.as_deref());
        fields.flag("is_top_level", self.is_top_level);
        fields.text("visibility_state", self.visibility.as_deref());
    }
    fn stack(&self) -> Option<String> {
        self.stack.clone()
    }
}
