//! Answers the requests of the pages, which only read.

use corncrake_store as store;
use corncrake_store::DailySumPolicy;
use worker::Response;

use crate::{
    http::error::Fault,
    objects::{
        incoming_request::answer,
        rpc::{
            CountEvents, FindIssue, ListIds, ListIssues, QueryRequest, RankIssues, ReadBreakdown,
            ReadCountries, ReadEvent, ReadEvents, ReadFirst, ReadHours, ReadIssueBreakdown, ReadIssues,
            ReadIssuesOfReleases, ReadItems, ReadLatest, ReadNeighbours, ReadNewest, ReadOwnCounts,
            ReadReceipt, ReadTrend, ReadTrends, ReadUsage, ReadUsageSums, ReadVisits,
        },
    },
    platform::{
        clock,
        sqlite::Sqlite,
        warning::{self, Warning},
    },
};

/// Answers a question of a page.
pub(crate) fn answer_request(
    request: QueryRequest,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> worker::Result<Response> {
    match request {
        QueryRequest::ListIssues(ask) => answer(ask, |ListIssues { filter, sort, after, limit }| {
            Ok(store::issues(&sql()?, &filter, sort, after, limit)?)
        }),
        QueryRequest::ReadIssues(ask) => {
            answer(ask, |ReadIssues { ids, filter }| Ok(store::issues_by_id(&sql()?, &ids, &filter)?))
        }
        QueryRequest::FindIssue(ask) => answer(ask, |FindIssue { id }| Ok(store::issue(&sql()?, id)?)),
        QueryRequest::ReadEvent(ask) => {
            answer(ask, |ReadEvent { head, wanted }| Ok(store::read_event(&sql()?, head, wanted)?))
        }
        QueryRequest::ReadNeighbours(ask) => {
            answer(ask, |ReadNeighbours { head, position }| Ok(store::neighbours(&sql()?, head, position)?))
        }
        QueryRequest::ReadEvents(ask) => {
            answer(ask, |ReadEvents { head, filter, before, with_same, limit }| {
                let sql = sql()?;
                let is_there = store::issue(&sql, head)?.is_some();
                let before = before.map(|at| (at, with_same));
                Ok(is_there.then(|| store::list_events(&sql, head, &filter, before, limit)).transpose()?)
            })
        }
        QueryRequest::CountEvents(ask) => {
            answer(ask, |CountEvents { head, filter }| Ok(store::count_events(&sql()?, head, &filter)?))
        }
        QueryRequest::RankIssues(ask) => {
            answer(ask, |RankIssues { filter, from, most }| Ok(store::rank(&sql()?, &filter, from, most)?))
        }
        QueryRequest::ListIds(ask) => {
            answer(ask, |ListIds { filters, most }| Ok(store::ids(&sql()?, &filters, most)?))
        }
        QueryRequest::ReadIssuesOfReleases(ask) => {
            answer(ask, |ReadIssuesOfReleases { windows, noise_off }| {
                Ok(store::issues_of_releases(&sql()?, &windows, &noise_off)?)
            })
        }
        QueryRequest::ReadNewest(ask) => {
            answer(ask, |ReadNewest { limit }| Ok(store::newest(&sql()?, limit)?))
        }
        QueryRequest::ReadLatest(ask) => answer(ask, |ReadLatest { ids }| Ok(store::latest(&sql()?, &ids)?)),
        QueryRequest::ReadFirst(ask) => answer(ask, |ReadFirst {}| Ok(store::first(&sql()?)?)),
        QueryRequest::ReadTrend(ask) => answer(ask, |ReadTrend { id, from, step }| {
            let sql = sql()?;
            let is_there = store::issue(&sql, id)?.is_some();
            Ok(is_there.then(|| store::trend(&sql, id, from, step)).transpose()?)
        }),
        QueryRequest::ReadTrends(ask) => {
            answer(ask, |ReadTrends { ids, from }| Ok(store::trends(&sql()?, &ids, from)?))
        }
        QueryRequest::ReadIssueBreakdown(ask) => answer(ask, |ReadIssueBreakdown { id, from }| {
            let sql = sql()?;
            let is_there = store::issue(&sql, id)?.is_some();
            Ok(is_there.then(|| store::issue_breakdown(&sql, id, from, daily_sum_policy())).transpose()?)
        }),
        QueryRequest::ReadBreakdown(ask) => {
            answer(ask, |ReadBreakdown { from }| Ok(store::breakdown(&sql()?, from, daily_sum_policy())?))
        }
        QueryRequest::ReadHours(ask) => {
            answer(ask, |ReadHours { from, step }| Ok(store::hours(&sql()?, from, step)?))
        }
        QueryRequest::ReadCountries(ask) => {
            answer(ask, |ReadCountries { from }| Ok(store::countries(&sql()?, from)?))
        }
        QueryRequest::ReadItems(ask) => answer(ask, |ReadItems { from }| Ok(store::items(&sql()?, from)?)),
        QueryRequest::ReadUsage(ask) => {
            answer(ask, |ReadUsage { subject, from }| Ok(store::usage(&sql()?, subject, from)?))
        }
        QueryRequest::ReadUsageSums(ask) => {
            answer(ask, |ReadUsageSums { subject, from }| Ok(store::usage_sums(&sql()?, subject, from)?))
        }
        QueryRequest::ReadVisits(ask) => {
            answer(ask, |ReadVisits { from }| Ok(store::visits_of_days(&sql()?, from)?))
        }
        QueryRequest::ReadReceipt(ask) => {
            answer(ask, |ReadReceipt { hashes }| Ok(store::events_of_receipt(&sql()?, &hashes)?))
        }
        QueryRequest::ReadOwnCounts(ask) => {
            answer(ask, |ReadOwnCounts { ids }| Ok(store::own_counts(&sql()?, &ids)?))
        }
    }
}

/// Now, and whether sums of past days may be kept for the next reader: on a full disk a page
/// is read without.
fn daily_sum_policy() -> DailySumPolicy {
    let now = clock::now();
    DailySumPolicy { now, may_keep: !warning::is_active(Warning::DiskFull, now) }
}
