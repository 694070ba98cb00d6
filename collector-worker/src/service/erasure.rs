//! Erasing, as the pages and the API both do it: an event, an issue with what is merged into
//! it, all that has a text, or all issues that were first seen in a span of time. Every object of
//! the project does it, one bounded turn at a time, and finishes it after a restart
//! (`shards/operation.rs`).

use std::collections::BTreeMap;

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    issues::{
        erasure::{EraseCursor, SpanMatch, TextMatches},
        issue_list::Filter,
        operation::Operation,
    },
    moment,
    project::record::ProjectRecord,
};
use worker::Env;

use super::{refusals, rules};
use crate::{
    http::error::Fault,
    objects::rpc::{CompactIndex, FindIssue, FindSpan, FindText, ReadIssues, ReadMembers},
    platform::clock,
    service::alerts,
    shards::{self, EventName},
};

/// The fewest characters of a text to erase: the full-text index knows three at a time, and
/// fewer are everywhere.
const FEWEST_CHARS: usize = 3;
/// The most: a line that somebody copied.
const MOST_CHARS: usize = 200;
/// Issues that are compared between objects in one question.
const ISSUES_AT_ONCE: usize = 500;
/// Turns in which an object writes its full-text index anew, at most: a gigabyte of it. What
/// is left goes the next time, or when the index merges by itself.
const MOST_TURNS: usize = 500;

/// What has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextMatchSummary {
    /// Kept events that go.
    pub(crate) events: u64,
    /// Issues that go as a whole, with all their events.
    pub(crate) issues: u64,
    /// Values of breakdowns, rules of the operator, refused origins, and issues of which only the index has it.
    pub(crate) traces: u64,
}

impl TextMatchSummary {
    fn of(has: &TextMatches, others: usize) -> Self {
        let (events, traces) = has.counts();
        Self { events, issues: has.whole.len() as u64, traces: traces.saturating_add(others as u64) }
    }

    /// The number with which it is confirmed.
    pub(crate) fn number(self) -> u64 {
        self.events.saturating_add(self.issues).saturating_add(self.traces)
    }
}

/// A text to erase, or what is wrong with it.
pub(crate) fn check_text(entered: &str) -> Result<String, String> {
    let text = entered.trim();
    let is_good = (FEWEST_CHARS..=MOST_CHARS).contains(&text.chars().count());
    if !is_good || text.chars().any(char::is_control) {
        return Err(format!("must be {FEWEST_CHARS} to {MOST_CHARS} characters on one line"));
    }
    Ok(text.to_owned())
}

/// Erases the event of a name; whether there was one.
pub(crate) async fn erase_event(
    env: &Env,
    project: &ProjectRecord,
    issue: IssueId,
    name: EventName,
) -> Result<bool, Fault> {
    let was_there = shards::erase_event(env, project, issue, name).await?;
    if was_there {
        compact_index(env, project).await?;
    }
    Ok(was_there)
}

/// Erases an issue with what is merged into it; whether there was one.
pub(crate) async fn erase_issue(env: &Env, project: &ProjectRecord, id: IssueId) -> Result<bool, Fault> {
    if shards::query(env, project, &FindIssue { id }).await?.is_none() {
        return Ok(false);
    }
    let members = shards::query(env, project, &ReadMembers { id }).await?.unwrap_or_default();
    let ids: Vec<IssueId> = members.into_iter().map(|member| member.id).chain([id]).collect();
    erase(env, project, None, &ids).await?;
    Ok(true)
}

async fn erase(env: &Env, project: &ProjectRecord, text: Option<&str>, ids: &[IssueId]) -> Result<(), Fault> {
    let operation = Operation::Erase { text: text.map(str::to_owned) };
    shards::run_operation::<()>(env, project, operation, ids, clock::now()).await?;
    alerts::change::erase(project, text, ids, env).await
}

/// Counts what has a text.
pub(crate) async fn find_text(
    env: &Env,
    project: &ProjectRecord,
    text: &str,
) -> Result<TextMatchSummary, Fault> {
    let found = scan_text(env, project, text).await?;
    let others = rules::with_text(project, text)?.len() + refusals::with_text(project, text, env).await?;
    Ok(TextMatchSummary::of(&found, others))
}

/// Erases what has a text, where that is as much as was confirmed; nothing where it is not.
pub(crate) async fn erase_text(
    env: &Env,
    project: &ProjectRecord,
    text: &str,
    confirmed: u64,
) -> Result<Result<TextMatchSummary, TextMatchSummary>, Fault> {
    let has = scan_text(env, project, text).await?;
    let with_text = rules::with_text(project, text)?;
    let refused = refusals::with_text(project, text, env).await?;
    let found = TextMatchSummary::of(&has, with_text.len() + refused);
    if found.number() != confirmed {
        return Ok(Err(found));
    }
    // An issue that has the text in one shard is the same issue in all of them.
    erase(env, project, Some(text), &has.whole.into_iter().collect::<Vec<_>>()).await?;
    refusals::erase(project, text, env).await?;
    for id in with_text {
        rules::remove(project, id, env).await?;
    }
    Ok(Ok(found))
}

async fn scan_text(env: &Env, project: &ProjectRecord, text: &str) -> Result<TextMatches, Fault> {
    let mut all = TextMatches::default();
    for shard in project.shards.all() {
        let mut next = Some(EraseCursor::Issues(None));
        while let Some(from) = next {
            let ask = FindText { text: text.to_owned(), from };
            let (found, then) = shards::query_shard(env, project.key, shard, &ask).await?;
            (all, next) = (all.and(found), then);
        }
    }
    Ok(all)
}

/// A span of time: from one moment on, and before another.
pub(crate) type TimeSpan = (UnixMillis, UnixMillis);

/// What was first seen in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpanMatchSummary {
    pub(crate) issues: u64,
    /// Their events, kept or not.
    pub(crate) events: u64,
}

/// Counts the issues that were first seen in a span.
pub(crate) async fn find_span(
    env: &Env,
    project: &ProjectRecord,
    span: TimeSpan,
) -> Result<SpanMatchSummary, Fault> {
    Ok(issues_of_span(env, project, span).await?.0)
}

/// Erases them, where they are as many as was confirmed; what there is instead where they are not.
pub(crate) async fn erase_span(
    env: &Env,
    project: &ProjectRecord,
    span: TimeSpan,
    confirmed: u64,
) -> Result<Result<SpanMatchSummary, SpanMatchSummary>, Fault> {
    let (found, ids) = issues_of_span(env, project, span).await?;
    if found.issues != confirmed {
        return Ok(Err(found));
    }
    erase(env, project, None, &ids).await?;
    Ok(Ok(found))
}

/// The issues of a span with their members. Where there are several objects, an issue began when
/// the first of them met it.
async fn issues_of_span(
    env: &Env,
    project: &ProjectRecord,
    (from, to): TimeSpan,
) -> Result<(SpanMatchSummary, Vec<IssueId>), Fault> {
    // Times are stored to the minute, those of past days to the hour: an issue that began in the first
    // minute, or hour, of the span is in it.
    let from = moment::displayed_time(from, clock::now());
    let mut all: BTreeMap<IssueId, SpanMatch> = BTreeMap::new();
    for shard in project.shards.all() {
        let mut after = None;
        loop {
            let some = shards::query_shard(env, project.key, shard, &FindSpan { from, to, after }).await?;
            let Some(last) = some.last() else { break };
            after = Some(last.id);
            for one in some {
                match all.get_mut(&one.id) {
                    Some(known) => {
                        known.events = known.events.saturating_add(one.events);
                        known.members.extend(one.members);
                    }
                    None => drop(all.insert(one.id, one)),
                }
            }
        }
    }
    if !project.shards.is_single() {
        let ids: Vec<IssueId> = all.keys().copied().collect();
        for some in ids.chunks(ISSUES_AT_ONCE) {
            let read = ReadIssues { ids: some.to_vec(), filter: Filter::default() };
            for shard in project.shards.all() {
                for (issue, _) in shards::query_shard(env, project.key, shard, &read).await? {
                    if issue.first_seen < from || issue.merged_into.is_some() {
                        all.remove(&issue.id);
                    }
                }
            }
        }
    }
    let events = all.values().fold(0, |sum: u64, one| sum.saturating_add(one.events));
    let found = SpanMatchSummary { issues: all.len() as u64, events };
    let ids = all.into_values().flat_map(|one| one.members.into_iter().chain([one.id])).collect();
    Ok((found, ids))
}

/// Has every object write its index without what was erased.
pub(super) async fn compact_index(env: &Env, project: &ProjectRecord) -> Result<(), Fault> {
    for shard in project.shards.all() {
        for _ in 0..MOST_TURNS {
            if !shards::query_shard(env, project.key, shard, &CompactIndex {}).await? {
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_text_is_one_line_of_some_length() {
        assert_eq!(check_text("  Anna Schmidt "), Ok("Anna Schmidt".into()));
        for bad in ["", " ab ", "a\nb c", &"é".repeat(201), "\0\0\0\0"] {
            assert!(check_text(bad).is_err(), "{bad:?}");
        }
    }
}
