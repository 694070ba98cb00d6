//! The overview of a project: one sentence on how it is, its sessions beside those before, what is
//! new, breakdowns, outcomes and storage.

mod headline;
mod items;
mod outcomes;
mod view;

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

pub use self::{
    items::{SdkItemOutcome, SdkItems},
    outcomes::OutcomeCount,
    view::OverviewView,
};
use crate::{
    chart::trend::{self, ChartContext, Measure},
    format::{
        links,
        number::{error_free, grouped, share},
    },
    model::filters::{IssueFilters, ListView},
    parts::{
        breakdown::{self, Breakdown, BreakdownHeading},
        countries::{self},
        facets::{self},
        figures, first_steps,
        issues::table::{IssueRow, IssueTable},
        noise_rules, origins, range_links,
        storage::{self},
    },
    shell::{layout::project_page, live_parts, tabs::Tab},
};

/// The whole page.
pub fn page(view: &OverviewView) -> Markup {
    let main = html! {
        (head(view))
        @if view.has_data {
            @if view.storage.is_full { (storage::full_notice()) }
            (sessions_section(view))
            (open_issues(view))
            (live_parts::socket_addresses(view.project.key, view.objects))
            (breakdowns(view))
            section.part {
                h2 { "Ingestion" }
                div.cards {
                    (outcomes::card(&view.outcomes, &view.project))
                    (items::card(&view.items))
                    (storage::card(view.storage))
                }
            }
        } @else {
            (first_steps::section(&view.project, &view.address, view.is_demo, &view.refused, view.now))
        }
    };
    project_page(&view.project, Tab::Overview, &view.project.name, &main)
}

fn head(view: &OverviewView) -> Markup {
    html! {
        header.head {
            div.title {
                h1 { @if view.has_data { (headline::of(view)) } @else { (view.project.name) } }
                @if view.has_data { (range_links::nav(view.range, &links::project(view.project.key))) }
            }
            @if !view.has_data || view.is_demo {
                p.about {
                    @if !view.has_data {
                        span { "Key " code { (view.project.key) } }
                        span { "Accepts events from " (origins::list(&view.project.origins)) }
                    }
                    @if view.is_demo { a href="/demo/" { "Open the demo" } }
                }
            }
        }
    }
}

fn sessions_section(view: &OverviewView) -> Markup {
    let totals = headline::totals(&view.sessions);
    let before = headline::totals(&view.before);
    let compared = headline::compared(view);
    let list = links::issues(view.project.key);
    let counts: Vec<u64> = view.before.iter().map(|point| point.count).collect();
    let has_before = before.count > 0;
    let href = |from: UnixMillis, to: UnixMillis| {
        IssueFilters { hours: Some((from, to)), range: view.range, ..IssueFilters::default() }.href(&list)
    };
    let context = ChartContext {
        now: view.now,
        marks: &view.releases,
        own: None,
        before: if has_before { &counts } else { &[] },
        href: &href,
    };
    let to = |view_of: ListView| IssueFilters { view: view_of, ..IssueFilters::default() }.href(&list);
    html! {
        section.health aria-label={ "The last " (view.range.label()) } {
            (figures::row(&[
                ("Sessions with an error", html! {
                    (share(totals.errored, totals.count).unwrap_or_else(|| "–".to_owned()))
                    @if let Some((now, then)) = compared {
                        " " small.worse[now.is_worse_than(then)] { "from " (then.text()) }
                    }
                }),
                ("Error-free sessions", html! { (error_free(totals.count, totals.errored).as_deref().unwrap_or("–")) }),
                ("New issues", html! {
                    @match &view.since {
                        Some((_, new)) => a href=(to(ListView::New)) { (grouped(*new)) },
                        None => "–",
                    }
                }),
                ("Back again", html! { a href=(to(ListView::Back)) { (grouped(view.back)) } }),
                ("Sessions", html! {
                    (grouped(totals.count))
                    @if let Some(change) = headline::change(totals.count, before.count) { " " small { (change) } }
                }),
                ("Only known noise", html! {
                    a href=(IssueFilters { noise: true, ..IssueFilters::default() }.href(&list)) { (grouped(totals.noise)) }
                }),
            ]))
            @if let Some(noise) = &view.unusual_noise { p.hint { (noise_rules::unusual(noise, view.now)) } }
            (trend::chart(Measure::Sessions, view.range, &view.sessions, &context))
            p.hint { a href=(links::below(view.project.key, "sessions")) { "Sessions by country" } }
        }
    }
}

fn open_issues(view: &OverviewView) -> Markup {
    let key = view.project.key;
    let list = links::issues(key);
    let open = IssueFilters { range: view.range, ..IssueFilters::default() }.href(&list);
    let new = IssueFilters { view: ListView::New, range: view.range, ..IssueFilters::default() }.href(&list);
    let table = IssueTable {
        key,
        now: view.now,
        range: view.range,
        sessions: headline::totals(&view.sessions).count,
        mark: view.since.as_ref().map(|(release, _)| release.at),
        checkbox: None,
        sort: None,
        list: open.split_once('?').map_or("open", |(_, query)| query),
    };
    html! {
        section.part {
            h2 { "Open issues" }
            @if view.top.is_empty() {
                p.empty { "None is open." }
            } @else {
                (table.render(&groups(view)))
            }
            p {
                @if view.new_rows > 0 { a href=(new) { "All that is new" } " · " }
                a href=(open) { "All issues" }
                " " span.hint { (grouped(view.open)) " open" }
            }
        }
    }
}

/// The rows: new ones have a heading of their own.
fn groups(view: &OverviewView) -> Vec<(String, &[IssueRow])> {
    let (new, others) = view.top.split_at(view.new_rows.min(view.top.len()));
    let release = view.since.as_ref().map(|(release, _)| &release.name).filter(|_| !new.is_empty());
    let Some(release) = release else { return vec![(String::new(), view.top.as_slice())] };
    let mut groups = vec![(format!("New since {release}"), new)];
    if !others.is_empty() {
        groups.push((format!("Open before {release}"), others));
    }
    groups
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
    use corncrake_core::{event::EventType, wire::sentry::item::ItemKind};

    use super::*;
    use crate::{
        hostile,
        model::{range::Range, series::SeriesPoint},
        parts::{
            countries::{CountrySessions, SessionsByCountry},
            facets::Facets,
            storage::StorageUsage,
        },
    };

    pub(in crate::pages::overview) fn view() -> OverviewView {
        let named = |number| Breakdown::events([(Some(hostile::text(number)), 9), (None, 1)], 0);
        OverviewView {
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            is_demo: false,
            objects: 1,
            refused: Default::default(),
            address: hostile::text(2),
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
            before: vec![],
            releases: vec![],
            since: None,
            back: 0,
            open: 0,
            unusual_noise: None,
            new_rows: 0,
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
