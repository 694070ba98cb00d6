//! Erasing, as the pages and the API both do it: an event, an issue with what is merged into
//! it, or all that has a text. Every object of the project is told, one bounded turn at a time.

use corncrake_core::ids::IssueId;
use worker::Env;

use crate::{
    fault::Fault,
    objects::{EraseIssues, EraseText, FindIssue, ReadMembers, SettleIndex},
    spread::{self, EventName},
    store::{Does, HasText, ProjectRow, Reach},
};

/// The fewest characters of a text to erase: the full-text index knows three at a time, and
/// fewer are everywhere.
const FEWEST_CHARS: usize = 3;
/// The most: a line that somebody copied.
const MOST_CHARS: usize = 200;
/// Issues that an object erases in one turn: each is some hundreds of rows.
const ISSUES_AT_ONCE: usize = 50;
/// Turns in which an object writes its full-text index anew, at most: a gigabyte of it. What
/// is left goes the next time, or when the index merges by itself.
const MOST_TURNS: usize = 500;

/// What has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Kept events that go.
    pub(crate) events: u64,
    /// Issues that go as a whole, with all their events.
    pub(crate) issues: u64,
    /// Values of breakdowns, and issues of which only the index has it.
    pub(crate) traces: u64,
}

impl Found {
    fn of(has: &HasText) -> Self {
        let (events, traces) = has.counts();
        Self { events, issues: has.whole.len() as u64, traces }
    }

    /// The number with which it is confirmed.
    pub(crate) fn number(self) -> u64 {
        self.events.saturating_add(self.issues).saturating_add(self.traces)
    }
}

/// A text to erase, or what is wrong with it.
pub(crate) fn text(told: &str) -> Result<String, String> {
    let text = told.trim();
    let is_good = (FEWEST_CHARS..=MOST_CHARS).contains(&text.chars().count());
    if !is_good || text.chars().any(char::is_control) {
        return Err(format!("must be {FEWEST_CHARS} to {MOST_CHARS} characters on one line"));
    }
    Ok(text.to_owned())
}

/// Erases the event of a name; whether there was one.
pub(crate) async fn event(
    env: &Env,
    project: &ProjectRow,
    issue: IssueId,
    name: EventName,
) -> Result<bool, Fault> {
    let was_there = spread::erase_event(env, project, issue, name).await?;
    if was_there {
        settle(env, project).await?;
    }
    Ok(was_there)
}

/// Erases an issue with what is merged into it; whether there was one.
pub(crate) async fn issue(env: &Env, project: &ProjectRow, id: IssueId) -> Result<bool, Fault> {
    if spread::ask(env, project, &FindIssue { id }).await?.is_none() {
        return Ok(false);
    }
    let members = spread::ask(env, project, &ReadMembers { id }).await?.unwrap_or_default();
    let ids: Vec<IssueId> = members.into_iter().map(|member| member.id).chain([id]).collect();
    issues(env, project, &ids).await?;
    settle(env, project).await?;
    Ok(true)
}

async fn issues(env: &Env, project: &ProjectRow, ids: &[IssueId]) -> Result<(), Fault> {
    for some in ids.chunks(ISSUES_AT_ONCE) {
        spread::ask(env, project, &EraseIssues { ids: some.to_vec() }).await?;
    }
    Ok(())
}

/// Counts what has a text.
pub(crate) async fn find(env: &Env, project: &ProjectRow, text: &str) -> Result<Found, Fault> {
    Ok(Found::of(&walk(env, project, text, Does::Find).await?))
}

/// Erases what has a text, where that is as much as was confirmed; nothing where it is not.
pub(crate) async fn by_text(
    env: &Env,
    project: &ProjectRow,
    text: &str,
    confirmed: u64,
) -> Result<Result<Found, Found>, Fault> {
    let has = walk(env, project, text, Does::Find).await?;
    let found = Found::of(&has);
    if found.number() != confirmed {
        return Ok(Err(found));
    }
    // An issue that says it in one object's words is the same issue in all of them.
    issues(env, project, &has.whole.into_iter().collect::<Vec<_>>()).await?;
    walk(env, project, text, Does::Erase).await?;
    settle(env, project).await?;
    Ok(Ok(found))
}

async fn walk(env: &Env, project: &ProjectRow, text: &str, does: Does) -> Result<HasText, Fault> {
    let mut all = HasText::default();
    for place in project.spread.places() {
        let mut next = Some(Reach::Issues(None));
        while let Some(from) = next {
            let ask = EraseText { text: text.to_owned(), from, does };
            let (found, then) = spread::one(env, project.key, place, &ask).await?;
            (all, next) = (all.and(found), then);
        }
    }
    Ok(all)
}

/// Has every object write its index without what was erased.
async fn settle(env: &Env, project: &ProjectRow) -> Result<(), Fault> {
    for place in project.spread.places() {
        for _ in 0..MOST_TURNS {
            if !spread::one(env, project.key, place, &SettleIndex {}).await? {
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
        assert_eq!(text("  Anna Schmidt "), Ok("Anna Schmidt".into()));
        for bad in ["", " ab ", "a\nb c", &"é".repeat(201), "\0\0\0\0"] {
            assert!(text(bad).is_err(), "{bad:?}");
        }
    }
}
