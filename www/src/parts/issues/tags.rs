//! The tags of an issue: its kind and its status.

use maud::{Markup, html};

use crate::model::issue::{Interest, Issue};

/// The kind of an issue, and its status where that is worth a word: most are open.
pub(crate) fn list(issue: &Issue) -> Markup {
    html! {
        span.tag { (issue.kind.label()) }
        @match issue.interest {
            Some(Interest::High) => { " " span.tag.important { "important" } },
            Some(Interest::Low) => { " " span.tag { "low interest" } },
            None => {},
        }
        @if let Some(new) = &issue.new {
            " " span.tag.new { (if new.is_named { "new in " } else { "new since " }) (new.release) }
        }
        @for value in &issue.only { " " span.tag.only { "only " (value) } }
        @if let Some(name) = &issue.assignee { " " span.tag { "assigned to " (name) } }
        @if !issue.status.is_open() { " " span.tag.status { (issue.status) } }
    }
}
