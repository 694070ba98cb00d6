//! The view-model of an issue's page.

use corncrake_core::{ids::IssueId, noise::NoiseRule, time::UnixMillis};

use super::{
    event::{EventPosition, StoredEvent},
    triage::Triage,
    wordings::Wordings,
};
use crate::{
    model::{
        issue::Issue,
        project::Project,
        range::Range,
        release::{OwnReleases, ReleaseMark},
        series::SeriesPoint,
    },
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
    /// Its sessions in the range.
    pub sessions: u64,
    /// All sessions of the project in the range.
    pub all_sessions: u64,
    /// Releases of the range, the newest first.
    pub releases: Vec<ReleaseMark>,
    /// The first and the last release that its events named.
    pub named: OwnReleases,
    /// The newest release, where none of its events named it, and how many other errors did.
    pub not_in: Option<(String, u64)>,
    /// How many of its events are stored.
    pub stored: u64,
    /// Where it stands in the list that one came from.
    pub list: Option<ListPlace>,
    /// The address of a new ticket, with places for the issue; empty where there is none.
    pub ticket_link: String,
    /// The dashboard's own address as its operator reaches it, for links that are copied.
    pub dashboard: String,
}

/// Where an issue stands in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    /// The query of the list.
    pub query: String,
    /// Its place, from 1.
    pub place: usize,
    /// How many the list has.
    pub of: usize,
    /// The issue before it.
    pub previous: Option<IssueId>,
    /// The issue after it.
    pub next: Option<IssueId>,
}
