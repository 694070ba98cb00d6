//! One answer of many objects' answers, of what lists and releases ask: ranks, ids, and the issues that
//! releases brought.

use std::collections::{BTreeMap, BTreeSet};

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::issues::{issue::IssuesOfRelease, issue_list::IssueRank};

use super::merge::{MergeAnswers, added};
use crate::objects::rpc::{CountEvents, ListIds, NoteDeploy, RankIssues, ReadIssuesOfReleases};

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
