//! One list of many objects' lists: each issue once, where its newest event puts it, with the
//! counts of all objects.
//!
//! Every object lists its own issues in its own order. By the time it was last seen, an issue
//! stands in the whole list where the object puts it that puts it highest (by the time it was
//! first seen: lowest), so the first `limit` of the whole list are among the first `limit` of
//! each. Held by a property: however issues are distributed, walking the pages gives
//! every issue once, in order.

use std::collections::{BTreeMap, BTreeSet};

use corncrake_core::ids::IssueId;
use corncrake_model::issues::{
    issue::Issue,
    issue_list::{Cursor, IssuePage, Sort},
};

use super::merge_issue;

/// What the objects counted of some issues, and where each stands in the whole list.
#[derive(Default)]
pub(crate) struct MergedCounts(BTreeMap<IssueId, (Issue, Option<Cursor>)>);

impl MergedCounts {
    /// Adds up what each object has of an issue. It stands in the list where those objects put
    /// it in which it fits what is asked for.
    pub(crate) fn of(found: impl Iterator<Item = (Issue, bool)>, sort: Sort) -> Self {
        let mut all = Self::default();
        for (issue, fits) in found {
            let stands = fits.then(|| Cursor::of(sort, &issue));
            let (whole, shard) = match all.0.remove(&issue.id) {
                None => (issue, stands),
                Some((known, shard)) => {
                    let shard = match (shard, stands) {
                        (Some(one), Some(other)) if sort == Sort::FirstSeen => Some(one.min(other)),
                        (one, other) => one.max(other),
                    };
                    (merge_issue::issue_of(known, &issue), shard)
                }
            };
            all.0.insert(whole.id, (whole, shard));
        }
        all
    }

    /// Leaves out what no longer is what is asked for once all is added up: an issue that came
    /// back in one object is open in all.
    pub(crate) fn with_status(mut self, status: Option<&str>) -> Self {
        self.0.retain(|_, (issue, _)| status.is_none_or(|status| issue.status.name() == status));
        self
    }

    /// A page by a time behind a cursor, of the objects' pages: every issue has one of their
    /// places. Events go on between the reading of the pages and of the counts, so an issue
    /// that is seen all the time has moved up meanwhile: where a page listed it, it is shown.
    pub(crate) fn by_time(
        mut self,
        pages: &[IssuePage],
        sort: Sort,
        after: Option<Cursor>,
        limit: usize,
    ) -> IssuePage {
        let mut highest: BTreeMap<IssueId, Cursor> = BTreeMap::new();
        for entry in pages.iter().flat_map(|page| page.issues.iter().map(|issue| Cursor::of(sort, issue))) {
            let known = highest.entry(entry.id()).or_insert(entry);
            *known = entry.max(*known);
        }
        let entries = |page: &IssuePage| page.issues.iter().map(|issue| Cursor::of(sort, issue)).collect();
        let listed: Vec<_> = pages
            .iter()
            .map(|page| ShardList { entries: entries(page), has_more: page.next.is_some() })
            .collect();
        let MergedPage { entries, next } = whole(&listed, limit, |entry: Cursor| {
            let shard = self.0.get(&entry.id()).and_then(|(_, shard)| *shard);
            if sort == Sort::FirstSeen {
                return shard == Some(entry);
            }
            let was_before = after.zip(shard).is_some_and(|(after, shard)| shard >= after);
            highest.get(&entry.id()) == Some(&entry) && !was_before
        });
        let issues = entries.iter().filter_map(|entry| self.0.remove(&entry.id())).map(|(issue, _)| issue);
        IssuePage { issues: issues.collect(), next }
    }

    /// A page by a count, which is the sum of the objects' and none of theirs.
    pub(crate) fn by_count(self, sort: Sort, after: Option<Cursor>, limit: usize) -> IssuePage {
        let mut all: Vec<Issue> = self.0.into_values().map(|(issue, _)| issue).collect();
        all.sort_by_key(|issue| std::cmp::Reverse(Cursor::of(sort, issue)));
        all.retain(|issue| after.is_none_or(|after| Cursor::of(sort, issue) < after));
        let has_more = all.len() > limit;
        all.truncate(limit);
        let next = all.last().filter(|_| has_more).map(|last| Cursor::of(sort, last));
        IssuePage { issues: all, next }
    }
}

/// A page of one object: what it lists, in descending order, and whether it has more.
pub(crate) struct ShardList<K> {
    pub(crate) entries: Vec<K>,
    pub(crate) has_more: bool,
}

/// A page of all, and behind which entry the next one begins.
#[derive(Debug, PartialEq)]
pub(crate) struct MergedPage<K> {
    pub(crate) entries: Vec<K>,
    pub(crate) next: Option<K>,
}

/// Makes one page of at most `limit` entries. `stands` says whether an entry is where its
/// issue stands in the whole list.
pub(crate) fn whole<K: Ord + Copy>(
    pages: &[ShardList<K>],
    limit: usize,
    stands: impl Fn(K) -> bool,
) -> MergedPage<K> {
    // Below this, an object may have entries that it has not listed yet.
    let sure =
        pages.iter().filter(|page| page.has_more).filter_map(|page| page.entries.last()).max().copied();
    let listed: BTreeSet<K> = pages.iter().flat_map(|page| page.entries.iter().copied()).collect();
    let mut known = listed.into_iter().rev().filter(|entry| sure.is_none_or(|sure| *entry >= sure));
    let entries: Vec<K> = known.by_ref().filter(|entry| stands(*entry)).take(limit).collect();
    let next = if known.any(&stands) { entries.last().copied() } else { sure };
    MergedPage { entries, next }
}

#[cfg(test)]
mod tests {

    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// One object's page behind an entry, as SQL gives it.
    fn page(object: &BTreeMap<u8, u16>, after: Option<(u16, u8)>, limit: usize) -> ShardList<(u16, u8)> {
        let mut all: Vec<(u16, u8)> = object.iter().map(|(id, at)| (*at, *id)).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.retain(|entry| after.is_none_or(|after| *entry < after));
        ShardList { has_more: all.len() > limit, entries: all.into_iter().take(limit).collect() }
    }

    proptest! {
        #[test]
        fn walking_the_pages_gives_every_issue_once_and_in_order(
            objects in prop::collection::vec(prop::collection::btree_map(0_u8..40, 0_u16..60, 0..40), 1..5),
            limit in 1_usize..12,
        ) {
            let mut highest: BTreeMap<u8, u16> = BTreeMap::new();
            for (id, at) in objects.iter().flatten() {
                let known = highest.entry(*id).or_default();
                *known = (*known).max(*at);
            }
            let mut expected: Vec<(u16, u8)> = highest.iter().map(|(id, at)| (*at, *id)).collect();
            expected.sort_unstable_by(|a, b| b.cmp(a));
            let (mut walked, mut after) = (Vec::new(), None);
            for _ in 0..500 {
                let pages: Vec<_> = objects.iter().map(|object| page(object, after, limit)).collect();
                let MergedPage { entries, next } = whole(&pages, limit, |(at, id)| highest.get(&id) == Some(&at));
                prop_assert!(entries.len() <= limit);
                walked.extend(entries);
                after = next;
                if after.is_none() { break }
            }
            prop_assert_eq!(after, None, "the walk ends");
            prop_assert_eq!(walked, expected);
        }
    }
}
