//! What noise rules and the operator's own rules did, as several objects have it.

use corncrake_model::{
    events::rule_candidate::RuleCandidate,
    issues::issue::{NoiseCount, RuleCount, RuleMarks},
};

use super::{MergeAnswers, added};
use crate::objects::rpc::{MarkHidden, ReadNoise, ReadRuleCandidates, ReadRuleCounts, ReadRuleMarks};

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
            lists_up_to: 0,
        };
        added(answers.into_iter().flatten(), and).into_iter().collect()
    }
}

impl MergeAnswers for MarkHidden {
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
