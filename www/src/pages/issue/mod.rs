//! The page of an issue: one sentence on it, what can be done, its trend and whom it hits, one of its
//! events, merged issues and grouping.

mod breadcrumbs;
mod causes;
mod comment_text;
mod event;
mod frames;
mod markdown;
mod meta;
mod source;
mod summary;
mod team;
mod ticket;
mod triage;
mod view;
mod wordings;

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

pub use self::{
    event::{EventPosition, StoredEvent},
    frames::{OriginalPosition, SymbolicatedFrame},
    team::{ActivityRow, CommentView, Sleep, Team},
    triage::{Fix, MergedIssue, Triage},
    view::{Grouping, IssueView, ListPlace},
    wordings::{Wording, Wordings},
};
pub use crate::{
    model::{
        issue::{Interest, Issue, NewSince},
        status::IssueStatus,
    },
    parts::rule_links::{IssueRule, IssueRuleEffect},
};

use crate::{
    chart::trend::{self, ChartContext, Measure},
    format::{links, number::counted, time},
    model::{filters::IssueFilters, release::ReleaseMark},
    parts::{copy_button::copy_button, facets, issues::tags, range_links, rule_links},
    shell::{flash, layout::project_page, tabs::Tab},
};

/// Lines of the box that the Markdown is copied from.
const MARKDOWN_ROWS: u32 = 12;

/// The whole page.
pub fn page(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let neighbours = event::neighbours_nav(&view.project, issue.id, &view.position, view.stored);
    let main = html! {
        (flash::banner(&view.triage.form_context))
        (head(view))
        div.event {
            div.column {
                (trend_section(view))
                @match &view.event {
                    Some(stored) => (event::section(stored, &view.position, view.noise, &neighbours, view.now)),
                    None => p.empty { "None of its events is stored any more; the counts are exact all the same." },
                }
            }
            div.column {
                (shares(view))
                @if let Some(stored) = &view.event {
                    (event::facts(&view.project, issue.id, &view.position, stored))
                }
            }
        }
        (triage::merged_issues(&view.triage, view.now))
        (team::activity(&view.triage.form_context, issue.id, &view.triage.team))
        (wordings::section(&view.project, &view.wordings))
        (grouping_section(&view.grouping))
    };
    project_page(&view.project, Tab::BelowIssues, &issue.title, &main)
}

fn head(view: &IssueView) -> Markup {
    let issue = &view.issue;
    html! {
        header.head {
            (list_nav(view))
            p.tags { (tags::list(issue)) }
            h1.title { (issue.title) }
            @if !issue.place.is_empty() { p.place-in-code { code { (issue.place) } } }
            (summary::paragraph(view))
            (triage::head(&view.triage, view.now, &copy(view)))
            (rule_links::issue_note(&view.project, &view.rules))
        }
    }
}

/// The way back to the list that one came from, and to the issues beside this one.
fn list_nav(view: &IssueView) -> Markup {
    let key = view.project.key;
    html! {
        @if let Some(list) = &view.list {
            @let href = |id| links::with(links::issue(key, id), [("list", &list.query)]);
            nav.beside aria-label="The list" {
                a href={ (links::issues(key)) @if list.query != "open" { "?" (list.query) } } data-key="u" { "← Issues" }
                span.hint { (list.place) " of " (list.of) }
                @if let Some(previous) = list.previous { a rel="prev" href=(href(previous)) data-key="p" { "Previous" } }
                @if let Some(next) = list.next { a rel="next" href=(href(next)) data-key="n" { "Next" } }
            }
        }
    }
}

fn trend_section(view: &IssueView) -> Markup {
    let events = format!("{}/events", links::issue(view.project.key, view.issue.id));
    let href = |from: UnixMillis, to: UnixMillis| {
        links::with(events.clone(), [("from", from.rfc3339()), ("to", to.rfc3339())])
    };
    let context = ChartContext {
        now: view.now,
        marks: &view.releases,
        own: Some(&view.named),
        before: &[],
        href: &href,
    };
    html! {
        section.health #trend aria-label="Trend" {
            (range_links::nav(view.range, &links::issue(view.project.key, view.issue.id)))
            (trend::chart(Measure::Events, view.range, &view.trend, &context))
        }
    }
}

/// Whom it hits, by sessions, and its first and last time.
fn shares(view: &IssueView) -> Markup {
    let list = links::issues(view.project.key);
    let href =
        |filter: &str, value: &str| IssueFilters::only(filter, value).map(|filters| filters.href(&list));
    let moment = |at: UnixMillis, release: &Option<ReleaseMark>| {
        html! {
            (time::exact(at)) " " span.hint { (time::ago(at, view.now)) }
            @if let Some(release) = release { " · " (release.name) }
        }
    };
    html! {
        aside.shares aria-label="Whom it hits" {
            (facets::known_cards(&view.facets, href))
            section.card {
                h3 { "First and last" }
                p { (moment(view.issue.first_seen, &view.named.first)) }
                p { (moment(view.issue.last_seen, &view.named.last)) }
                p.hint {
                    (counted(view.issue.events, "event", "events")) " in "
                    (counted(view.issue.sessions, "session", "sessions")) " since then"
                }
            }
        }
    }
}

/// What is pasted elsewhere: the link, and the issue as Markdown.
fn copy(view: &IssueView) -> Markup {
    html! {
        code.said { (summary::link(view)) }
        (copy_button("Copy link"))
        (ticket::link(view))
        details.copy {
            summary { "Copy as Markdown" }
            label.said for="markdown" { "This issue as Markdown" }
            textarea #markdown readonly rows=(MARKDOWN_ROWS) spellcheck="false" { (markdown::render(view)) }
            (copy_button("Copy the Markdown"))
        }
    }
}

fn grouping_section(grouping: &Grouping) -> Markup {
    html! {
        section.why {
            h2 { "Why these events are one issue" }
            p {
                "Grouped by (fingerprint version " (grouping.version) "):"
            }
            ol { @for part in &grouping.parts { li { code { (part) } } } }
        }
    }
}

#[cfg(test)]
mod tests;
