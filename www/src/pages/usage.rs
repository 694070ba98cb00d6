//! The usage of a project: how many visitors used what on days that are over, as it was published with
//! noise; and of one name its values, releases and platforms.

use corncrake_core::{
    time::UnixMillis,
    usage_noise::{COUNTED_A_DAY, NAMES},
};
use maud::{Markup, html};

use crate::{
    chart::trend::{self, ChartContext, Measure},
    format::links,
    model::{project::Project, range::Range, series::SeriesPoint},
    parts::{
        breakdown::{self, Breakdown, BreakdownHeading},
        copy_button::copy_button,
        published::day_counts::{self, CellCounts, DayHeading, DayRow},
        range_links,
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The collector's own address.
    pub address: String,
    /// The range of the page.
    pub range: Range,
    /// Whether usage is counted.
    pub is_on: bool,
    /// Whether the list has a name.
    pub is_listed: bool,
    /// The finished days of the range, the oldest first.
    pub days: Vec<UnixMillis>,
    /// Whether anything is published of them.
    pub is_published: bool,
    /// The names, by the alphabet.
    pub names: Vec<DayRow>,
    /// Visitors of names that are not shown by themselves, of each day.
    pub others: Vec<u64>,
    /// One name by its values, releases and platforms, where one is chosen.
    pub details: Option<UsageDetails>,
}

/// What is known of one name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsageDetails {
    /// The name.
    pub name: String,
    /// Its keys with their values.
    pub values: Vec<(String, CellCounts)>,
    /// The releases in which it was used.
    pub releases: CellCounts,
    /// The platforms on which it was used.
    pub platforms: CellCounts,
}

/// The whole page.
pub fn page(view: &UsageView) -> Markup {
    let here = links::below(view.project.key, "usage");
    let chosen = view.details.as_ref().map_or("", |details| details.name.as_str());
    let href =
        |range: Range, name: &str| links::with(here.clone(), [("range", range.as_str()), ("name", name)]);
    let main = html! {
        header.head {
            div.title {
                h1 { @if chosen.is_empty() { "Usage" } @else { "Usage of " code { (chosen) } } }
                (range_links::nav_to(view.range, |range| href(range, chosen)))
            }
        }
        @if !view.is_published { (empty_state(view)) }
        @if let Some(details) = &view.details {
            p { a href=(href(view.range, "")) { "All names" } }
            (details_of(view, details))
        } @else if view.is_published {
            (day_counts::table(&HEADING, &view.days, (&view.names, &view.others), &|name| Some(href(view.range, name))))
        }
        @if view.is_published || view.is_listed { (explanation(view)) }
        @if chosen.is_empty() {
            p {
                "Of an application that people install, "
                a href=(links::below(view.project.key, "installations")) { "installations" }
                " are counted by version, platform and runtime; of pages, "
                a href=(links::below(view.project.key, "vitals")) { "response times" } "."
            }
        }
    };
    project_page(&view.project, Tab::Usage, "Usage", &main)
}

fn empty_state(view: &UsageView) -> Markup {
    let settings = links::below(view.project.key, "settings");
    html! {
        section.empty {
            h2 { @if view.is_on { "No usage of a finished day yet" } @else { "Usage is not counted" } }
            @if view.is_on && view.is_listed {
                p { "Usage of today is shown once the day is over (UTC), so that nobody can watch a visitor." }
            } @else {
                p {
                    @if view.project.permissions.may_change() {
                        "Switch it on in the " a href={ (settings) "#usage" } { "settings" }
                    } @else { "Members can switch it on in the settings" }
                    ", and list there the names that are counted, one a line: "
                    code { "export format=pdf,csv coupon" } " is a name with two keys, of which the second is yes or no. "
                    "What is not on the list is refused."
                }
            }
        }
        section.install {
            h2 { "Count what your pages’ visitors use" }
            pre tabindex="0" { code { (snippet(view)) } }
            (copy_button("Copy"))
            p.hint {
                code { "track()" } " sends words of your list alone, never free text, and nothing without consent or with "
                "Global Privacy Control."
            }
        }
    }
}

fn snippet(view: &UsageView) -> String {
    let (address, key) = (&view.address, view.project.key);
    format!(
        "import {{ setup, track }} from 'corncrake/usage'\n\nsetup('{address}/v1/{key}', {{ release: '1.0.0' }})\n\n\
         track('export', {{ format: 'pdf', coupon: true }})"
    )
}

/// Names and their visitors.
const HEADING: DayHeading<'_> =
    DayHeading { column: "Name", unit: ["visitor", "visitors"], total: ("All days", day_counts::sum) };

fn details_of(view: &UsageView, details: &UsageDetails) -> Markup {
    let visitors = view.names.iter().find(|one| one.name == details.name).map(|one| one.counts.as_slice());
    let points: Vec<SeriesPoint> = view
        .days
        .iter()
        .zip(visitors.unwrap_or_default())
        .map(|(start, count)| SeriesPoint { start: *start, count: *count, ..SeriesPoint::default() })
        .collect();
    // By the day, whatever the range.
    let steps = if view.range == Range::Quarter { Range::Quarter } else { Range::Month };
    html! {
        section.health aria-label={ "The last " (day_counts::finished(&view.days)) } {
            (trend::chart(Measure::Visitors, steps, &points, &ChartContext { now: view.now, ..ChartContext::plain() }))
        }
        section.part {
            h2 { "By what" }
            div.cards.pairs {
                @for (key, values) in &details.values { (card(key, "Value", values)) }
                (card("Releases", "Release", &details.releases))
                (card("Platforms", "Platform", &details.platforms))
            }
        }
    }
}

fn card(title: &str, column: &str, card: &CellCounts) -> Markup {
    let heading = BreakdownHeading {
        title,
        column,
        unit: "Visitors",
        empty: "Too few on each of these days to be shown.",
    };
    let named = card.named.iter().map(|(name, visitors)| (name.clone(), *visitors));
    breakdown::card(&heading, &Breakdown::sessions(named, card.others), |_| None)
}

fn explanation(view: &UsageView) -> Markup {
    html! {
        section.part.prose {
            h2 { "What is counted here" }
            p {
                "Visitors of a day (UTC) who used something of the list in the "
                @if view.project.permissions.may_change() {
                    a href={ (links::below(view.project.key, "settings")) "#usage" } { "settings" }
                } @else { "settings" }
                ", once each, and each in " (COUNTED_A_DAY) " names and " (COUNTED_A_DAY) " values at most. There is no row "
                "of a visitor, and no order of what one did."
            }
            p {
                "Numbers are shown once a day is over, with noise by which nobody can tell whether one visitor more was "
                "there: a name is off by about ten a day, a value by twenty, a release or a platform by forty. Below "
                (NAMES.named_from) " a day a name is among all others; a dash stands there. So a small site sees little here."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use corncrake_core::time::DAY_MS;

    use super::*;
    use crate::hostile;

    fn view() -> UsageView {
        let now = UnixMillis(1_795_271_405_678);
        let days = (1..=7).rev().map(|back| UnixMillis((now.day().0 - back) * DAY_MS)).collect();
        UsageView {
            now,
            project: hostile::project(1),
            address: hostile::text(2),
            range: Range::Week,
            is_on: true,
            is_listed: true,
            days,
            is_published: true,
            names: vec![
                DayRow { name: "export".into(), counts: vec![0, 900, 1_000, 1_100, 0, 950, 1_050] },
                DayRow { name: hostile::text(3), counts: vec![0; 7] },
            ],
            others: vec![7; 7],
            details: None,
        }
    }

    #[test]
    fn names_have_their_days_and_what_is_small_is_a_dash() {
        let html = page(&view()).into_string();
        hostile::assert_harmless(&html, [1, 3]);
        hostile::assert_scriptless(&html);
        for text in [
            "5,000",
            "1,050",
            "all others",
            "Every day as a table",
            r#"href="/projects/abc123def45/usage?range=7d&amp;name=export""#,
            "5,000 visitors in the last 7 finished days",
            "What is counted here",
            "–",
        ] {
            assert!(html.contains(text), "{text}: {html}");
        }
    }

    #[test]
    fn a_name_has_its_values_releases_and_platforms() {
        let card = CellCounts { named: [(hostile::text(4), 300)].into(), others: 20 };
        let values = vec![(hostile::text(5), card.clone())];
        let details =
            UsageDetails { name: "export".into(), values, releases: card, platforms: CellCounts::default() };
        let html = page(&UsageView { details: Some(details), ..view() }).into_string();
        hostile::assert_harmless(&html, [1, 4, 5]);
        for text in
            ["Visitors per day, UTC", "Too few on each", "300", "All names", "range=90d&amp;name=export"]
        {
            assert!(html.contains(text), "{text}: {html}");
        }
    }

    #[test]
    fn an_empty_page_teaches_what_to_do() {
        let empty = UsageView { is_published: false, names: vec![], others: vec![], ..view() };
        let waiting = page(&empty).into_string();
        assert!(waiting.contains("once the day is over") && waiting.contains("corncrake/usage"), "{waiting}");
        let off = page(&UsageView { is_on: false, is_listed: false, ..empty }).into_string();
        hostile::assert_harmless(&off, 1..=2);
        for text in ["Usage is not counted", "settings#usage", "export format=pdf,csv coupon"] {
            assert!(off.contains(text), "{text}: {off}");
        }
    }
}
