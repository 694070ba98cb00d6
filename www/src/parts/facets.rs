//! Breakdowns of events by release, environment, browser and system, each a card. A value that
//! can be filtered by links to its issues.

use maud::{Markup, html};

use crate::parts::breakdown::{self, Breakdown, BreakdownHeading};

/// Breakdowns of events by origin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// By the site's own version.
    pub releases: Breakdown,
    /// By where the site runs.
    pub environments: Breakdown,
    /// By browser and its major version.
    pub browsers: Breakdown,
    /// By system.
    pub systems: Breakdown,
}

/// The cards; `href` is where a value of a filter leads.
pub(crate) fn cards(facets: &Facets, href: impl Fn(&str, &str) -> Option<String>) -> Markup {
    cards_where(facets, true, href)
}

/// The same, without those that have no value.
pub(crate) fn known_cards(facets: &Facets, href: impl Fn(&str, &str) -> Option<String>) -> Markup {
    cards_where(facets, false, href)
}

fn cards_where(facets: &Facets, with_empty: bool, href: impl Fn(&str, &str) -> Option<String>) -> Markup {
    let card = |title, column, empty, filter: &str, values: &Breakdown| {
        if !with_empty && values.values.is_empty() {
            return html! {};
        }
        let heading = BreakdownHeading { title, column, unit: "Events", empty };
        breakdown::card(&heading, values, |value| href(filter, value))
    };
    html! {
        (card("Releases", "Release", "Not set. Pass `release` to `setup()`.", "release", &facets.releases))
        (card("Environments", "Environment", "Not set. Pass `environment` to `setup()`.", "environment", &facets.environments))
        (card("Browsers", "Browser", "No events in this time.", "browser", &facets.browsers))
        (card("Systems", "System", "No events in this time.", "system", &facets.systems))
    }
}
