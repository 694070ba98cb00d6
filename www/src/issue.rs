//! One issue: what it is, its latest event with its stack, and why its events are one.

use corncrake_core::{
    event::{Event, EventType},
    ids::IssueId,
    time::UnixMillis,
};
use maud::{Markup, html};

use crate::{
    actions::{self, Decisions},
    figures,
    frames::{self, Shown},
    layout::{Place, Shell, document},
    links, meta,
    number::grouped,
    projects::Project,
    time,
};

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

/// An event as it was stored, and what the collector found out about it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// When it arrived.
    pub at: UnixMillis,
    /// What was sent, scrubbed.
    pub event: Event,
    /// Its stack, read; innermost first.
    pub frames: Vec<Shown>,
    /// The browser and its major version, such as `Firefox 140`.
    pub browser: Option<String>,
    /// The system, such as `Windows 11`.
    pub os: Option<String>,
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
    /// Its latest event; absent where none is kept any more.
    pub latest: Option<StoredEvent>,
    /// Why its events are one issue.
    pub grouping: Grouping,
    /// What was decided about it.
    pub decisions: Decisions,
}

/// The whole page.
pub fn page(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let main = html! {
        (actions::notice(&view.decisions.desk))
        header.head {
            (tags(issue.kind, Some(&issue.status)))
            h1.title { (issue.title) }
            (figures::row(&[
                ("Events", html! { (grouped(issue.events)) }),
                ("Sessions", html! { (grouped(issue.sessions)) }),
                ("First seen", time::ago(issue.first_seen, view.now)),
                ("Last seen", time::ago(issue.last_seen, view.now)),
            ]))
            (actions::head(&view.decisions, view.now))
        }
        div.event {
            @match &view.latest {
                Some(stored) => { (latest(stored, view.now)) (facts(stored)) },
                None => p.empty { "None of its events is kept any more; the counts are exact all the same." },
            }
            (why(&view.grouping))
        }
        (actions::members(&view.decisions, view.now))
    };
    let way = [Place { label: &view.project.name, href: links::project(view.project.key) }];
    document(
        &Shell { title: &issue.title, way: &way, here: Some("Issue"), signed_in: true, head: html! {} },
        &main,
    )
}

/// The kind of an issue, and its status where that is worth a word.
pub(crate) fn tags(kind: EventType, status: Option<&str>) -> Markup {
    html! {
        p.tags {
            span.tag { (kind.label()) }
            @if let Some(status) = status { " " span.tag.status { (status) } }
        }
    }
}

fn latest(stored: &StoredEvent, now: UnixMillis) -> Markup {
    let event = &stored.event;
    html! {
        section.told {
            h2 { "Latest event " small { (time::ago(stored.at, now)) } }
            div.message {
                @if let Some(name) = &event.name { b { (name) } }
                p {
                    @if event.message.is_empty() { span.absent { "(no message)" } }
                    @else { (event.message) }
                }
            }
            (stack(stored))
            @if let Some(meta) = &event.meta {
                h3 { "What the site added" }
                (meta::table(meta))
            }
        }
    }
}

fn stack(stored: &StoredEvent) -> Markup {
    let raw = stored.event.stack.as_deref();
    html! {
        h3 { "Stack" }
        @match (raw, stored.frames.is_empty()) {
            (None, true) => p.hint { "This event came without a stack." },
            (Some(_), true) => p.hint { "No frame could be read in this stack; here it is as it came." },
            (_, false) => (frames::list(&stored.frames)),
        }
        @if let Some(raw) = raw {
            details.raw open[stored.frames.is_empty()] {
                summary { "Raw stack" }
                pre { (raw) }
            }
        }
    }
}

fn facts(stored: &StoredEvent) -> Markup {
    let event = &stored.event;
    html! {
        aside.facts aria-label="Where it happened" {
            dl {
                div { dt { "Page" } dd { (address(event.uri.as_deref())) } }
                div { dt { "Type" } dd { (event.kind.label()) } }
                div { dt { "Release" } dd { (or(event.release.as_deref(), "not told")) } }
                div { dt { "Environment" } dd { (or(event.environment.as_deref(), "not told")) } }
                div { dt { "Browser" } dd { (or(stored.browser.as_deref(), "unknown")) } }
                div { dt { "System" } dd { (or(stored.os.as_deref(), "unknown")) } }
                div { dt { "Received" } dd { (time::exact(stored.at)) } }
            }
        }
    }
}

fn address(uri: Option<&str>) -> Markup {
    html! {
        @match uri {
            Some(uri) if links::is_web(uri) => a href=(uri) rel="noreferrer noopener" { (uri) },
            other => (or(other, "not told")),
        }
    }
}

fn or(text: Option<&str>, absent: &str) -> Markup {
    html! {
        @match text {
            Some(text) => (text),
            None => span.absent { (absent) },
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

#[cfg(test)]
mod tests;
