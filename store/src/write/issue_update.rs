//! An issue in a turn: what the database has of it, and what it gained.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    events::{delivery::ProcessedEvent, stored_event::StoredEvent},
    issues::issue::IssueGrouping,
};

use super::hours::HourFold;
use crate::{
    alerts::raise::RaisedIssue,
    issues::rows::{CounterIncrement, IssueCounters},
};

/// An issue that has events in this turn.
pub(crate) struct IssueUpdate<'a> {
    /// The counters as the database has them.
    pub(crate) before: IssueCounters,
    /// The gain since the fold was read, not written yet.
    pub(crate) gain: CounterIncrement,
    /// What it is opened with, where this turn opens it.
    pub(crate) opened: Option<(&'a IssueGrouping, &'a StoredEvent)>,
    /// Whether it is opened provisionally: it may have to give way to newer ones.
    pub(crate) is_provisional: bool,
    /// Whether a rule hid it, and an event came that is no noise.
    pub(crate) is_listed_again: bool,
    /// The last of its events.
    pub(crate) newest: Option<&'a ProcessedEvent>,
    /// Whether one of them is of another hour.
    pub(crate) has_late: bool,
}

impl<'a> IssueUpdate<'a> {
    /// The issue as the rules of alerts look at it.
    pub(crate) fn raised(&self, hours: &HourFold) -> Option<RaisedIssue<'a>> {
        let (event, id) = (self.newest?, self.gain.id);
        let hour = event.at.hour();
        Some(RaisedIssue {
            id,
            event,
            is_new: self.opened.is_some(),
            is_hidden: self.hidden_by() > 0,
            gained: self.gain.sessions,
            sessions: self.before.sessions.saturating_add(self.gain.sessions),
            hour: (hour, hours.sessions((id, hour))),
            has_late: self.has_late || hour < self.before.hour,
        })
    }

    /// One that is known, before the turn counts for it.
    pub(crate) fn of(before: IssueCounters) -> Self {
        // The turn has no event yet: its first will be both the first and the last.
        let (first, last) = (UnixMillis(i64::MAX), UnixMillis(i64::MIN));
        let gain =
            CounterIncrement { id: before.id, events: 0, records: 0, sessions: 0, facets: 0, first, last };
        Self {
            before,
            gain,
            opened: None,
            is_provisional: false,
            is_listed_again: false,
            newest: None,
            has_late: false,
        }
    }

    /// The edition of the rule that hides it, from before or since this turn opened it.
    pub(crate) fn hidden_by(&self) -> u32 {
        self.opened.map_or(self.before.hidden_by, |(grouping, _)| grouping.rules.hidden_by)
    }

    /// One that the turn opens.
    pub(crate) fn opened(id: IssueId, processed: &'a ProcessedEvent, is_provisional: bool) -> Self {
        let (hour, running) = (processed.at.hour(), UnixMillis(0));
        let before =
            IssueCounters { id, events: 0, records: 0, hour, running, facets: 0, hidden_by: 0, sessions: 0 };
        Self { opened: Some((&processed.grouping, &processed.body)), is_provisional, ..Self::of(before) }
    }
}
