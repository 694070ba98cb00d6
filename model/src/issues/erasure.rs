//! The matches of an erasure: by a text, and by a span of time.

use std::collections::BTreeSet;

use corncrake_core::{ids::IssueId, time::UnixMillis};
use serde::{Deserialize, Serialize};

/// How far a search has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EraseCursor {
    Issues(Option<IssueId>),
    /// Behind a value of a kind, of an issue.
    Values(Option<(String, String, String)>),
    Hours(UnixMillis),
    Releases,
    Index(Option<IssueId>),
}

/// What has the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMatches {
    /// Issues that go as a whole.
    pub whole: BTreeSet<IssueId>,
    /// How many kept events of other issues.
    pub events: Vec<(IssueId, u64)>,
    /// Values of breakdowns.
    pub values: BTreeSet<String>,
    /// Issues that have it in the full-text index.
    pub indexed: BTreeSet<IssueId>,
}

impl TextMatches {
    /// Both together.
    pub fn and(mut self, more: Self) -> Self {
        self.whole.extend(more.whole);
        self.events.extend(more.events);
        self.values.extend(more.values);
        self.indexed.extend(more.indexed);
        self
    }

    /// Events that go by themselves, and other traces: values, and what only the index has.
    pub fn counts(&self) -> (u64, u64) {
        let alone = || self.events.iter().filter(|(id, _)| !self.whole.contains(id));
        let has_events: BTreeSet<IssueId> = alone().map(|(id, _)| *id).collect();
        let only_indexed = self.indexed.difference(&self.whole).filter(|id| !has_events.contains(id));
        let traces = self.values.len().saturating_add(only_indexed.count());
        (alone().map(|(_, events)| events).sum(), traces as u64)
    }
}

/// An issue that was first seen in a span, with all that is merged into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanMatch {
    pub id: IssueId,
    pub events: u64,
    pub members: Vec<IssueId>,
}
