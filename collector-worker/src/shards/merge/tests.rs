//! Tests of merging the answers of shards.

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
