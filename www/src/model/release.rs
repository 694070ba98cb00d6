//! A release as charts mark it and as its page shows it.

use corncrake_core::time::UnixMillis;

/// The moment of a release in a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseMark {
    /// Its name.
    pub name: String,
    /// The time of its deploy, or else of its first event.
    pub at: UnixMillis,
}

/// The first and the last release that an issue named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnReleases {
    /// The first.
    pub first: Option<ReleaseMark>,
    /// The last.
    pub last: Option<ReleaseMark>,
}

impl OwnReleases {
    /// What a release is to the issue.
    pub(crate) fn word(&self, name: &str) -> Option<&'static str> {
        let is = |mark: &Option<ReleaseMark>| mark.as_ref().is_some_and(|mark| mark.name == name);
        match (is(&self.first), is(&self.last)) {
            (true, true) => Some("first and last"),
            (true, false) => Some("first"),
            (false, true) => Some("last"),
            (false, false) => None,
        }
    }
}

/// A release with what it brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReleaseRow {
    /// Its name.
    pub name: String,
    /// The time of its deploy, or else of its first event.
    pub at: UnixMillis,
    /// Whether a deploy was announced.
    pub is_deployed: bool,
    /// Sessions that began while it was the newest.
    pub sessions: u64,
    /// Those of them with an error.
    pub errored: u64,
    /// Issues that were first seen while it was the newest.
    pub new: u64,
    /// Issues that came back in it.
    pub back: u64,
    /// Uploaded files for source maps.
    pub files: u64,
    /// The time of the last upload.
    pub uploaded: Option<UnixMillis>,
    /// Visits of the release.
    pub visits: u64,
    /// Those of them with an error.
    pub visits_errored: u64,
    /// Visits of the release in the last week.
    pub recent_visits: u64,
}

/// The visits of a project, and the sessions with an error that are in no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VisitTotals {
    /// All visits.
    pub all: u64,
    /// Visits of the last week that named a release.
    pub recent: u64,
    /// Sessions with an error of browsers that ask for Global Privacy Control.
    pub privacy_control: u64,
    /// Sessions with an error whose page sent no visit.
    pub no_visit: u64,
}
