//! The sentence at the head of an issue: since when, for whom, and whether it stopped.

use corncrake_core::time::{HOUR_MS, MINUTE_MS};
use maud::{Markup, html};

use super::view::IssueView;
use crate::{
    format::{
        links,
        number::{counted, share},
        time,
    },
    model::course,
};

/// The address of the issue, for another person.
pub(super) fn link(view: &IssueView) -> String {
    format!("{}{}", view.dashboard, links::issue(view.project.key, view.issue.id))
}

/// The paragraph.
pub(super) fn paragraph(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let counts: Vec<u64> = view.trend.iter().map(|point| point.count).collect();
    let course = course::of(&counts, view.range, view.now);
    html! {
        p.summary {
            (since(view))
            strong { (counted(view.sessions, "session", "sessions")) }
            @if let Some(share) = share(view.sessions, view.all_sessions).filter(|_| view.sessions > 0) { " (" (share) ")" }
            " in the last " (view.range.label())
            @if !issue.only.is_empty() { ", " strong { "only " (issue.only.join(", ")) } }
            ". "
            @if course != course::Course::None {
                "Trend: " span.worse[course.is_worse()].better[course.is_better()] { (course) } "; "
            }
            "last " (time::ago(issue.last_seen, view.now))
            @if let Some((release, others)) = &view.not_in {
                "; " strong.better { "none in " (release) " yet" }
                @if *others > 0 { " (" (counted(*others, "other error", "other errors")) " from it)" }
            }
            "."
        }
    }
}

fn since(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let first = time::short(issue.first_seen, view.now);
    html! {
        @match &issue.new {
            Some(new) => {
                strong { (if new.is_named { "New in " } else { "New since " }) (new.release) }
                ", first at " (first) (after_release(view)) ". "
            },
            None => { "First seen " (first) @if let Some(first) = &view.named.first { " in " (first.name) } ". " },
        }
    }
}

/// How long after its release it was first seen, where that tells something.
fn after_release(view: &IssueView) -> String {
    let Some(first) = &view.named.first else { return String::new() };
    match view.issue.first_seen.0 - first.at.0 {
        ..0 => String::new(),
        0..MINUTE_MS => ", with its release".to_owned(),
        ms @ MINUTE_MS..HOUR_MS => {
            let minutes = u64::try_from(ms / MINUTE_MS).unwrap_or_default();
            format!(", {} after its release", counted(minutes, "minute", "minutes"))
        }
        ms if ms < 48 * HOUR_MS => {
            let hours = u64::try_from(ms / HOUR_MS).unwrap_or_default();
            format!(", {} after its release", counted(hours, "hour", "hours"))
        }
        _ => String::new(),
    }
}
