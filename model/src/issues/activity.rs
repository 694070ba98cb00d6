//! What happened to an issue, in the order of time: what people did with it, what came back by itself,
//! and what they wrote about it.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use serde::{Deserialize, Serialize};

use crate::access::log_entry::LogActor;

/// Entries of an issue besides its comments, at most: the oldest give way.
pub const MOST_ENTRIES: u32 = 200;
/// Comments of an issue at most: one more is refused.
pub const MOST_COMMENTS: u32 = 200;
/// Characters of a comment at most: some pages of text.
pub const COMMENT_CHARS: usize = 10_000;

/// What was done with an issue, or happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// It was resolved; the detail is the release that fixed it, `now`, or nothing.
    Resolved,
    /// It came back after it was resolved; the detail is the release.
    Regressed,
    /// It was ignored.
    Ignored,
    /// It was opened again by somebody.
    Reopened,
    /// It was snoozed; the detail says until when.
    Snoozed,
    /// Its sleep ended by itself; the detail says by what.
    CameBack,
    /// It became part of the issue of the detail.
    MergedInto,
    /// The issue of the detail became a part of it.
    Merged,
    /// It was taken out of the issue of the detail.
    SplitFrom,
    /// The issue of the detail was taken out of it.
    Split,
    /// It was assigned to the user of the detail.
    Assigned,
    /// It is nobody's any more.
    Unassigned,
    /// Somebody wrote the text of the detail, in Markdown.
    Comment,
}

impl ActivityKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Resolved,
        Self::Regressed,
        Self::Ignored,
        Self::Reopened,
        Self::Snoozed,
        Self::CameBack,
        Self::MergedInto,
        Self::Merged,
        Self::SplitFrom,
        Self::Split,
        Self::Assigned,
        Self::Unassigned,
        Self::Comment,
    ];

    /// Its name, in the API, in exports and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Regressed => "regressed",
            Self::Ignored => "ignored",
            Self::Reopened => "reopened",
            Self::Snoozed => "snoozed",
            Self::CameBack => "came_back",
            Self::MergedInto => "merged_into",
            Self::Merged => "merged",
            Self::SplitFrom => "split_from",
            Self::Split => "split",
            Self::Assigned => "assigned",
            Self::Unassigned => "unassigned",
            Self::Comment => "comment",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One entry of an issue's activity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActivityEntry {
    /// When it was.
    pub at: UnixMillis,
    /// The issue by itself, which may be a member of the one that shows it.
    pub issue: IssueId,
    /// What tells it from others of that moment: random digits of a comment.
    pub id: String,
    /// What it is.
    pub kind: ActivityKind,
    /// Who did it; nobody where it happened by itself.
    pub actor: Option<LogActor>,
    /// More about it, by its kind; perhaps nothing.
    pub detail: String,
}

/// Assigns issues to a user, or to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignRequest {
    /// The issues, each alone without its members.
    pub issues: Vec<IssueId>,
    /// The id of the user; empty for nobody.
    pub to: String,
    /// When.
    pub at: UnixMillis,
    /// Who assigns them.
    pub by: Option<LogActor>,
}

/// What an assignment did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignOutcome {
    /// The issues that are another user's now, each with whose it was before.
    pub changed: Vec<(IssueId, String)>,
    /// Issues that there are none of.
    pub unknown: Vec<IssueId>,
}

/// What became of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommentOutcome {
    /// It is there, or gone, as was asked.
    Done,
    /// No issue, or no comment, has this id.
    Unknown,
    /// The issue has `MOST_COMMENTS`.
    TooMany,
    /// Only its author or an owner may delete it.
    NotYours,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_as_it_is_written() {
        for kind in ActivityKind::ALL {
            assert_eq!(ActivityKind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.name()));
        }
        assert_eq!(ActivityKind::parse("Comment"), None);
    }
}
