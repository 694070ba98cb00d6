//! The view-model of the page of reports.

use corncrake_core::{json::Json, noise::Rule, time::UnixMillis};

use crate::model::{issue::Issue, noise::NoiseCount, project::Project};

/// What the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Whose reports they are.
    pub project: Project,
    /// The collector's own origin, for the headers that bring reports.
    pub origin: String,
    /// The issues whose events are reports: a page of them, the newest first.
    pub reports: Vec<Report>,
    /// Whether these are the ones that a rule knows as noise, which are else left out.
    pub is_noise: bool,
    /// What is left out.
    pub noise: NoiseCount,
    /// Whether this is a page behind the first one.
    pub is_later_page: bool,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// An issue whose events are reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The issue.
    pub issue: Issue,
    /// What its latest event says: its `meta`, which has the report's fields.
    pub fields: Option<Json>,
    /// The page that its latest event is about.
    pub page: Option<String>,
    /// The rule by which it is noise.
    pub noise: Option<Rule>,
}

impl Report {
    /// A field of the report, where it is a text.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.as_ref()?.get(name)?.as_text()
    }
}
