//! The overview of a project: sessions, open issues, breakdowns, outcomes and storage.

mod items;
mod outcomes;

use corncrake_core::{event::EventType, time::UnixMillis};
use maud::{Markup, html};

pub use self::{
    items::{SdkItemOutcome, SdkItems},
    outcomes::OutcomeCount,
};
use crate::{
    chart::trend::{self, Measure},
    format::{
        links,
        number::{error_free, grouped},
    },
    model::{filters::IssueFilters, project::Project, range::Range, series::SeriesPoint},
    parts::{
        breakdown::{self, Breakdown, BreakdownHeading},
        countries::{self, SessionsByCountry},
        facets::{self, Facets},
        figures, first_steps,
        issue_table::{self, IssueRow},
        origins, range_links,
        storage::{self, StorageUsage},
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The view-model of the overview; everything but project and storage is of the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Which project it is.
    pub project: Project,
    /// Whether it is the project of `/demo/`.
    pub is_demo: bool,
    /// The collector's own origin as visitors reach it.
    pub origin: String,
    /// Whether an event or a session ever arrived.
    pub has_data: bool,
    /// The range of the page.
    pub range: Range,
    /// Sessions by step, the oldest first (`Range::points`).
    pub sessions: Vec<SeriesPoint>,
    /// Events by kind.
    pub kinds: Vec<(EventType, u64)>,
    /// Breakdowns of the events.
    pub facets: Facets,
    /// Sessions by country.
    pub countries: SessionsByCountry,
    /// The open issues to look at first: a handful.
    pub top: Vec<IssueRow>,
    /// Outcomes of everything that was sent.
    pub outcomes: Vec<OutcomeCount>,
    /// What SDKs of others sent or kept back that was not stored.
    pub items: Vec<SdkItems>,
    /// Its storage.
    pub storage: StorageUsage,
}

/// The whole page.
pub fn page(view: &OverviewView) -> Markup {
    let main = html! {
        (head(view))
        @if view.has_data {
            @if view.storage.is_full { (storage::full_notice()) }
            (sessions_section(view))
            (open_issues(view))
            (breakdowns(view))
            section.part {
                h2 { "Ingestion" }
                div.cards {
                    (outcomes::card(&view.outcomes))
                    (items::card(&view.items))
                    (storage::card(view.storage))
                }
            }
        } @else {
            (first_steps::section(&view.project, &view.origin, view.is_demo))
        }
    };
    project_page(&view.project, Tab::Overview, &view.project.name, &main)
}

fn head(view: &OverviewView) -> Markup {
    html! {
        header.head {
            div.title {
                h1 { (view.project.name) }
                @if view.has_data { (range_links::nav(view.range, &links::project(view.project.key))) }
            }
            p.about {
                span { "Key " code { (view.project.key) } }
                span { "Accepts events from " (origins::list(&view.project.origins)) }
                @if view.is_demo { a href="/demo/" { "Open the demo" } }
            }
        }
    }
}

fn sessions_section(view: &OverviewView) -> Markup {
    let sum = |of: fn(&SeriesPoint) -> u64| view.sessions.iter().map(of).fold(0, u64::saturating_add);
    let (all, errored) = (sum(|point| point.count), sum(|point| point.errored));
    let events = view.kinds.iter().map(|(_, count)| *count).fold(0, u64::saturating_add);
    html! {
        section.health aria-label={ "The last " (view.range.label()) } {
            (figures::row(&[
                ("Error-free sessions", html! { (error_free(all, errored).as_deref().unwrap_or("–")) }),
                ("Sessions", html! { (grouped(all)) }),
                ("With an error", html! { (grouped(errored)) }),
                ("Events", html! { (grouped(events)) }),
            ]))
            (trend::chart(Measure::Sessions, view.range, &view.sessions))
        }
    }
}

fn open_issues(view: &OverviewView) -> Markup {
    let key = view.project.key;
    html! {
        section.part {
            h2 { "Open issues" }
            @if view.top.is_empty() {
                p.empty { "None is open." }
            } @else {
                (issue_table::table(key, view.now, &view.top, None))
            }
            p { a href=(links::issues(key)) { "All issues" } }
        }
    }
}

fn breakdowns(view: &OverviewView) -> Markup {
    let list = links::issues(view.project.key);
    let only = |filters: IssueFilters| Some(filters.href(&list));
    let kinds =
        BreakdownHeading { title: "Types", column: "Type", unit: "Events", empty: "No events in this time." };
    let code_of =
        |label: &str| view.kinds.iter().find(|(kind, _)| kind.label() == label).map(|(kind, _)| *kind);
    html! {
        section.part {
            h2 { "Where it happens" }
            div.cards.pairs {
                (breakdown::card(
                    &kinds,
                    &Breakdown::events(view.kinds.iter().map(|(kind, count)| (Some(kind.label().to_owned()), *count)), 0),
                    |label| only(IssueFilters { kind: code_of(label), ..IssueFilters::default() }),
                ))
                (facets::cards(&view.facets, |filter, value| {
                    IssueFilters::only(filter, value).map(|filters| filters.href(&list))
                }))
                (countries::card(&view.countries))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use corncrake_core::wire::sentry::item::ItemKind;

    use crate::{hostile, parts::countries::CountrySessions};

    fn view() -> OverviewView {
        let named = |number| Breakdown::events([(Some(hostile::text(number)), 9), (None, 1)], 0);
        OverviewView {
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            is_demo: false,
            origin: hostile::text(2),
            has_data: true,
            range: Range::Month,
            sessions: vec![SeriesPoint { count: 1_000, errored: 13, ..SeriesPoint::default() }],
            kinds: vec![(EventType::UNHANDLED_ERROR, 7), (EventType::CONSOLE_ERROR, 3)],
            facets: Facets {
                releases: named(3),
                environments: named(4),
                browsers: named(5),
                systems: named(6),
            },
            countries: SessionsByCountry {
                named: vec![CountrySessions { code: hostile::text(7), sessions: 44 }],
                others: 8,
            },
            top: vec![],
            outcomes: vec![OutcomeCount { name: hostile::text(8), count: 1 }],
            items: vec![SdkItems {
                kind: ItemKind::Replay,
                outcome: SdkItemOutcome::Withheld,
                count: 12_410,
            }],
            storage: StorageUsage { bytes: 1, limit: 10, is_full: false },
        }
    }

    #[test]
    fn everything_is_shown_and_leads_on() {
        let html = page(&view()).into_string();
        hostile::assert_harmless(&html, [1, 3, 4, 5, 6, 7, 8]);
        hostile::assert_scriptless(&html);
        for text in
            ["98.7%", "1,000", "all others", "None is open.", "?range=90d", "issues?type=1", "12,410 replays"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains("issues?release=%22%27%3E%3Cscript") && html.contains("issues?browser="));
        assert!(!html.contains("issues?system="), "nothing can be filtered by system");
    }

    #[test]
    fn the_empty_state_teaches() {
        let html = page(&OverviewView { has_data: false, ..view() }).into_string();
        hostile::assert_harmless(&html, 1..=2);
        hostile::assert_scriptless(&html);
        assert!(html.contains("No events yet") && html.contains("/abc123def45/install"));
        assert!(!html.contains("?range="));
    }
}
