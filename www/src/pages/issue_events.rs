//! The stored events of an issue: a list, found by time, release, browser, page and extra data.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use maud::{Markup, html};

use crate::{
    format::{
        links,
        number::{counted, grouped},
        time,
    },
    model::project::Project,
    parts::{
        pager,
        wide_table::{ColumnHead::Text, wide_table},
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The most characters of a filter's value.
const VALUE_CHARS: usize = 200;

/// A stored event in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListedEvent {
    /// Its name in addresses.
    pub name: String,
    /// When it happened.
    pub at: UnixMillis,
    /// The site's release.
    pub release: Option<String>,
    /// The browser and its version.
    pub browser: Option<String>,
    /// The page.
    pub page: Option<String>,
    /// Its message.
    pub message: String,
}

/// The filters of the list, as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilters {
    /// From this time on.
    pub from: Option<UnixMillis>,
    /// Before this time.
    pub to: Option<UnixMillis>,
    /// The time that somebody named, such as `14:10`.
    pub at: String,
    /// A release.
    pub release: String,
    /// A browser, or its family.
    pub browser: String,
    /// A part of the page's address.
    pub page: String,
    /// A part of a value of its extra data.
    pub meta: String,
    /// The code of a visitor's receipt.
    pub receipt: String,
}

impl EventFilters {
    /// Reads the parameters of an address. A time of the day is one of the last 24 hours: what is
    /// asked for is the quarter of an hour around it.
    pub fn read(parameter: impl Fn(&str) -> Option<String>, now: UnixMillis) -> Self {
        let text = |name: &str| -> String {
            parameter(name).unwrap_or_default().trim().chars().take(VALUE_CHARS).collect()
        };
        let at = text("at");
        let around = time::of_the_day(&at, now).map(|at| {
            (UnixMillis(at.0.saturating_sub(AROUND_MS)), UnixMillis(at.0.saturating_add(AROUND_MS)))
        });
        let moment = |name: &str| time::parse(&text(name));
        Self {
            from: around.map(|(from, _)| from).or_else(|| moment("from")),
            to: around.map(|(_, to)| to).or_else(|| moment("to")),
            at,
            release: text("release"),
            browser: text("browser"),
            page: text("page"),
            meta: text("meta"),
            receipt: text("receipt"),
        }
    }

    fn parameters(&self) -> [(&'static str, String); 8] {
        let moment = |at: Option<UnixMillis>| match (&*self.at, at) {
            ("", Some(at)) => at.rfc3339(),
            _ => String::new(),
        };
        [
            ("from", moment(self.from)),
            ("to", moment(self.to)),
            ("at", self.at.clone()),
            ("release", self.release.clone()),
            ("browser", self.browser.clone()),
            ("page", self.page.clone()),
            ("meta", self.meta.clone()),
            ("receipt", self.receipt.clone()),
        ]
    }

    fn is_any(&self) -> bool {
        self.parameters().iter().any(|(_, value)| !value.is_empty())
    }
}

/// Half of the time that is looked at around a time of the day: clocks and memories are not exact.
const AROUND_MS: i64 = 15 * 60_000;

/// The view-model of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The issue.
    pub issue: IssueId,
    /// Its title.
    pub title: String,
    /// All of its events, stored or counted only.
    pub counted: u64,
    /// How many stored events match.
    pub matching: u64,
    /// The filters.
    pub filters: EventFilters,
    /// One page of events, the newest first.
    pub events: Vec<ListedEvent>,
    /// Whether this is a page behind the first one.
    pub is_later_page: bool,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// The whole page.
pub fn page(view: &EventsView) -> Markup {
    let issue = links::issue(view.project.key, view.issue);
    let list = format!("{issue}/events");
    let here = links::with(list.clone(), view.filters.parameters());
    let older = view.next.as_ref().map(|cursor| {
        links::with(
            list.clone(),
            view.filters.parameters().into_iter().chain([(pager::CURSOR, cursor.clone())]),
        )
    });
    let main = html! {
        header.head {
            p { a href=(issue) { "← " (view.title) } }
            h1.title { "Stored events" }
            p.hint {
                (counted(view.matching, "stored event", "stored events"))
                @if view.filters.is_any() { " match" }
                ", of " (grouped(view.counted)) " counted."
                @if let (Some(from), Some(to)) = (view.filters.from, view.filters.to) {
                    " From " (time::exact(from)) " to " (time::exact(to)) "."
                }
            }
        }
        (form(&view.filters, &list))
        section aria-label="Found" {
            @if view.events.is_empty() {
                section.empty {
                    h2 { "No stored event matches" }
                    p { "An issue with many events stores the first ones and a sample of the others. Try a longer time, or fewer filters." }
                    p { a.button href=(list) { "Show all stored events" } }
                }
            } @else { (table(view)) }
            (pager::nav(view.is_later_page.then_some(here.as_str()), older.as_deref(), "events"))
        }
    };
    project_page(&view.project, Tab::BelowIssues, &format!("Events of {}", view.title), &main)
}

fn form(filters: &EventFilters, list: &str) -> Markup {
    let field = |name: &str, label: &str, hint: &str, value: &str| {
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) name=(name) value=(value) maxlength=(VALUE_CHARS) placeholder=(hint)
                    autocomplete="off" spellcheck="false";
            }
        }
    };
    html! {
        form.filters role="search" method="get" action=(list) {
            (field("at", "At about", "14:10", &filters.at))
            (field("release", "Release", "2.15.0", &filters.release))
            (field("browser", "Browser", "Safari", &filters.browser))
            (field("page", "Page", "/checkout", &filters.page))
            (field("meta", "Extra data", "AF-20931", &filters.meta))
            (field("receipt", "Receipt", "K7QX-4M2P-…", &filters.receipt))
            button { "Search" }
            @if filters.is_any() { a.clear href=(list) { "Clear" } }
        }
    }
}

fn table(view: &EventsView) -> Markup {
    let heads = [Text("Time"), Text("Message"), Text("Release"), Text("Browser"), Text("Page")];
    let rows = html! {
        @for event in &view.events {
            tr {
                th scope="row" {
                    a href=(links::event(view.project.key, view.issue, &event.name)) data-row=(event.name) { (time::exact(event.at)) }
                }
                td { (event.message.chars().take(MESSAGE_CHARS).collect::<String>()) }
                td { (event.release.as_deref().unwrap_or("–")) }
                td { (event.browser.as_deref().unwrap_or("–")) }
                td { (event.page.as_deref().unwrap_or("–")) }
            }
        }
    };
    wide_table("Stored events", &heads, &rows)
}

/// Characters of a message in the list.
const MESSAGE_CHARS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    const NOW: UnixMillis = UnixMillis(1_795_271_405_678); // 2026-11-21T14:30:05.678Z

    fn read(parameters: &[(&str, &str)]) -> EventFilters {
        EventFilters::read(
            |name| parameters.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()),
            NOW,
        )
    }

    #[test]
    fn a_time_of_the_day_is_the_last_one_and_some_minutes_around_it() {
        let spans = |at: &str| {
            let read = read(&[("at", at)]);
            read.from.zip(read.to).map(|(from, to)| (from.rfc3339(), to.rfc3339()))
        };
        let around = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(spans("14:10"), around("2026-11-21T13:55:00Z", "2026-11-21T14:25:00Z"));
        assert_eq!(spans("23:00"), around("2026-11-20T22:45:00Z", "2026-11-20T23:15:00Z"));
        assert_eq!(spans("2026-11-19 08:00"), around("2026-11-19T07:45:00Z", "2026-11-19T08:15:00Z"));
        for bad in ["", "25:00", "yesterday", "-1:00", "14"] {
            assert_eq!(spans(bad), None, "{bad}");
        }
    }

    #[test]
    fn filters_come_back_and_every_text_is_escaped() {
        let filters =
            EventFilters { meta: hostile::text(2), release: hostile::text(3), ..EventFilters::default() };
        let event = ListedEvent {
            name: "7".into(),
            at: NOW,
            release: Some(hostile::text(4)),
            browser: Some(hostile::text(5)),
            page: Some(hostile::text(6)),
            message: hostile::text(7),
        };
        let view = EventsView {
            now: NOW,
            project: hostile::project(1),
            issue: "00ff00ff00ff00ff".parse().unwrap(),
            title: hostile::text(8),
            counted: 598,
            matching: 103,
            filters,
            events: vec![event],
            is_later_page: false,
            next: Some("a&b".into()),
        };
        let html = page(&view).into_string();
        hostile::assert_harmless(&html, 1..=8);
        hostile::assert_scriptless(&html);
        assert!(html.contains("103 stored events match, of 598 counted"), "{html}");
        assert!(html.contains("/issues/00ff00ff00ff00ff/events/7") && html.contains("after=a%26b"));
        let none = EventsView { events: vec![], ..view };
        assert!(page(&none).into_string().contains("No stored event matches"));
    }
}
