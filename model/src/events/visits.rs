//! Visits: sessions whose pages said that they were visited, counted by day, with and without an error.
//! Sessions of visitors who are not counted are in neither number; how many of them met an error is
//! counted by the reason.

use corncrake_core::time::UtcDay;
use serde::{Deserialize, Serialize};

/// What visits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// All of a day.
    All,
    /// The family of the browser.
    Browser,
    /// The system, without its version.
    Os,
    /// The release, with its environment.
    Release,
}

impl VisitKind {
    /// Each, in the order of their letters.
    pub const ALL: [Self; 4] = [Self::All, Self::Browser, Self::Os, Self::Release];

    /// Its letter in a row; the letters are stored, and so never change.
    pub fn letter(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Browser => "b",
            Self::Os => "o",
            Self::Release => "r",
        }
    }

    /// The kind with a letter.
    pub fn of_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// Sessions of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitCounts {
    /// Sessions whose page said that it was visited.
    pub visits: u64,
    /// Those of them in which something failed for the visitor.
    pub errored: u64,
    /// Sessions with an error of visitors whose browser asks for Global Privacy Control: they are in
    /// neither of the two.
    pub privacy_control: u64,
    /// Sessions with an error whose page sent no visit, since it had no consent or does not count them.
    pub no_visit: u64,
}

impl VisitCounts {
    /// The sums of both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            visits: self.visits.saturating_add(other.visits),
            errored: self.errored.saturating_add(other.errored),
            privacy_control: self.privacy_control.saturating_add(other.privacy_control),
            no_visit: self.no_visit.saturating_add(other.no_visit),
        }
    }
}

/// The visits of a day with one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitDay {
    /// The UTC day.
    pub day: UtcDay,
    /// What it is counted by.
    pub kind: VisitKind,
    /// The value; of a release, empty for those above a day's limit.
    pub value: String,
    /// The environment of a release; else empty.
    pub environment: String,
    /// The counts.
    pub counts: VisitCounts,
}
