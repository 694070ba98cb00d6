//! The newest events of a project, in the order of arrival.

use corncrake_core::{event::EventType, ids::IssueId, time::UnixMillis};
use maud::{Markup, html};

use crate::{
    format::{links, time},
    model::project::Project,
    parts::{first_steps, refusals},
    shell::{layout::project_page, live_parts, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// What was refused, where nothing arrived.
    pub refused: refusals::Refused,
    /// Whether it is the project of `/demo/`.
    pub is_demo: bool,
    /// The collector's address, for the empty state.
    pub address: String,
    /// The number of the project's objects, each of which has a WebSocket of its own.
    pub objects: usize,
    /// The newest first: as many as a screen or two.
    pub events: Vec<LiveEvent>,
}

/// An event, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveEvent {
    /// When it arrived.
    pub at: UnixMillis,
    /// The issue it belongs to.
    pub issue: IssueId,
    /// That issue's title.
    pub title: String,
    /// Its kind.
    pub kind: EventType,
    /// The page it happened on.
    pub page: Option<String>,
    /// The site's version.
    pub release: Option<String>,
    /// The browser and its version.
    pub browser: Option<String>,
}

/// The whole page.
pub fn page(view: &LiveView) -> Markup {
    let main = html! {
        header.head {
            div.title {
                h1 { "Live" }
                a.button href=(links::below(view.project.key, "live")) { "Refresh" }
            }
            p.lead data-live-status role="status" { "The newest events; reload to see what is new." }
        }
        (live_parts::part("events", &events(view)))
        (live_parts::socket_addresses(view.project.key, view.objects))
    };
    project_page(&view.project, Tab::Live, "Live", &main)
}

fn events(view: &LiveView) -> Markup {
    html! {
        @if view.events.is_empty() {
            (first_steps::section(&view.project, &view.address, view.is_demo, &view.refused, view.now))
        } @else {
            p.hint { "As of " (time::exact(view.now)) "." }
            ol.live #live { @for event in &view.events { (item(view, event)) } }
        }
    }
}

fn item(view: &LiveView, event: &LiveEvent) -> Markup {
    let more = [&event.page, &event.release, &event.browser];
    html! {
        li {
            (time::clock_time(event.at))
            div.what {
                a href=(links::issue(view.project.key, event.issue)) data-row={ (event.issue) "-" (event.at.0) } {
                    (event.title)
                }
                p.tags {
                    span.tag { (event.kind.label()) }
                    // A time alone would be one of today.
                    @if !time::is_same_day(event.at, view.now) { " " span { (time::day(event.at)) } }
                    @for text in more.into_iter().flatten() { " " span { (text) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn html(events: Vec<LiveEvent>) -> String {
        let html = page(&LiveView {
            objects: 1,
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            is_demo: false,
            refused: Default::default(),
            address: "https://errors.example".to_owned(),
            events,
        })
        .into_string();
        hostile::assert_scriptless(&html);
        html
    }

    #[test]
    fn an_event_is_a_line_that_leads_to_its_issue() {
        let html = html(vec![LiveEvent {
            at: UnixMillis(1_795_271_405_000),
            issue: "00ff00ff00ff00ff".parse().unwrap(),
            title: hostile::text(2),
            kind: EventType::CONSOLE_ERROR,
            page: Some(hostile::text(3)),
            release: Some(hostile::text(4)),
            browser: Some(hostile::text(5)),
        }]);
        hostile::assert_harmless(&html, 1..=5);
        assert!(html.contains(r#"href="/projects/abc123def45/issues/00ff00ff00ff00ff""#), "{html}");
        assert!(html.contains(
            r#"<time datetime="2026-11-21T14:30:05Z" title="2026-11-21T14:30:05Z">14:30:05</time>"#
        ));
    }

    #[test]
    fn what_is_not_of_today_has_its_day() {
        let at = |at| LiveEvent {
            at: UnixMillis(at),
            issue: "00ff00ff00ff00ff".parse().unwrap(),
            title: "AError".to_owned(),
            kind: EventType::CONSOLE_ERROR,
            page: None,
            release: None,
            browser: None,
        };
        let html = html(vec![at(1_795_271_405_000), at(1_795_271_405_000 - 86_400_000)]);
        assert!(html.contains(">2026-11-20<") && !html.contains(">2026-11-21<"), "{html}");
    }

    #[test]
    fn nothing_yet_teaches() {
        assert!(html(vec![]).contains("No events yet"));
    }
}
