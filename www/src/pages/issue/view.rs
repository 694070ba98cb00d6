//! The view-model of an issue's page.

use corncrake_core::{noise::NoiseRule, time::UnixMillis};

use super::{
    event::{EventPosition, StoredEvent},
    triage::Triage,
    wordings::Wordings,
};
use crate::{
    model::{issue::Issue, project::Project, range::Range, series::SeriesPoint},
    parts::{facets::Facets, rule_links::IssueRule},
};

/// The parts of the fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// The version of the algorithm (`group::VERSION` when it was made).
    pub version: u32,
    /// The hashed parts, in order (`group::Fingerprint::parts`).
    pub parts: Vec<String>,
}

/// The view-model of an issue's page.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The issue.
    pub issue: Issue,
    /// What its stored events say.
    pub wordings: Wordings,
    /// The operator's rules that acted on it.
    pub rules: Vec<IssueRule>,
    /// The noise rule that it matches.
    pub noise: Option<NoiseRule>,
    /// The range of its trend.
    pub range: Range,
    /// Its events by step, the oldest first (`Range::points`).
    pub trend: Vec<SeriesPoint>,
    /// Breakdowns of its events in that range.
    pub facets: Facets,
    /// The event on the page: the latest, or the one of the address; none where none is stored.
    pub event: Option<StoredEvent>,
    /// The position of that event.
    pub position: EventPosition,
    /// The grouping of its events.
    pub grouping: Grouping,
    /// Its triage.
    pub triage: Triage,
}
