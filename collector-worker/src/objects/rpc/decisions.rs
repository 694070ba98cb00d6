//! What a project's object is asked about what people do with issues: triage, comments, rules.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    access::log_entry::LogActor,
    events::rule_candidate::{CandidateCursor, RuleCandidate},
    issues::{
        activity::{ActivityEntry, AssignOutcome, AssignRequest, CommentOutcome},
        interest::InterestMark,
        issue::{Issue, NoiseCount, Release, RuleCount, RuleMarks},
        triage::{MergeOutcome, ReplicatedIssue, SplitOutcome, TriageOutcome, TriageRequest},
    },
};

use super::kinds::ProjectObject;

requests! {
    /// About decisions, and what there is to decide.
    DecisionRequest of ProjectObject;

    /// Resolve, ignore or reopen issues.
    Decide { decision: TriageRequest } -> TriageOutcome;
    /// Take over issues that another object of the project knows.
    ReplicateIssues { issues: Vec<ReplicatedIssue>, releases: Vec<Release> } -> ();
    /// What was decided about issues.
    ReadReplicatedIssues {} -> Vec<ReplicatedIssue>;
    /// Show an issue as part of another.
    Merge { from: IssueId, into: IssueId, at: UnixMillis, by: Option<LogActor> } -> MergeOutcome;
    /// Let an issue stand for itself again.
    Split { id: IssueId, at: UnixMillis, by: Option<LogActor> } -> SplitOutcome;
    /// Assign issues to a user, or to nobody.
    Assign { request: AssignRequest } -> AssignOutcome;
    /// What happened to an issue and to what is merged into it, the newest first.
    ReadActivity { id: IssueId } -> Vec<ActivityEntry>;
    /// The newest comments of all issues since a time. All are in the first object.
    ReadComments { from: UnixMillis, most: u32 } -> Vec<ActivityEntry>;
    /// Add a comment to an issue.
    AddComment { comment: ActivityEntry } -> CommentOutcome;
    /// Delete a comment, which must be this author's, where one is named.
    DeleteComment { issue: IssueId, id: String, author: Option<LogActor> } -> CommentOutcome;
    /// What is merged into an issue, each by itself; nothing where there is no such issue.
    ReadMembers { id: IssueId } -> Option<Vec<Issue>>;
    /// Note a deploy of a release.
    NoteDeploy { release: String, at: UnixMillis } -> ();
    /// The releases it knows, the newest first.
    ReadReleases {} -> Vec<Release>;
    /// What each rule of noise recognised.
    ReadNoise {} -> Vec<NoiseCount>;
    /// What each of the operator's rules hides, and what has its fingerprint.
    ReadRuleCounts { with_groups: bool } -> Vec<RuleCount>;
    /// What the operator's rules said of these issues.
    ReadRuleMarks { ids: Vec<IssueId> } -> Vec<(IssueId, RuleMarks)>;
    /// Hide issues by these editions of rules.
    MarkHidden { marks: Vec<(IssueId, u32)> } -> ();
    /// Say how much issues matter.
    MarkInterest { marks: Vec<(IssueId, InterestMark)> } -> ();
    /// Issues that a rule is tried on, those seen last first, behind a place.
    ReadRuleCandidates { since: Option<UnixMillis>, after: Option<CandidateCursor>, with_stacks: bool, limit: u32 }
        -> Vec<RuleCandidate>;
}
