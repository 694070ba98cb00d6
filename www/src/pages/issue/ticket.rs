//! The link to a new ticket elsewhere, in which the issue is filled in already. Nothing is sent until
//! somebody follows it.

use maud::{Markup, html};

use super::{markdown, summary, view::IssueView};
use crate::format::links;

/// Characters of the title and of the details: trackers take addresses of 8,000 bytes, and a
/// character is nine of them at most, but for rare ones.
const TITLE_CHARS: usize = 200;
const DETAILS_CHARS: usize = 500;
/// Bytes of the whole address: without the details, where it is longer with them.
const MOST_BYTES: usize = 8_000;

/// The names of trackers, by what their host has in it.
const TRACKERS: [(&str, &str); 5] = [
    ("github", "GitHub"),
    ("gitlab", "GitLab"),
    ("atlassian", "Jira"),
    ("jira", "Jira"),
    ("linear", "Linear"),
];

/// The link, where the project has an address for it.
pub(super) fn link(view: &IssueView) -> Markup {
    html! {
        @if links::is_web(&view.ticket_link) {
            a.button.quiet href=(address(view)) rel="noreferrer" { "New ticket" (tracker(&view.ticket_link)) }
        }
    }
}

fn tracker(template: &str) -> String {
    let host = template.split('/').nth(2).unwrap_or_default().to_lowercase();
    let known = TRACKERS.iter().find(|(part, _)| host.contains(part));
    known.map_or_else(String::new, |(_, name)| format!(" in {name}"))
}

fn address(view: &IssueView) -> String {
    let whole = filled(view, &markdown::brief(view));
    if whole.len() <= MOST_BYTES { whole } else { filled(view, "") }
}

/// The template with the issue in it. A text that has a place's name in it is no place: each place is
/// looked for in the template alone.
fn filled(view: &IssueView, details: &str) -> String {
    let first = |text: &str, chars: usize| text.chars().take(chars).collect::<String>();
    let mut address = String::new();
    let mut rest = view.ticket_link.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        address.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        match name {
            "title" => address.push_str(&links::segment(&first(&view.issue.title, TITLE_CHARS))),
            "details" => address.push_str(&links::segment(&first(details, DETAILS_CHARS))),
            "link" => address.push_str(&links::segment(&summary::link(view))),
            other => address.push_str(&format!("%7B{other}%7D")),
        }
        rest = behind;
    }
    address.push_str(rest);
    address
}
