//! What people do with issues, in a project's object: decisions, merges, assignments, comments, and the
//! rules of the operator. Each is done as a whole, or not at all.

use corncrake_store as store;
use worker::Response;

use super::object::Project;
use crate::objects::{
    incoming_request::answer,
    rpc::{
        AddComment, Assign, Decide, DecisionRequest, DeleteComment, MarkHidden, MarkInterest, Merge,
        NoteDeploy, ReadActivity, ReadComments, ReadMembers, ReadNoise, ReadReleases, ReadReplicatedIssues,
        ReadRuleCandidates, ReadRuleCounts, ReadRuleMarks, ReplicateIssues, Split,
    },
};

impl Project {
    /// Answers a request about decisions: each is done as a whole.
    pub(super) fn decide(&self, request: DecisionRequest) -> worker::Result<Response> {
        match request {
            DecisionRequest::Decide(ask) => {
                answer(ask, |Decide { decision }| self.whole(|sql| store::triage(sql, &decision)))
            }
            DecisionRequest::ReplicateIssues(ask) => answer(ask, |ReplicateIssues { issues, releases }| {
                self.whole(|sql| store::replicate(sql, &issues, &releases))
            }),
            DecisionRequest::ReadReplicatedIssues(ask) => {
                answer(ask, |ReadReplicatedIssues {}| Ok(store::replicated_issues(&self.sql()?)?))
            }
            DecisionRequest::Merge(ask) => answer(ask, |Merge { from, into, at, by }| {
                self.whole(|sql| store::merge_noted(sql, from, into, (at, by.as_ref())))
            }),
            DecisionRequest::Split(ask) => answer(ask, |Split { id, at, by }| {
                self.whole(|sql| store::split_noted(sql, id, (at, by.as_ref())))
            }),
            DecisionRequest::Assign(ask) => {
                answer(ask, |Assign { request }| self.whole(|sql| store::assign(sql, &request)))
            }
            DecisionRequest::ReadActivity(ask) => {
                answer(ask, |ReadActivity { id }| Ok(store::activity(&self.sql()?, id)?))
            }
            DecisionRequest::ReadComments(ask) => answer(ask, |ReadComments { from, most }| {
                Ok(store::comments_since(&self.sql()?, from, most)?)
            }),
            DecisionRequest::AddComment(ask) => {
                answer(ask, |AddComment { comment }| self.whole(|sql| store::add_comment(sql, &comment)))
            }
            DecisionRequest::DeleteComment(ask) => answer(ask, |DeleteComment { issue, id, author }| {
                self.whole(|sql| store::delete_comment(sql, issue, &id, author.as_ref()))
            }),
            DecisionRequest::ReadMembers(ask) => answer(ask, |ReadMembers { id }| {
                let sql = self.sql()?;
                let is_there = store::issue(&sql, id)?.is_some();
                Ok(is_there.then(|| store::members(&sql, id)).transpose()?)
            }),
            DecisionRequest::NoteDeploy(ask) => answer(ask, |NoteDeploy { release, at }| {
                self.whole(|sql| store::note_deploy(sql, &self.rules.borrow(), &release, at))
            }),
            DecisionRequest::ReadReleases(ask) => {
                answer(ask, |ReadReleases {}| Ok(store::releases(&self.sql()?)?))
            }
            DecisionRequest::ReadNoise(ask) => {
                answer(ask, |ReadNoise {}| Ok(store::noise_counts(&self.sql()?)?))
            }
            DecisionRequest::ReadRuleCounts(ask) => answer(ask, |ReadRuleCounts { with_groups }| {
                Ok(store::rule_counts(&self.sql()?, with_groups)?)
            }),
            DecisionRequest::ReadRuleMarks(ask) => {
                answer(ask, |ReadRuleMarks { ids }| Ok(store::rule_marks(&self.sql()?, &ids)?))
            }
            DecisionRequest::MarkHidden(ask) => {
                answer(ask, |MarkHidden { marks }| self.whole(|sql| store::mark_hidden(sql, &marks)))
            }
            DecisionRequest::MarkInterest(ask) => {
                answer(ask, |MarkInterest { marks }| self.whole(|sql| store::mark_interest(sql, &marks)))
            }
            DecisionRequest::ReadRuleCandidates(ask) => {
                answer(ask, |ReadRuleCandidates { since, after, with_stacks, limit }| {
                    Ok(store::rule_candidates(&self.sql()?, since, after, with_stacks, limit)?)
                })
            }
        }
    }
}
