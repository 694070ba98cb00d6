//! What people do with issues, in a project's object: decisions, merges, assignments, comments, and the
//! rules of the operator. Each is done as a whole, or not at all.

use corncrake_store as store;
use worker::Response;

use super::object::Project;
use crate::objects::{
    incoming_request::IncomingRequest,
    rpc::{
        AddComment, Assign, Decide, DeleteComment, MarkHidden, MarkInterest, Merge, NoteDeploy, ReadActivity,
        ReadComments, ReadMembers, ReadNoise, ReadReleases, ReadReplicatedIssues, ReadRuleCandidates,
        ReadRuleCounts, ReadRuleMarks, ReplicateIssues, Split,
    },
};

impl Project {
    /// What people decide about issues, each decision as a whole, and what there is to decide.
    pub(super) fn decided(&self, request: &IncomingRequest) -> Option<worker::Result<Response>> {
        request
            .on(|Decide { decision }| self.whole(|sql| store::triage(sql, &decision)))
            .or_else(|| {
                request.on(|ReplicateIssues { issues, releases }| {
                    self.whole(|sql| store::replicate(sql, &issues, &releases))
                })
            })
            .or_else(|| request.on(|ReadReplicatedIssues {}| Ok(store::replicated_issues(&self.sql()?)?)))
            .or_else(|| {
                request.on(|Merge { from, into, at, by }| {
                    self.whole(|sql| store::merge_noted(sql, from, into, (at, by.as_ref())))
                })
            })
            .or_else(|| {
                request.on(|Split { id, at, by }| {
                    self.whole(|sql| store::split_noted(sql, id, (at, by.as_ref())))
                })
            })
            .or_else(|| self.followed(request))
            .or_else(|| {
                request.on(|ReadMembers { id }| {
                    let sql = self.sql()?;
                    let is_there = store::issue(&sql, id)?.is_some();
                    Ok(is_there.then(|| store::members(&sql, id)).transpose()?)
                })
            })
            .or_else(|| {
                request.on(|NoteDeploy { release, at }| {
                    self.whole(|sql| store::note_deploy(sql, &self.rules.borrow(), &release, at))
                })
            })
            .or_else(|| request.on(|ReadReleases {}| Ok(store::releases(&self.sql()?)?)))
            .or_else(|| request.on(|ReadNoise {}| Ok(store::noise_counts(&self.sql()?)?)))
            .or_else(|| self.ruled(request))
    }

    /// Whose an issue is, and what happened to it.
    fn followed(&self, request: &IncomingRequest) -> Option<worker::Result<Response>> {
        request
            .on(|Assign { request }| self.whole(|sql| store::assign(sql, &request)))
            .or_else(|| request.on(|ReadActivity { id }| Ok(store::activity(&self.sql()?, id)?)))
            .or_else(|| {
                request.on(|ReadComments { from, most }| Ok(store::comments_since(&self.sql()?, from, most)?))
            })
            .or_else(|| {
                request.on(|AddComment { comment }| self.whole(|sql| store::add_comment(sql, &comment)))
            })
            .or_else(|| {
                request.on(|DeleteComment { issue, id, author }| {
                    self.whole(|sql| store::delete_comment(sql, issue, &id, author.as_ref()))
                })
            })
    }

    /// What the operator's rules did to issues, and the issues that they are tried on.
    fn ruled(&self, request: &IncomingRequest) -> Option<worker::Result<Response>> {
        request
            .on(|ReadRuleCounts { with_groups }| Ok(store::rule_counts(&self.sql()?, with_groups)?))
            .or_else(|| request.on(|ReadRuleMarks { ids }| Ok(store::rule_marks(&self.sql()?, &ids)?)))
            .or_else(|| request.on(|MarkHidden { marks }| self.whole(|sql| store::mark_hidden(sql, &marks))))
            .or_else(|| {
                request.on(|MarkInterest { marks }| self.whole(|sql| store::mark_interest(sql, &marks)))
            })
            .or_else(|| {
                request.on(|ReadRuleCandidates { since, after, with_stacks, limit }| {
                    Ok(store::rule_candidates(&self.sql()?, since, after, with_stacks, limit)?)
                })
            })
    }
}
