//! One answer of many objects' answers: sums, the earliest and the latest, never an average.

use std::collections::{BTreeMap, BTreeSet};

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    events::{
        counts::{CountrySessions, SessionHour},
        facets::Facets,
        items::ItemCount,
        outcomes::Outcomes,
        rule_candidate::RuleCandidate,
        stored_event::FirstEvent,
        usage::UsageCount,
        visits::{VisitCounts, VisitDay},
    },
    issues::{
        issue::{Issue, IssuesOfRelease, NoiseCount, Release, RuleCount, RuleMarks},
        issue_list::IssueRank,
    },
};

use corncrake_store::IssueHourCount;

use super::merge_issue::issue_of;
use crate::objects::rpc::{
    CountEvents, FindIssue, ListIds, MarkHidden, MarkInterest, NoteDeploy, ProjectObject, RankIssues,
    ReadBreakdown, ReadCountries, ReadFirst, ReadHours, ReadIssueBreakdown, ReadIssuesOfReleases, ReadItems,
    ReadLatest, ReadMembers, ReadNoise, ReadOutcomes, ReadReleases, ReadRuleCandidates, ReadRuleCounts,
    ReadRuleMarks, ReadStorage, ReadTrend, ReadTrends, ReadUsage, ReadUsageSums, ReadVisits, RequestTo,
    SetCountedUsage, SetLimits, SetRetention, StorageUse,
};

/// A question whose answers can be made one.
pub(crate) trait MergeAnswers: RequestTo<ProjectObject> {
    /// The answer of all objects, from one of each.
    fn merge(&self, answers: Vec<Self::Answer>) -> Self::Answer;
}

/// Adds up what has the same key, in the order of the keys.
fn added<K: Ord, V>(all: impl Iterator<Item = (K, V)>, and: impl Fn(&V, &V) -> V) -> BTreeMap<K, V> {
    let mut sums = BTreeMap::new();
    for (key, value) in all {
        let sum = match sums.get(&key) {
            Some(before) => and(before, &value),
            None => value,
        };
        sums.insert(key, sum);
    }
    sums
}

impl MergeAnswers for ReadHours {
    fn merge(&self, answers: Vec<Vec<SessionHour>>) -> Vec<SessionHour> {
        let counts = answers.into_iter().flatten().map(|hour| (hour.start, hour));
        let and = |a: &SessionHour, b: &SessionHour| SessionHour {
            start: a.start,
            sessions: a.sessions.saturating_add(b.sessions),
            errored: a.errored.saturating_add(b.errored),
            noise: a.noise.saturating_add(b.noise),
        };
        added(counts, and).into_values().collect()
    }
}

impl MergeAnswers for CountEvents {
    fn merge(&self, answers: Vec<u64>) -> u64 {
        answers.into_iter().fold(0, u64::saturating_add)
    }
}

impl MergeAnswers for NoteDeploy {
    fn merge(&self, _: Vec<()>) {}
}

/// The order is that of the sessions in the range, then of the events, then of the latest event.
impl MergeAnswers for RankIssues {
    fn merge(&self, answers: Vec<Vec<IssueRank>>) -> Vec<IssueRank> {
        let sums = added(answers.into_iter().flatten().map(|one| (one.id, one)), |a, b| IssueRank {
            last_seen: a.last_seen.max(b.last_seen),
            events: a.events.saturating_add(b.events),
            sessions: a.sessions.saturating_add(b.sessions),
            ..*a
        });
        let mut all: Vec<IssueRank> = sums.into_values().collect();
        all.sort_by_key(|one| std::cmp::Reverse((one.sessions, one.events, one.last_seen, one.id)));
        all
    }
}

impl MergeAnswers for ListIds {
    fn merge(&self, answers: Vec<Vec<Vec<IssueId>>>) -> Vec<Vec<IssueId>> {
        let mut sets = vec![BTreeSet::new(); self.filters.len()];
        for (set, ids) in answers.into_iter().flat_map(|answer| answer.into_iter().enumerate()) {
            sets.get_mut(set).into_iter().for_each(|set: &mut BTreeSet<IssueId>| set.extend(&ids));
        }
        sets.into_iter().map(|set| set.into_iter().collect()).collect()
    }
}

/// An issue is new in the release in whose time the first of the objects saw it.
impl MergeAnswers for ReadIssuesOfReleases {
    fn merge(&self, answers: Vec<Vec<IssuesOfRelease>>) -> Vec<IssuesOfRelease> {
        let from = |name: &str| {
            self.windows.iter().find(|window| window.name == name).map_or(UnixMillis(0), |window| window.from)
        };
        let mut all: Vec<IssuesOfRelease> = self
            .windows
            .iter()
            .map(|one| IssuesOfRelease { name: one.name.clone(), new: vec![], back: vec![] })
            .collect();
        let mut first: BTreeMap<IssueId, (UnixMillis, String)> = BTreeMap::new();
        for one in answers.into_iter().flatten() {
            let began = from(&one.name);
            for id in one.new {
                let known = first.entry(id).or_insert_with(|| (began, one.name.clone()));
                if began < known.0 {
                    *known = (began, one.name.clone());
                }
            }
            let of_release = all.iter_mut().find(|known| known.name == one.name);
            if let Some(known) = of_release {
                known.back.extend(one.back);
                known.back.sort_unstable();
                known.back.dedup();
            }
        }
        for (id, (_, name)) in first {
            all.iter_mut().filter(|one| one.name == name).for_each(|one| one.new.push(id));
        }
        all
    }
}

impl MergeAnswers for ReadOutcomes {
    fn merge(&self, answers: Vec<Vec<(UnixMillis, Outcomes)>>) -> Vec<(UnixMillis, Outcomes)> {
        added(answers.into_iter().flatten(), Outcomes::and).into_iter().collect()
    }
}

impl MergeAnswers for ReadItems {
    fn merge(&self, answers: Vec<Vec<ItemCount>>) -> Vec<ItemCount> {
        let counts = answers.into_iter().flatten().map(|item| ((item.kind, item.outcome), item.count));
        let sums = added(counts, |a, b| a.saturating_add(*b)).into_iter();
        sums.map(|((kind, outcome), count)| ItemCount { kind, outcome, count }).collect()
    }
}

impl MergeAnswers for ReadVisits {
    fn merge(&self, answers: Vec<Vec<VisitDay>>) -> Vec<VisitDay> {
        let counts = answers.into_iter().flatten();
        let counts = counts.map(|one| ((one.day, one.kind, one.value, one.environment), one.counts));
        let sums = added(counts, VisitCounts::and).into_iter();
        sums.map(|((day, kind, value, environment), counts)| VisitDay {
            day,
            kind,
            value,
            environment,
            counts,
        })
        .collect()
    }
}

impl MergeAnswers for ReadUsage {
    fn merge(&self, answers: Vec<Vec<UsageCount>>) -> Vec<UsageCount> {
        // As of countries: each shard publishes its own visitors.
        let counts = answers.into_iter().flatten();
        let counts = counts.map(|one| ((one.day, one.group, one.cell.is_none(), one.cell), one.visitors));
        let sums = added(counts, |a, b| a.saturating_add(*b)).into_iter();
        sums.map(|((day, group, _, cell), visitors)| UsageCount { day, group, cell, visitors }).collect()
    }
}

impl MergeAnswers for ReadUsageSums {
    fn merge(&self, answers: Vec<Vec<UsageCount>>) -> Vec<UsageCount> {
        let counts = answers.into_iter().flatten();
        let counts = counts.map(|one| ((one.group, one.cell.is_none(), one.cell), (one.day, one.visitors)));
        let sums = added(counts, |a, b| (a.0.max(b.0), a.1.saturating_add(b.1))).into_iter();
        sums.map(|((group, _, cell), (day, visitors))| UsageCount { day, group, cell, visitors }).collect()
    }
}

impl MergeAnswers for ReadCountries {
    fn merge(&self, answers: Vec<Vec<CountrySessions>>) -> Vec<CountrySessions> {
        // Each shard publishes its own visitors, and the noise adds up; the unnamed countries come
        // last.
        let counts = answers.into_iter().flatten();
        let counts = counts.map(|(day, country, count)| ((day, country.is_none(), country), count));
        let sums = added(counts, |a, b| a.saturating_add(*b)).into_iter();
        sums.map(|((day, _, country), count)| (day, country, count)).collect()
    }
}

impl MergeAnswers for FindIssue {
    fn merge(&self, answers: Vec<Option<Issue>>) -> Option<Issue> {
        answers.into_iter().flatten().reduce(|issue, other| issue_of(issue, &other))
    }
}

impl MergeAnswers for ReadTrend {
    fn merge(&self, answers: Vec<Self::Answer>) -> Self::Answer {
        let mut found = answers.into_iter().flatten().peekable();
        found.peek()?;
        Some(added(found.flatten(), |a, b| a.saturating_add(*b)).into_iter().collect())
    }
}

impl MergeAnswers for ReadTrends {
    fn merge(&self, answers: Vec<Vec<IssueHourCount>>) -> Vec<IssueHourCount> {
        let hours = answers
            .into_iter()
            .flatten()
            .map(|(id, hour, events, sessions)| ((id, hour), (events, sessions)));
        let sums = added(hours, |a, b| (a.0.saturating_add(b.0), a.1.saturating_add(b.1))).into_iter();
        sums.map(|((id, hour), (events, sessions))| (id, hour, events, sessions)).collect()
    }
}

impl MergeAnswers for ReadIssueBreakdown {
    fn merge(&self, answers: Vec<Option<Facets>>) -> Option<Facets> {
        answers.into_iter().flatten().reduce(and)
    }
}

impl MergeAnswers for ReadBreakdown {
    fn merge(&self, answers: Vec<Facets>) -> Facets {
        answers.into_iter().reduce(and).unwrap_or_default()
    }
}

impl MergeAnswers for ReadLatest {
    fn merge(&self, answers: Vec<Self::Answer>) -> Self::Answer {
        let latest = answers.into_iter().flatten().map(|(id, at, body)| (id, (at, body)));
        let sums = added(latest, |a, b| if b.0 > a.0 { b.clone() } else { a.clone() });
        sums.into_iter().map(|(id, (at, body))| (id, at, body)).collect()
    }
}

/// An event goes before a session, of which only the hour is known.
impl MergeAnswers for ReadFirst {
    fn merge(&self, answers: Vec<Option<FirstEvent>>) -> Option<FirstEvent> {
        answers.into_iter().flatten().min_by_key(|(at, issue)| (issue.is_none(), *at))
    }
}

impl MergeAnswers for SetRetention {
    fn merge(&self, _: Vec<()>) {}
}

impl MergeAnswers for SetCountedUsage {
    fn merge(&self, _: Vec<()>) {}
}

impl MergeAnswers for SetLimits {
    fn merge(&self, _: Vec<()>) {}
}

impl MergeAnswers for ReadMembers {
    fn merge(&self, answers: Vec<Option<Vec<Issue>>>) -> Option<Vec<Issue>> {
        let mut found = answers.into_iter().flatten().peekable();
        found.peek()?;
        let mut all = merge_issues(found.flatten());
        all.sort_by_key(|issue| std::cmp::Reverse((issue.last_seen, issue.id)));
        Some(all)
    }
}

impl MergeAnswers for ReadReleases {
    fn merge(&self, mut answers: Vec<Vec<Release>>) -> Vec<Release> {
        // Of one shard, its own order is finer than minutes.
        if answers.len() == 1 {
            return answers.pop().unwrap_or_default();
        }
        let first = answers.into_iter().flatten().map(|release| (release.name.clone(), release));
        let and = |a: &Release, b: &Release| Release {
            first_seen: a.first_seen.min(b.first_seen),
            deployed: a.deployed.max(b.deployed),
            ..a.clone()
        };
        let mut all: Vec<Release> = added(first, and).into_values().collect();
        all.sort_by_key(|release| std::cmp::Reverse(release.first_seen));
        all
    }
}

impl MergeAnswers for ReadNoise {
    fn merge(&self, answers: Vec<Vec<NoiseCount>>) -> Vec<NoiseCount> {
        let counts = answers.into_iter().flatten().map(|one| (one.rule, (one.issues, one.events)));
        // An issue that several shards have is one; the greatest of their counts is a lower bound.
        added(counts, |a, b| (a.0.max(b.0), a.1.saturating_add(b.1)))
            .into_iter()
            .map(|(rule, (issues, events))| NoiseCount { rule, issues, events })
            .collect()
    }
}

impl MergeAnswers for ReadRuleCounts {
    fn merge(&self, answers: Vec<Vec<RuleCount>>) -> Vec<RuleCount> {
        let counts = answers.into_iter().flatten().map(|one| (one.edition, (one.issues, one.events)));
        // As of noise: the greatest number of issues is a lower bound.
        added(counts, |a, b| (a.0.max(b.0), a.1.saturating_add(b.1)))
            .into_iter()
            .map(|(edition, (issues, events))| RuleCount { edition, issues, events })
            .collect()
    }
}

/// An issue is hidden by a rule where an object says so: it is listed in a list of its own.
impl MergeAnswers for ReadRuleMarks {
    fn merge(&self, answers: Vec<Self::Answer>) -> Self::Answer {
        let and = |a: &RuleMarks, b: &RuleMarks| RuleMarks {
            hidden_by: a.hidden_by.max(b.hidden_by),
            grouped_by: a.grouped_by.max(b.grouped_by),
            interest: a.interest.and(b.interest),
            lists_up_to: 0,
        };
        added(answers.into_iter().flatten(), and).into_iter().collect()
    }
}

impl MergeAnswers for MarkHidden {
    fn merge(&self, _: Vec<()>) {}
}

impl MergeAnswers for MarkInterest {
    fn merge(&self, _: Vec<()>) {}
}

/// One page of several objects' pages: an issue that several have is one, with the events of all.
impl MergeAnswers for ReadRuleCandidates {
    fn merge(&self, answers: Vec<Vec<RuleCandidate>>) -> Vec<RuleCandidate> {
        let all = answers.into_iter().flatten().map(|one| (one.id, one));
        let mut all: Vec<RuleCandidate> = added(all, RuleCandidate::and).into_values().collect();
        all.sort_by_key(|one| std::cmp::Reverse((one.last_seen, one.id)));
        all
    }
}

fn and(mut sum: Facets, more: Facets) -> Facets {
    sum.merge(more);
    sum
}

impl MergeAnswers for ReadStorage {
    fn merge(&self, answers: Vec<StorageUse>) -> StorageUse {
        let none = StorageUse { bytes: 0, limit: 0, is_full: false };
        answers.into_iter().fold(none, |sum, one| StorageUse {
            bytes: sum.bytes.saturating_add(one.bytes),
            limit: sum.limit.saturating_add(one.limit),
            is_full: sum.is_full || one.is_full,
        })
    }
}

/// Each issue once, as all objects count it, in the order of the ids.
pub(crate) fn merge_issues(issues: impl Iterator<Item = Issue>) -> Vec<Issue> {
    let all = added(issues.map(|issue| (issue.id, issue)), |a, b| issue_of(a.clone(), b));
    all.into_values().collect()
}
