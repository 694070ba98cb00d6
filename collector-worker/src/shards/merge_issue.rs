//! One issue of what several objects have of it.

use std::{cmp::Ordering, collections::BTreeSet};

use corncrake_core::{release::Version, status::Status};
use corncrake_model::issues::{
    issue::{Issue, Release},
    snooze::Snooze,
};
use corncrake_store::ERASED_TITLE;

/// Of two releases the one that comes first in an order: by version, or else by time.
fn earlier(
    one: &Option<Release>,
    other: &Option<Release>,
    is_in_order: fn(Ordering) -> bool,
) -> Option<Release> {
    let (Some(a), Some(b)) = (one, other) else { return one.clone().or_else(|| other.clone()) };
    let versions = Version::of(&a.name).zip(Version::of(&b.name));
    let by_version = versions.and_then(|(a, b)| a.order(&b)).filter(|order| order.is_ne());
    let order = by_version.unwrap_or_else(|| a.first_seen.cmp(&b.first_seen));
    Some(if is_in_order(order) { a.clone() } else { b.clone() })
}

/// The families of both, each once.
fn families(one: &[String], other: &[String]) -> Vec<String> {
    let all: BTreeSet<&String> = one.iter().chain(other).collect();
    all.into_iter().cloned().collect()
}

/// An issue as two objects count it. Both got the same triage requests; where one saw it come
/// back since, it is open.
pub(crate) fn issue_of(issue: Issue, other: &Issue) -> Issue {
    let came_back = |one: &Issue| one.regressed.clone().filter(|_| one.status == Status::Open);
    let regressed = came_back(&issue).max(came_back(other));
    let woke = |one: &Issue| one.came_back.filter(|_| one.status == Status::Open);
    let came_back = woke(&issue).max(woke(other));
    let has_returned = regressed.is_some() || came_back.is_some();
    let status = if has_returned { Status::Open } else { issue.status };
    // Each object counts its own share of the sessions that it sleeps through.
    let snooze = match (issue.snooze, other.snooze) {
        (Some(Snooze::Sessions(one)), Some(Snooze::Sessions(more))) => {
            Some(Snooze::Sessions(one.saturating_add(more)))
        }
        (one, other) => one.or(other),
    };
    // An object whose events were all erased has no title of its own any more.
    let title = if issue.title == ERASED_TITLE { other.title.clone() } else { issue.title.clone() };
    Issue {
        title,
        status,
        regressed,
        came_back,
        snooze: snooze.filter(|_| !has_returned),
        assignee: if issue.assignee.is_empty() { other.assignee.clone() } else { issue.assignee.clone() },
        merged_into: issue.merged_into.or(other.merged_into),
        first_release: earlier(&issue.first_release, &other.first_release, Ordering::is_le),
        last_release: earlier(&issue.last_release, &other.last_release, Ordering::is_ge),
        browsers: families(&issue.browsers, &other.browsers),
        place: if issue.place.is_empty() { other.place.clone() } else { issue.place.clone() },
        events: issue.events.saturating_add(other.events),
        sessions: issue.sessions.saturating_add(other.sessions),
        first_seen: issue.first_seen.min(other.first_seen),
        last_seen: issue.last_seen.max(other.last_seen),
        ..issue
    }
}
