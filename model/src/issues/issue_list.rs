//! A list of issues: its filter, its order, its pages.

pub use corncrake_core::words::sort::Sort;
use corncrake_core::{ids::IssueId, receipt::ReceiptCode, status::Status, time::UnixMillis};
use serde::{Deserialize, Serialize};

use super::{interest::InterestMark, issue::Issue};

/// Issues of a page, where nothing else is asked for: more is a scroll that nobody finishes.
pub const ISSUES_OF_A_PAGE: u32 = 50;

/// Which issues a list shows: all that nothing here rules out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Filter {
    /// Known noise, or all but that.
    pub noise: bool,
    /// The rules whose issues are no noise here.
    pub noise_off: Vec<String>,
    /// The editions of the operator's rules that hide issues here.
    #[serde(default)]
    pub hiding: Vec<u32>,
    /// Issues with one of these marks; all where none is asked for.
    #[serde(default)]
    pub interest: Option<Vec<InterestMark>>,
    /// Words that are found somewhere in it.
    pub text: Option<String>,
    /// Issues with this status only.
    pub status: Option<Status>,
    /// One of these kinds; all where there is none.
    pub kinds: Vec<u8>,
    /// Issues that had an event with this release.
    pub release: Option<String>,
    /// Issues that had an event in this environment.
    pub environment: Option<String>,
    /// Issues that had an event in this browser, named as in the breakdown.
    pub browser: Option<String>,
    /// Issues that came back after they were resolved, and are open.
    #[serde(default)]
    pub regressed: bool,
    /// Issues whose sleep ended by itself, and that are open.
    #[serde(default)]
    pub came_back: bool,
    /// Issues that are assigned to this user; to anybody at all where it is empty.
    #[serde(default)]
    pub assignee: Option<String>,
    /// Issues for an inbox: new since this time, back, or assigned to this user.
    #[serde(default)]
    pub inbox: Option<(UnixMillis, String)>,
    /// Issues that were first seen from this time on.
    #[serde(default)]
    pub new_since: Option<UnixMillis>,
    /// Issues that were first seen before this time.
    #[serde(default)]
    pub new_before: Option<UnixMillis>,
    /// Issues that had events in these hours: from the first, and before the second.
    #[serde(default)]
    pub hours: Option<(UnixMillis, UnixMillis)>,
    /// Issues whose stored events have this value of their meta.
    #[serde(default)]
    pub meta: Option<(String, String)>,
    /// Issues with a stored event of this receipt.
    #[serde(default)]
    pub receipt: Option<ReceiptCode>,
}

/// What an issue counted in a range of time. An object answers with a thousand of them, so their members
/// have no names on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RankRow", into = "RankRow")]
pub struct IssueRank {
    /// The issue that is shown, with all that is merged into it.
    pub id: IssueId,
    /// Its latest event, whenever that was.
    pub last_seen: UnixMillis,
    /// Its events in the range.
    pub events: u64,
    /// Its sessions in the range.
    pub sessions: u64,
}

type RankRow = (IssueId, UnixMillis, u64, u64);

impl From<RankRow> for IssueRank {
    fn from((id, last_seen, events, sessions): RankRow) -> Self {
        Self { id, last_seen, events, sessions }
    }
}

impl From<IssueRank> for RankRow {
    fn from(IssueRank { id, last_seen, events, sessions }: IssueRank) -> Self {
        (id, last_seen, events, sessions)
    }
}

/// Issues that are ranked and counted at most: the newest ones. More are listed by time.
pub const MOST_RANKED: u32 = 1_000;

/// Which stored events of an issue a list shows: all that nothing here rules out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct EventFilter {
    /// From this time on.
    pub from: Option<UnixMillis>,
    /// Before this time.
    pub to: Option<UnixMillis>,
    /// Events of this release.
    pub release: Option<String>,
    /// Events of this browser: a family, or one with its version.
    pub browser: Option<String>,
    /// Events whose page has this text.
    pub page: Option<String>,
    /// Events with this text in a value of their meta.
    pub meta: Option<String>,
    /// Events of this receipt.
    #[serde(default)]
    pub receipt: Option<ReceiptCode>,
}

/// Issues whose kept events are searched for a value of meta, which has no index: those that were seen last,
/// with some tens of thousands of events at most.
pub const META_ISSUES: u32 = 500;

/// Where a list goes on: behind the last issue of the page before, by what it is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// The issue's value under the sort: milliseconds since 1970, or a count.
    pub key: i64,
    /// The issue, which decides among those with one key.
    pub id: IssueId,
}

impl Cursor {
    /// Where an issue stands in a list that is sorted so.
    pub fn of(sort: Sort, issue: &Issue) -> Self {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let key = match sort {
            Sort::Newest => issue.last_seen.0,
            Sort::MostEvents => count(issue.events),
            Sort::MostSessions => count(issue.sessions),
            Sort::FirstSeen => issue.first_seen.0,
        };
        Self { key, id: issue.id }
    }

    /// The issue that it names.
    pub fn id(self) -> IssueId {
        self.id
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.key, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, id) = text.rsplit_once('-').ok_or(())?;
        Ok(Self { key: key.parse().map_err(|_| ())?, id: id.parse().map_err(|_| ())? })
    }
}

/// Where a list of a page goes on: behind an issue, or behind a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListCursor {
    /// Behind an issue, in a list by time.
    Issue(Cursor),
    /// Behind so many issues, in a list by the counts of a range.
    Rank(usize),
}

impl ListCursor {
    /// The place in a list by time.
    pub fn issue(self) -> Option<Cursor> {
        if let Self::Issue(cursor) = self { Some(cursor) } else { None }
    }

    /// The place in a list by counts.
    pub fn rank(self) -> Option<usize> {
        if let Self::Rank(rank) = self { Some(rank) } else { None }
    }
}

impl std::fmt::Display for ListCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Issue(cursor) => cursor.fmt(f),
            Self::Rank(rank) => write!(f, "r{rank}"),
        }
    }
}

impl std::str::FromStr for ListCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.strip_prefix('r') {
            Some(rank) => Ok(Self::Rank(rank.parse().map_err(|_| ())?)),
            None => Ok(Self::Issue(text.parse()?)),
        }
    }
}

/// A page of issues, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssuePage {
    /// The issues in the list's order.
    pub issues: Vec<Issue>,
    /// The last issue's cursor; none on the last page.
    pub next: Option<Cursor>,
}
