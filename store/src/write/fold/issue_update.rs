//! An issue in a turn: its counters as they were, and what it gains.

use std::collections::BTreeSet;

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    events::{delivery::ProcessedEvent, stored_event::StoredEvent},
    issues::{interest::InterestMark, issue::IssueGrouping},
};

use crate::{
    alerts::raise::RaisedIssue,
    issues::{
        releases::ReleaseSpan,
        rows::{CounterIncrement, IssueCounters},
    },
    write::hours::HourFold,
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
    /// Whether a rule hid it, and an event came that is no noise.
    pub(super) is_listed_again: bool,
    /// How much it matters after the events of this turn.
    pub(super) interest: InterestMark,
    /// The last of its events, and whether one is of an hour before its newest.
    pub(super) newest: Option<&'a ProcessedEvent>,
    pub(super) has_late: bool,
    /// The releases of its events of this turn.
    pub(super) releases: BTreeSet<&'a str>,
}

impl<'a> IssueUpdate<'a> {
    /// The issue as the rules of alerts look at it.
    pub(super) fn raised(&self, hours: &HourFold) -> Option<RaisedIssue<'a>> {
        let (event, id) = (self.newest?, self.gain.id);
        let hour = event.at.hour();
        Some(RaisedIssue {
            id,
            event,
            is_new: self.opened.is_some(),
            is_hidden: self.hidden_by() > 0,
            // A mark that an event no longer has is of a rule that is off.
            is_low: self.interest.is_low() && event.grouping.rules.interest.is_low(),
            gained: self.gain.sessions,
            sessions: self.before.sessions.saturating_add(self.gain.sessions),
            hour: (hour, hours.sessions((id, hour))),
            has_late: self.has_late || hour < self.before.hour,
        })
    }

    /// The edition of the rule that hides it, from before or since this turn opened it.
    pub(super) fn hidden_by(&self) -> u32 {
        self.opened.map_or(self.before.hidden_by, |(grouping, _)| grouping.rules.hidden_by)
    }

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
        let interest = before.interest;
        Self {
            before,
            gain,
            opened: None,
            is_provisional: false,
            is_listed_again: false,
            interest,
            newest: None,
            has_late: false,
            releases: BTreeSet::new(),
        }
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
            hidden_by: 0,
            sessions: 0,
            interest: processed.grouping.rules.interest,
            is_snoozed: false,
        };
        Self { opened: Some((&processed.grouping, &processed.body)), is_provisional, ..Self::of(before) }
    }
}
