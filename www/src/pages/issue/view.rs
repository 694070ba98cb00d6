//! The view-model of an issue's page.

use corncrake_core::{noise::Rule, time::UnixMillis};

use super::{
    event::{EventPosition, StoredEvent},
    triage::Triage,
};
use crate::{
    model::{issue::Issue, project::Project, range::Range, series::SeriesPoint},
    parts::facets::Facets,
};

/// What the fingerprint was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// The version of the algorithm (`group::VERSION` when it was made).
    pub version: u32,
    /// What was hashed, in order (`group::Fingerprint::parts`).
    pub parts: Vec<String>,
}

/// What an issue's page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Whose issue it is.
    pub project: Project,
    /// The issue.
    pub issue: Issue,
    /// The rule by which it is noise.
    pub noise: Option<Rule>,
    /// How far back its trend looks.
    pub range: Range,
    /// Its events by step, the oldest first (`Range::points`).
    pub trend: Vec<SeriesPoint>,
    /// Where its events of that range came from.
    pub facets: Facets,
    /// The event that is shown: the latest, or the one of a number; absent where none is kept.
    pub event: Option<StoredEvent>,
    /// Its number, and the names of its neighbours.
    pub position: EventPosition,
    /// Why its events are one issue.
    pub grouping: Grouping,
    /// What was decided about it.
    pub triage: Triage,
}
