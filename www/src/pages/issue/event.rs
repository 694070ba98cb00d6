//! One event: its message, stack, causes and extra data, and the facts beside it.

use corncrake_core::{event::Event, ids::IssueId, json::Json, noise::NoiseRule, time::UnixMillis};
use maud::{Markup, html};

use super::{
    breadcrumbs, causes,
    frames::{self, SymbolicatedFrame},
    meta,
};
use crate::{
    format::{links, number::grouped, time},
    model::project::Project,
    parts::{copy_button::copy_button, reports::advice},
};

/// An event as it was stored, with its symbolicated stack.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// When it happened.
    pub at: UnixMillis,
    /// The event, scrubbed.
    pub event: Event,
    /// Its parsed stack, innermost first.
    pub frames: Vec<SymbolicatedFrame>,
    /// The browser and its major version, such as `Firefox 140`.
    pub browser: Option<String>,
    /// The system, such as `Windows 11`.
    pub os: Option<String>,
}

/// The position of an event among the stored events of its issue; the issue's own address shows
/// the latest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventPosition {
    /// Its name in addresses; none if it cannot be erased.
    pub name: Option<String>,
    /// Its number; none where a number alone is ambiguous.
    pub number: Option<u64>,
    /// The name in addresses of the stored event before it.
    pub earlier: Option<String>,
    /// That of the stored event after it; none of the latest one.
    pub later: Option<String>,
}

/// The links to the events around it.
pub(crate) fn neighbours_nav(
    project: &Project,
    issue: IssueId,
    position: &EventPosition,
    stored: u64,
) -> Markup {
    let to = |name: &str| links::event(project.key, issue, name);
    html! {
        @if position.earlier.is_some() || position.later.is_some() {
            form.at role="search" method="get" action={ (links::issue(project.key, issue)) "/events" } {
                label.said for="at" { "Events at about" }
                input #at name="at" placeholder="at 14:10" size="8" maxlength="16" autocomplete="off";
            }
            nav.events aria-label="Events" {
                @match &position.earlier {
                    Some(name) => {
                        a href=(to("first")) { "First" }
                        a rel="prev" href=(to(name)) data-key="j" { "Earlier" }
                    },
                    None => span.absent { "No earlier one is stored" },
                }
                @match &position.later {
                    Some(name) => {
                        a rel="next" href=(to(name)) data-key="k" { "Later" }
                        a href=(links::issue(project.key, issue)) { "Latest" }
                    },
                    None => {},
                }
                a href={ (links::issue(project.key, issue)) "/events" } { "All " (grouped(stored)) " stored" }
            }
        }
    }
}

/// The message, the stack, the causes and the extra data.
pub(crate) fn section(
    stored: &StoredEvent,
    position: &EventPosition,
    noise: Option<NoiseRule>,
    neighbours: &Markup,
    now: UnixMillis,
) -> Markup {
    html! {
        section.told {
            div.title {
                h2 {
                    @match (&position.later, position.number) {
                        (Some(_), Some(number)) => { "Event " (grouped(number)) },
                        (Some(_), None) => "An earlier event",
                        (None, _) => "Newest stored event",
                    }
                    " " small { (time::exact(stored.at)) " · " (time::ago(stored.at, now)) }
                }
                (neighbours)
            }
            (message(&stored.event))
            (advice::block(stored.event.meta.as_ref(), stored.event.uri.as_deref(), noise))
            @if stored.event.stack.is_some() || !stored.event.kind.is_report() { (stack(stored)) }
            (causes::list(stored.event.meta.as_ref()))
            (breadcrumbs::timeline(stored.event.meta.as_ref()))
            (extra_data(&stored.event))
        }
    }
}

fn message(event: &Event) -> Markup {
    html! {
        div.message {
            @if let Some(name) = &event.name { b { (name) } }
            p {
                @if event.message.is_empty() { span.absent { "(no message)" } }
                @else { (event.message) }
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
                (copy_button("Copy the stack"))
            }
        }
    }
}

/// The extra data; causes and breadcrumbs have parts of their own.
fn extra_data(event: &Event) -> Markup {
    let rest = event.meta.as_ref().map(|meta| match breadcrumbs::without(meta) {
        Json::Map(members) => {
            Json::Map(members.into_iter().filter(|(name, value)| !causes::is_cause(name, value)).collect())
        }
        other => other,
    });
    html! {
        @if let Some(rest) = rest.filter(|rest| *rest != Json::Map(Vec::new())) {
            h3 { @if event.kind.is_report() { "Report" } @else { "Extra data (" code { "meta" } ")" } }
            (meta::table(&rest))
        }
    }
}

/// The form that erases this event, in two steps.
fn erase(project: &Project, issue: IssueId, name: &str) -> Markup {
    html! {
        details.erase {
            summary { "Erase this event" }
            form method="post" action=(links::erase_event(project.key, issue, name)) {
                p.hint { "Deletes this event. The issue’s counts stay." }
                button.bad { "Erase for good" }
            }
        }
    }
}

/// The facts: page, type, release, environment, browser, system, time.
pub(crate) fn facts(
    project: &Project,
    issue: IssueId,
    position: &EventPosition,
    stored: &StoredEvent,
) -> Markup {
    let event = &stored.event;
    html! {
        aside.facts aria-label="Where it happened" {
            dl {
                div { dt { "Page" } dd { (address(event.uri.as_deref())) } }
                div { dt { "Type" } dd { (event.kind.label()) } }
                div { dt { "Release" } dd { (text_or(event.release.as_deref(), "not set")) } }
                div { dt { "Environment" } dd { (text_or(event.environment.as_deref(), "not set")) } }
                div { dt { "Browser" } dd { (text_or(stored.browser.as_deref(), "unknown")) } }
                div { dt { "System" } dd { (text_or(stored.os.as_deref(), "unknown")) } }
                div { dt { "Happened" } dd { (time::exact(stored.at)) } }
            }
            @if let Some(name) = position.name.as_ref().filter(|_| project.permissions.may_change()) {
                (erase(project, issue, name))
            }
        }
    }
}

fn address(uri: Option<&str>) -> Markup {
    html! {
        @match uri {
            Some(uri) if links::is_web(uri) => a href=(uri) rel="noreferrer noopener" { (uri) },
            other => (text_or(other, "not set")),
        }
    }
}

fn text_or(text: Option<&str>, absent: &str) -> Markup {
    html! {
        @match text {
            Some(text) => (text),
            None => span.absent { (absent) },
        }
    }
}
