//! The view-model of the overview.

use corncrake_core::{event::EventType, time::UnixMillis};

use super::{items::SdkItems, outcomes::OutcomeCount};
use crate::{
    model::{noise::UnusualNoise, project::Project, range::Range, release::ReleaseMark, series::SeriesPoint},
    parts::{
        countries::SessionsByCountry, facets::Facets, issues::table::IssueRow, refusals::Refused,
        storage::StorageUsage,
    },
};

/// The view-model of the overview; everything but project and storage is of the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Which project it is.
    pub project: Project,
    /// Whether it is the project of `/demo/`.
    pub is_demo: bool,
    /// The collector's address as visitors reach it.
    pub address: String,
    /// Whether an event or a session ever arrived.
    pub has_data: bool,
    /// What was refused, where nothing arrived.
    pub refused: Refused,
    /// The number of the project's objects, each of which has a WebSocket of its own.
    pub objects: usize,
    /// The range of the page.
    pub range: Range,
    /// Sessions by step, the oldest first (`Range::points`).
    pub sessions: Vec<SeriesPoint>,
    /// Events by kind.
    pub kinds: Vec<(EventType, u64)>,
    /// Breakdowns of the events.
    pub facets: Facets,
    /// Sessions by country.
    pub countries: SessionsByCountry,
    /// The sessions of the range before, by the same steps; empty where nothing is known of it.
    pub before: Vec<SeriesPoint>,
    /// Releases of the range, the newest first.
    pub releases: Vec<ReleaseMark>,
    /// The last release that brought open issues, and how many.
    pub since: Option<(ReleaseMark, u64)>,
    /// Open issues that came back after they were resolved.
    pub back: u64,
    /// Open issues.
    pub open: u64,
    /// Noise that is new or more than usual.
    pub unusual_noise: Option<UnusualNoise>,
    /// How many rows at the front are new.
    pub new_rows: usize,
    /// The open issues to look at first: those that are new, then those of the most sessions.
    pub top: Vec<IssueRow>,
    /// Outcomes of everything that was sent.
    pub outcomes: Vec<OutcomeCount>,
    /// What SDKs of others sent or kept back that was not stored.
    pub items: Vec<SdkItems>,
    /// Its storage.
    pub storage: StorageUsage,
}
