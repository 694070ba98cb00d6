//! The view-model of the page of reports.

use corncrake_core::{json::Json, noise::NoiseRule, time::UnixMillis};

use crate::model::{issue::Issue, noise::NoiseCount, project::Project};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The collector's address, for the headers that bring reports.
    pub address: String,
    /// One page of the issues of reports, the newest first.
    pub reports: Vec<Report>,
    /// Whether the page is of noise, which is left out otherwise.
    pub is_noise: bool,
    /// The noise that is left out.
    pub noise: NoiseCount,
    /// Whether this is a page behind the first one.
    pub is_later_page: bool,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// An issue of reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The issue.
    pub issue: Issue,
    /// The fields of the latest report, from its `meta`.
    pub fields: Option<Json>,
    /// The page of the latest report.
    pub page: Option<String>,
    /// The noise rule that it matches.
    pub noise: Option<NoiseRule>,
}

impl Report {
    /// A field of the report, where it is a text.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.as_ref()?.get(name)?.as_text()
    }
}
