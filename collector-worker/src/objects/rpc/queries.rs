//! What pages and the API ask a project's object for. It changes nothing.

use corncrake_core::{
    ids::IssueId,
    receipt::ReceiptHash,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    events::{
        counts::{CountrySessions, SessionHour},
        facets::Facets,
        items::ItemCount,
        stored_event::{EventNeighbours, EventPosition, FirstEvent, RecentEvent, StoredEvent, WantedEvent},
        usage::{UsageCount, UsageSubject},
        visits::VisitDay,
    },
    issues::{
        issue::{Issue, IssuesOfRelease, ReleaseWindow},
        issue_list::{Cursor, EventFilter, Filter, IssuePage, IssueRank, Sort},
    },
};
use corncrake_store::IssueHourCount;

use super::kinds::ProjectObject;

requests! {
    /// About issues, events and counts.
    QueryRequest of ProjectObject;

    /// A page of issues.
    ListIssues { filter: Filter, sort: Sort, after: Option<Cursor>, limit: u32 } -> IssuePage;
    /// Those of these issues that it has, and whether each fits a filter.
    ReadIssues { ids: Vec<IssueId>, filter: Filter } -> Vec<(Issue, bool)>;
    /// An issue.
    FindIssue { id: IssueId } -> Option<Issue>;
    /// A kept event of an issue: the latest, the oldest, or that of an issue's number.
    ReadEvent { head: IssueId, wanted: WantedEvent } -> Option<(EventPosition, StoredEvent)>;
    /// What stands around a place among an issue's kept events.
    ReadNeighbours { head: IssueId, position: EventPosition } -> EventNeighbours;
    /// The kept events of an issue before a place, or from it on, the newest first, without
    /// their stacks; nothing where there is no such issue.
    ReadEvents { head: IssueId, filter: EventFilter, before: Option<EventPosition>, with_same: bool, limit: u32 }
        -> Option<Vec<(EventPosition, StoredEvent)>>;
    /// How many events of an issue are kept that fit a filter.
    CountEvents { head: IssueId, filter: EventFilter } -> u64;
    /// The newest issues that fit a filter, with their counts since a time.
    RankIssues { filter: Filter, from: UnixMillis, most: u32 } -> Vec<IssueRank>;
    /// The newest issues that fit each filter, as many as `most` of each.
    ListIds { filters: Vec<Filter>, most: u32 } -> Vec<Vec<IssueId>>;
    /// The issues that were new in releases, and those that came back.
    ReadIssuesOfReleases { windows: Vec<ReleaseWindow>, noise_off: Vec<String> } -> Vec<IssuesOfRelease>;
    /// The newest events of all issues, so many at most.
    ReadNewest { limit: u32 } -> Vec<RecentEvent>;
    /// The latest kept event of each of these issues, without its stack.
    ReadLatest { ids: Vec<IssueId> } -> Vec<(IssueId, UnixMillis, StoredEvent)>;
    /// The first thing that ever arrived.
    ReadFirst {} -> Option<FirstEvent>;
    /// The events of an issue since then, by steps of so many milliseconds; nothing
    /// where there is no such issue.
    ReadTrend { id: IssueId, from: UnixMillis, step: i64 } -> Option<Vec<(UnixMillis, u64)>>;
    /// The events and sessions of several issues by the hour, since then.
    ReadTrends { ids: Vec<IssueId>, from: UnixMillis } -> Vec<IssueHourCount>;
    /// What the events of an issue since then are broken down by.
    ReadIssueBreakdown { id: IssueId, from: UnixMillis } -> Option<Facets>;
    /// What all events since then are broken down by.
    ReadBreakdown { from: UnixMillis } -> Facets;
    /// The sessions since then, by steps of so many milliseconds.
    ReadHours { from: UnixMillis, step: i64 } -> Vec<SessionHour>;
    /// Sessions of each day since then by country, of days that are over.
    ReadCountries { from: UtcDay } -> Vec<CountrySessions>;
    /// What SDKs of others sent or kept back since then that was not stored.
    ReadItems { from: UnixMillis } -> Vec<ItemCount>;
    /// What is published of a subject on each day since then.
    ReadUsage { subject: UsageSubject, from: UtcDay } -> Vec<UsageCount>;
    /// The same as sums of all these days.
    ReadUsageSums { subject: UsageSubject, from: UtcDay } -> Vec<UsageCount>;
    /// Visits by day since then.
    ReadVisits { from: UtcDay } -> Vec<VisitDay>;
    /// The stored events of a receipt, by the hashes of its code.
    ReadReceipt { hashes: Vec<ReceiptHash> } -> Vec<(EventPosition, StoredEvent)>;
    /// How many events each of these issues counted itself.
    ReadOwnCounts { ids: Vec<IssueId> } -> Vec<(IssueId, u64)>;
}
