//! The contract of a kind of report, and the writer of its fields.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};

use super::{
    Severity, address,
    location::{SOURCE_FILE, SourceLocation},
};
use crate::{event::EventType, json::Json};

/// What a report says beside its body.
pub(super) struct ReportContext<'a> {
    /// The report's own `type`.
    pub(super) type_name: &'a str,
    /// The page that it is about.
    pub(super) url: Option<&'a str>,
    /// The contract's kind of it.
    pub(super) kind: EventType,
}

impl ReportContext<'_> {
    /// An address in the report, as a page shows it.
    pub(super) fn shown<'b>(&self, address: &'b str) -> Cow<'b, str> {
        address::shown(address, self.url)
    }
}

/// A typed body of a report. `report` is the report that it stands in.
pub(super) trait ReportKind {
    /// The contract's number of its kind.
    fn code(&self) -> u64;
    /// The kind's name for a person.
    fn name(&self) -> &'static str;
    /// The type's name in a grouping: one for all spellings of it.
    fn type_name<'a>(&'a self, report: &'a ReportContext<'a>) -> &'a str;
    /// What happened, for a person.
    fn title(&self, report: &ReportContext<'_>) -> String;
    /// What is grouped by, behind the type.
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String>;
    /// How bad it is.
    fn severity(&self) -> Severity {
        Severity::Failure
    }
    /// Its fields, by the names that the specifications give them.
    fn write_fields(&self, fields: &mut FieldWriter);

    /// Where in the site's code it was.
    fn location(&self) -> Option<&SourceLocation> {
        None
    }
    /// The stack that a page can show.
    fn stack(&self) -> Option<String> {
        self.location().and_then(SourceLocation::stack)
    }
    /// What was blocked or concerned, as addresses or words for them.
    fn subjects(&self) -> [Option<&str>; 2] {
        [None, None]
    }
}

/// A report's fields as they are shown; what is absent is left out.
#[derive(Default)]
pub(super) struct FieldWriter(Vec<(String, Json)>);

impl FieldWriter {
    pub(super) fn text(&mut self, name: &str, text: Option<&str>) {
        self.add(name, text.map(|text| Json::Text(text.to_owned())));
    }

    pub(super) fn number(&mut self, name: &str, number: Option<u64>) {
        self.add(name, number.map(|number| Json::Number(format!("{number}"))));
    }

    pub(super) fn flag(&mut self, name: &str, flag: Option<bool>) {
        self.add(name, flag.map(Json::Bool));
    }

    pub(super) fn enforced(&mut self, enforced: Option<bool>) {
        let disposition = |enforced| if enforced { "enforce" } else { "report" };
        self.text("disposition", enforced.map(disposition));
    }

    pub(super) fn location(&mut self, location: &SourceLocation) {
        self.text(SOURCE_FILE, location.file.as_deref());
        self.number("lineNumber", location.line.map(u64::from));
        self.number("columnNumber", location.column.map(u64::from));
    }

    pub(super) fn add(&mut self, name: &str, value: Option<Json>) {
        self.0.extend(value.map(|value| (name.to_owned(), value)));
    }

    pub(super) fn into_json(self) -> Json {
        Json::Map(self.0)
    }
}

/// What a policy did: a policy on trial only says what it would do.
pub(super) fn blocked(enforced: Option<bool>) -> &'static str {
    if enforced == Some(false) { "would block" } else { "blocked" }
}

/// A part of a grouping, where there is something to say.
pub(super) fn part(label: &str, value: Option<&str>) -> Option<String> {
    value.map(|value| format!("{label}: {value}"))
}
