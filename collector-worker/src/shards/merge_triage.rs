//! One answer of many objects' answers about a decision, a merge and a split.

use corncrake_core::{ids::IssueId, status::Status};
use corncrake_model::issues::{
    activity::{ActivityEntry, AssignOutcome},
    triage::{MergeOutcome, SplitOutcome, StatusChange, TriageOutcome},
};

use super::merge::MergeAnswers;
use crate::objects::rpc::{Assign, Decide, Merge, ReadActivity, Split};

/// An issue is what it was in all of them together: where one saw it come back, it was open, and
/// an undo makes it open again, with that.
impl MergeAnswers for Decide {
    fn merge(&self, answers: Vec<TriageOutcome>) -> TriageOutcome {
        let unknown = |id: &IssueId| answers.iter().all(|one| one.unknown.contains(id));
        let unknown = self.decision.issues.iter().filter(|id| unknown(id)).copied().collect();
        let mut before: Vec<(IssueId, Status)> = Vec::new();
        for (id, status) in answers.iter().flat_map(|one| one.before.iter().copied()) {
            match before.iter_mut().find(|(known, _)| *known == id) {
                Some((_, known)) if status == Status::Open => *known = status,
                Some(_) => {}
                None => before.push((id, status)),
            }
        }
        let to = self.decision.to;
        let changed = before.iter().filter(|(_, from)| *from != to);
        let changed = changed.map(|(id, from)| StatusChange { id: *id, from: *from, to }).collect();
        TriageOutcome { changed, unknown, before: Vec::new() }
    }
}

/// All objects know both issues and do the same; one that did something says what.
impl MergeAnswers for Merge {
    fn merge(&self, answers: Vec<MergeOutcome>) -> MergeOutcome {
        let did = |answer: &MergeOutcome| matches!(answer, MergeOutcome::Into(_, true));
        let shard = answers.iter().position(did).unwrap_or_default();
        answers.into_iter().nth(shard).unwrap_or(MergeOutcome::Unknown(self.from))
    }
}

impl MergeAnswers for Split {
    fn merge(&self, answers: Vec<SplitOutcome>) -> SplitOutcome {
        let did = |answer: &SplitOutcome| matches!(answer, SplitOutcome::From(Some(_)));
        let shard = answers
            .iter()
            .position(did)
            .or_else(|| answers.iter().position(|one| *one != SplitOutcome::Unknown));
        answers.into_iter().nth(shard.unwrap_or_default()).unwrap_or(SplitOutcome::Unknown)
    }
}

/// All objects know the issues, and whose they are.
impl MergeAnswers for Assign {
    fn merge(&self, answers: Vec<AssignOutcome>) -> AssignOutcome {
        let mut whole = AssignOutcome::default();
        let unknown = |id: &IssueId| answers.iter().all(|one| one.unknown.contains(id));
        whole.unknown = self.request.issues.iter().filter(|id| unknown(id)).copied().collect();
        for change in answers.into_iter().flat_map(|one| one.changed) {
            if whole.changed.iter().all(|(id, _)| *id != change.0) {
                whole.changed.push(change);
            }
        }
        whole
    }
}

/// What several objects noted of one decision is one entry.
impl MergeAnswers for ReadActivity {
    fn merge(&self, answers: Vec<Vec<ActivityEntry>>) -> Vec<ActivityEntry> {
        let mut all: Vec<ActivityEntry> = answers.into_iter().flatten().collect();
        all.sort_by(|one, other| other.cmp(one));
        all.dedup_by(|one, other| (one.at, one.issue, &one.id) == (other.at, other.issue, &other.id));
        all
    }
}

#[cfg(test)]
mod tests {

    use corncrake_core::{ids::FingerprintHash, time::UnixMillis};
    use corncrake_model::issues::triage::TriageRequest;

    use super::*;

    #[test]
    fn an_issue_that_came_back_in_one_object_was_open_in_all() {
        let id = IssueId::of(&FingerprintHash([1; 16]));
        let gathered = |to, of_objects: [(Status, bool); 3]| {
            let decision = TriageRequest {
                issues: vec![id],
                to,
                at: UnixMillis(1),
                releases: vec![],
                is_undo: false,
                fixed_in: Default::default(),
                snooze: None,
                by: None,
            };
            let answers = of_objects.map(|(from, is_changed)| TriageOutcome {
                changed: is_changed.then_some(StatusChange { id, from, to }).into_iter().collect(),
                unknown: vec![],
                before: vec![(id, from)],
            });
            Decide { decision }.merge(answers.to_vec())
        };
        use Status::{Ignored, Open, Resolved};
        for shard in 0..3 {
            let mut came_back = [(Resolved, true); 3];
            came_back[shard] = (Open, true);
            assert_eq!(gathered(Ignored, came_back).changed, [StatusChange { id, from: Open, to: Ignored }]);
            came_back[shard] = (Open, false);
            assert_eq!(gathered(Open, came_back).changed, [], "it was open already");
        }
        let resolved = gathered(Open, [(Resolved, true); 3]);
        assert_eq!(resolved.changed, [StatusChange { id, from: Resolved, to: Open }]);
        assert!(resolved.unknown.is_empty() && resolved.before.is_empty());
    }
}
