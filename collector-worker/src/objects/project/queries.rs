//! Answers the requests of the pages, which only read.

use corncrake_store as store;
use worker::Response;

use crate::{
    http::error::Fault,
    objects::{
        incoming_request::IncomingRequest,
        rpc::{
            CountEvents, FindIssue, ListIds, RankIssues, ReadEvent, ReadEvents, ReadFirst,
            ReadIssuesOfReleases, ReadLatest, ReadNeighbours, ReadNewest, ReadOwnCounts, ReadReceipt,
            ReadTrends, ReadUsage, ReadUsageSums, ReadVisits,
        },
    },
    platform::sqlite::Sqlite,
};

/// Answers a question of a page, where it is one.
pub(crate) fn answer(
    request: &IncomingRequest,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    request
        .on(|FindIssue { id }| Ok(store::issue(&sql()?, id)?))
        .or_else(|| request.on(|ReadTrends { ids, from }| Ok(store::trends(&sql()?, &ids, from)?)))
        .or_else(|| request.on(|ReadEvent { head, wanted }| Ok(store::read_event(&sql()?, head, wanted)?)))
        .or_else(|| {
            request.on(|ReadEvents { head, filter, before, with_same, limit }| {
                let sql = sql()?;
                let is_there = store::issue(&sql, head)?.is_some();
                let before = before.map(|at| (at, with_same));
                Ok(is_there.then(|| store::list_events(&sql, head, &filter, before, limit)).transpose()?)
            })
        })
        .or_else(|| {
            request.on(|CountEvents { head, filter }| Ok(store::count_events(&sql()?, head, &filter)?))
        })
        .or_else(|| {
            request.on(|RankIssues { filter, from, most }| Ok(store::rank(&sql()?, &filter, from, most)?))
        })
        .or_else(|| request.on(|ListIds { filters, most }| Ok(store::ids(&sql()?, &filters, most)?)))
        .or_else(|| {
            request.on(|ReadIssuesOfReleases { windows, noise_off }| {
                Ok(store::issues_of_releases(&sql()?, &windows, &noise_off)?)
            })
        })
        .or_else(|| request.on(|ReadNewest { limit }| Ok(store::newest(&sql()?, limit)?)))
        .or_else(|| request.on(|ReadLatest { ids }| Ok(store::latest(&sql()?, &ids)?)))
        .or_else(|| request.on(|ReadVisits { from }| Ok(store::visits_of_days(&sql()?, from)?)))
        .or_else(|| request.on(|ReadUsage { subject, from }| Ok(store::usage(&sql()?, subject, from)?)))
        .or_else(|| {
            request.on(|ReadUsageSums { subject, from }| Ok(store::usage_sums(&sql()?, subject, from)?))
        })
        .or_else(|| request.on(|ReadOwnCounts { ids }| Ok(store::own_counts(&sql()?, &ids)?)))
        .or_else(|| request.on(|ReadReceipt { hashes }| Ok(store::events_of_receipt(&sql()?, &hashes)?)))
        .or_else(|| request.on(|ReadFirst {}| Ok(store::first(&sql()?)?)))
        .or_else(|| {
            request.on(|ReadNeighbours { head, position }| Ok(store::neighbours(&sql()?, head, position)?))
        })
}
