//! What a browser has to say about a page's code: deprecations and interventions
//! (W3C Deprecation Reporting, Intervention Reporting).

use alloc::{format, string::String, vec::Vec};

use super::{
    Report, Severity,
    fields::{Fields, SENTENCE_CHARS},
    kind::{Telling, Told, part},
    location::Place,
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
    pub place: Place,
}

impl Deprecation {
    pub(super) fn read(fields: Fields<'_>) -> Self {
        Self {
            id: fields.word("id"),
            message: fields.text("message", SENTENCE_CHARS),
            removal: fields.word("anticipatedRemoval"),
            place: Place::read(fields),
        }
    }
}

impl Telling for Deprecation {
    fn code(&self) -> u64 {
        6
    }
    fn name(&self) -> &'static str {
        "Deprecation"
    }
    fn type_name(&self, _: &Report) -> &str {
        "deprecation"
    }
    fn title(&self, _: &Report) -> String {
        said("Deprecated", self.message.as_deref(), self.id.as_deref())
    }
    fn parts(&self, report: &Report) -> Vec<String> {
        by(report, self.id.as_deref(), self.message.as_deref())
    }
    fn severity(&self) -> Severity {
        Severity::Warning
    }
    fn tell(&self, told: &mut Told) {
        told.text("id", self.id.as_deref());
        told.text("message", self.message.as_deref());
        told.text("anticipatedRemoval", self.removal.as_deref());
        told.place(&self.place);
    }
    fn place(&self) -> Option<&Place> {
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
    pub place: Place,
}

impl Intervention {
    pub(super) fn read(fields: Fields<'_>) -> Self {
        Self {
            id: fields.word("id"),
            message: fields.text("message", SENTENCE_CHARS),
            place: Place::read(fields),
        }
    }
}

impl Telling for Intervention {
    fn code(&self) -> u64 {
        7
    }
    fn name(&self) -> &'static str {
        "Intervention"
    }
    fn type_name(&self, _: &Report) -> &str {
        "intervention"
    }
    fn title(&self, _: &Report) -> String {
        said("The browser stepped in", self.message.as_deref(), self.id.as_deref())
    }
    fn parts(&self, report: &Report) -> Vec<String> {
        by(report, self.id.as_deref(), self.message.as_deref())
    }
    fn tell(&self, told: &mut Told) {
        told.text("id", self.id.as_deref());
        told.text("message", self.message.as_deref());
        told.place(&self.place);
    }
    fn place(&self) -> Option<&Place> {
        Some(&self.place)
    }
}

fn said(what: &str, message: Option<&str>, id: Option<&str>) -> String {
    match message.or(id) {
        Some(said) => format!("{what}: {said}"),
        None => format!("{what} (no message)"),
    }
}

/// What a notice is grouped by: its id, else what lasts of its message, as for an error.
pub(super) fn by(report: &Report, id: Option<&str>, message: Option<&str>) -> Vec<String> {
    if let Some(id) = id {
        return part("id", Some(id)).into_iter().collect();
    }
    let message = message.unwrap_or_default().into();
    let event = Event { kind: report.kind(), message, ..Event::default() };
    group::fingerprint(&event, &[]).parts.into_iter().skip(1).collect()
}
