//! What SDKs of others send or keep back beside events, as counts by kind: what a project does not store
//! is never unseen. Sessions of servers are counted here, too, by their ends: they are no visitors'.

use serde::{Deserialize, Serialize};

/// The outcome of items that are not stored, or the end of a server's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemOutcome {
    /// They arrived, and were not stored.
    Dropped,
    /// The SDK kept them back: because it was told to, or because they could not be sent.
    Withheld,
    /// The site's own settings left them out.
    Omitted,
    /// Of a server's sessions: without an error.
    Exited,
    /// Of a server's sessions: with an error.
    Errored,
    /// Of a server's sessions: ended by a crash.
    Crashed,
    /// Of a server's sessions: ended by something else.
    Abnormal,
}

impl ItemOutcome {
    /// Every outcome.
    pub const ALL: [Self; 7] = [
        Self::Dropped,
        Self::Withheld,
        Self::Omitted,
        Self::Exited,
        Self::Errored,
        Self::Crashed,
        Self::Abnormal,
    ];

    /// Its name in a table and in the API, which never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Withheld => "withheld",
            Self::Omitted => "omitted",
            Self::Exited => "exited",
            Self::Errored => "errored",
            Self::Crashed => "crashed",
            Self::Abnormal => "abnormal",
        }
    }

    /// The outcome of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// Items of one kind with one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCount {
    /// The name of their kind (`corncrake_core::wire::sentry::item::ItemKind`).
    pub kind: String,
    /// What became of them.
    pub outcome: ItemOutcome,
    /// How many.
    pub count: u64,
}
