//! One issue: what it is, how it goes, whom it meets, one of its events, and why its events
//! are one.

pub(crate) mod causes;
pub(crate) mod event;
pub mod frames;
pub mod markdown;
pub(crate) mod meta;
pub(crate) mod source;
pub mod triage;

use corncrake_core::{event::EventType, ids::IssueId, noise::Rule, time::UnixMillis};
use maud::{Markup, html};

pub use event::{Numbers, StoredEvent};

use crate::{
    actions::{self, Decisions},
    facets::{self, Facets},
    figures,
    filters::Filters,
    layout::project_page,
    links,
    number::grouped,
    projects::Project,
    range::{self, Range},
    sparkline,
    tabs::Tab,
    time, tools,
    trend::{self, Counted, Point},
};

/// Lines of the box that the Markdown is copied from.
const MARKDOWN_ROWS: u32 = 12;

/// An issue, in a list and at the head of its own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its name in addresses.
    pub id: IssueId,
    /// The name and first line of its message (`group::title`).
    pub title: String,
    /// The kind of its events.
    pub kind: EventType,
    /// `open`, `resolved` or `ignored`.
    pub status: String,
    /// How many events it has.
    pub events: u64,
    /// How many sessions met it.
    pub sessions: u64,
    /// When it was first met.
    pub first_seen: UnixMillis,
    /// When it was last met.
    pub last_seen: UnixMillis,
}

/// What the fingerprint was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// The version of the algorithm (`group::VERSION` when it was made).
    pub version: u32,
    /// What was hashed, in order (`group::Fingerprint::parts`).
    pub parts: Vec<String>,
}

/// What an issue's page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Whose issue it is.
    pub project: Project,
    /// The issue.
    pub issue: Issue,
    /// The rule by which it is noise.
    pub noise: Option<Rule>,
    /// How far back its trend looks.
    pub range: Range,
    /// Its events by step, the oldest first (`Range::points`).
    pub trend: Vec<Point>,
    /// Where its events of that range came from.
    pub facets: Facets,
    /// The event that is shown: the latest, or the one of a number; absent where none is kept.
    pub event: Option<StoredEvent>,
    /// Its number, and the names of its neighbours.
    pub numbers: Numbers,
    /// Why its events are one issue.
    pub grouping: Grouping,
    /// What was decided about it.
    pub decisions: Decisions,
}

/// The whole page.
pub fn page(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let turn = event::turn(&view.project, issue.id, &view.numbers);
    let main = html! {
        (actions::notice(&view.decisions.desk))
        (head(view))
        div.event {
            @match &view.event {
                Some(stored) => {
                    (event::told(stored, &view.numbers, view.noise, &turn, view.now))
                    (event::facts(&view.project, issue.id, &view.numbers, stored))
                },
                None => p.empty { "None of its events is kept any more; the counts are exact all the same." },
            }
        }
        (course(view))
        (affected(view))
        (actions::members(&view.decisions, view.now))
        (why(&view.grouping))
        (copy(view))
    };
    project_page(&view.project, Tab::BelowIssues, &issue.title, &main)
}

fn head(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let counts: Vec<u64> = view.trend.iter().map(|point| point.count).collect();
    html! {
        header.head {
            p.tags { (tags(issue)) }
            h1.title { (issue.title) }
            (actions::head(&view.decisions, view.now))
            div.title {
                (figures::row(&[
                    ("Events", html! { (grouped(issue.events)) }),
                    ("Sessions", html! { (grouped(issue.sessions)) }),
                    ("First seen", time::ago(issue.first_seen, view.now)),
                    ("Last seen", time::ago(issue.last_seen, view.now)),
                ]))
                a.course href="#trend" { (sparkline::events(&counts, &format!("the last {}", view.range.words()))) }
            }
        }
    }
}

/// The kind of an issue, and its status where that is worth a word: most are open.
pub(crate) fn tags(issue: &Issue) -> Markup {
    html! {
        span.tag { (issue.kind.label()) }
        @if issue.status != "open" { " " span.tag.status { (issue.status) } }
    }
}

fn course(view: &IssueView) -> Markup {
    html! {
        section.health #trend aria-label="Trend" {
            (range::choice(view.range, &links::issue(view.project.key, view.issue.id)))
            (trend::chart(Counted::Events, view.range, &view.trend))
        }
    }
}

fn affected(view: &IssueView) -> Markup {
    let list = links::issues(view.project.key);
    let href = |filter: &str, value: &str| Filters::only(filter, value).map(|filters| filters.href(&list));
    html! {
        section.part {
            h2 { "Where it happens" }
            div.cards.pairs { (facets::cards(&view.facets, href)) }
        }
    }
}

fn why(grouping: &Grouping) -> Markup {
    html! {
        section.why {
            h2 { "Why these events are one issue" }
            p {
                "An event belongs here when its fingerprint, version " (grouping.version)
                ", is made of exactly these parts:"
            }
            ol { @for part in &grouping.parts { li { code { (part) } } } }
        }
    }
}

fn copy(view: &IssueView) -> Markup {
    html! {
        section.copy {
            h2 { "For a ticket" }
            details {
                summary { "This issue as Markdown" }
                label.said for="markdown" { "This issue as Markdown" }
                textarea #markdown readonly rows=(MARKDOWN_ROWS) spellcheck="false" { (markdown::of(view)) }
                (tools::copy("Copy the Markdown"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
