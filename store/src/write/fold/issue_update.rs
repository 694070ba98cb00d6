//! An issue in a turn: its counters as they were, and what it gains.

use std::collections::BTreeSet;

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    events::{delivery::ProcessedEvent, stored_event::StoredEvent},
    issues::issue::IssueGrouping,
};

use crate::issues::{
    releases::ReleaseSpan,
    rows::{CounterIncrement, IssueCounters},
};

/// An issue that has events in this turn.
pub(crate) struct IssueUpdate<'a> {
    /// The counters as the database has them.
    pub(crate) before: IssueCounters,
    /// The gain since the fold was read, not written yet.
    pub(crate) gain: CounterIncrement,
    /// What it is opened with, where this turn opens it.
    pub(super) opened: Option<(&'a IssueGrouping, &'a StoredEvent)>,
    /// Whether it is opened provisionally: it may have to give way to newer ones.
    pub(super) is_provisional: bool,
    /// The releases of its events of this turn.
    pub(super) releases: BTreeSet<&'a str>,
}

impl<'a> IssueUpdate<'a> {
    pub(super) fn of(before: IssueCounters) -> Self {
        // The turn has no event yet: its first will be both the first and the last.
        let (first, last) = (UnixMillis(i64::MAX), UnixMillis(i64::MIN));
        let gain = CounterIncrement {
            id: before.id,
            events: 0,
            records: 0,
            sessions: 0,
            facets: 0,
            first,
            last,
            releases: before.releases.numbers(),
            browsers: before.browsers.clone(),
        };
        Self { before, gain, opened: None, is_provisional: false, releases: BTreeSet::new() }
    }

    pub(super) fn opened(id: IssueId, processed: &'a ProcessedEvent, is_provisional: bool) -> Self {
        let (hour, running) = (processed.at.hour(), UnixMillis(0));
        let before = IssueCounters {
            id,
            events: 0,
            records: 0,
            hour,
            running,
            facets: 0,
            releases: ReleaseSpan::default(),
            browsers: String::new(),
        };
        Self { opened: Some((&processed.grouping, &processed.body)), is_provisional, ..Self::of(before) }
    }
}
