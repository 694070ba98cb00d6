//! A breakdown: values by their counts, each with its share as a bar behind its name.

use maud::{Markup, html};

use crate::format::number::{grouped, share};

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakdownValue {
    /// Its name; none where it is not set.
    pub name: Option<String>,
    /// Its count.
    pub count: u64,
    /// Of events: the sessions with them, where counted.
    pub sessions: Option<u64>,
}

/// The values of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breakdown {
    /// The values, in any order; a handful.
    pub values: Vec<BreakdownValue>,
    /// The sum of all other values.
    pub other: u64,
    /// The sessions of all other values, where counted.
    pub other_sessions: u64,
}

impl Breakdown {
    /// Values and their events; none is the count of events without a value.
    pub fn events(values: impl IntoIterator<Item = (Option<String>, u64)>, other: u64) -> Self {
        let value = |(name, count)| BreakdownValue { name, count, sessions: None };
        Self { values: values.into_iter().map(value).collect(), other, other_sessions: 0 }
    }

    /// Values, their events, and their sessions, where counted.
    pub fn with_sessions(
        values: impl IntoIterator<Item = (Option<String>, u64, Option<u64>)>,
        (other, other_sessions): (u64, u64),
    ) -> Self {
        let value = |(name, events, sessions)| BreakdownValue { name, count: events, sessions };
        Self { values: values.into_iter().map(value).collect(), other, other_sessions }
    }

    /// Values and their sessions.
    pub fn sessions(values: impl IntoIterator<Item = (String, u64)>, other: u64) -> Self {
        let value = |(name, count)| BreakdownValue { name: Some(name), count, sessions: None };
        Self { values: values.into_iter().map(value).collect(), other, other_sessions: 0 }
    }
}

/// The texts of a card: all are our own words.
pub(crate) struct BreakdownHeading<'a> {
    /// Such as "Releases".
    pub(crate) title: &'a str,
    /// Such as "Release".
    pub(crate) column: &'a str,
    /// "Events" or "Sessions".
    pub(crate) unit: &'a str,
    /// The text of an empty card: the reason, or the remedy.
    pub(crate) empty: &'a str,
}

/// A card with the values, the most frequent first; `href` is the link of a value, if it has one.
pub(crate) fn card(
    heading: &BreakdownHeading<'_>,
    breakdown: &Breakdown,
    href: impl Fn(&str) -> Option<String>,
) -> Markup {
    let (values, other) = (in_order(&breakdown.values), breakdown.other);
    let has_sessions = values.iter().any(|value| value.sessions.is_some());
    // People before events: where sessions are counted, they order the values and are the bars.
    let weight =
        |value: &BreakdownValue| if has_sessions { value.sessions.unwrap_or(0) } else { value.count };
    let other_weight = if has_sessions { breakdown.other_sessions } else { other };
    let sum = values.iter().map(|value| weight(value)).fold(other_weight, u64::saturating_add);
    html! {
        section.card.breakdown {
            @if values.is_empty() && other == 0 {
                h3 { (heading.title) }
                p.hint { (heading.empty) }
            } @else {
                table {
                    caption { h3 { (heading.title) } }
                    thead {
                        tr {
                            th scope="col" { (heading.column) }
                            @if has_sessions { th.count scope="col" { "Sessions" } }
                            th.count scope="col" { (heading.unit) }
                        }
                    }
                    tbody {
                        @for value in values { (row(value, (weight(value), sum), has_sessions, &href)) }
                        @if other > 0 {
                            tr {
                                th scope="row" { (bar(other_weight, sum)) span.absent { "all others" } }
                                @if has_sessions { td.count { (grouped(other_weight)) } }
                                td.count { (grouped(other)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Most first, equal ones by name.
fn in_order(values: &[BreakdownValue]) -> Vec<&BreakdownValue> {
    let mut values: Vec<&BreakdownValue> = values.iter().collect();
    let weight = |value: &BreakdownValue| (value.sessions.unwrap_or(0), value.count);
    values.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.name.cmp(&b.name)));
    values
}

fn row(
    value: &BreakdownValue,
    (weight, sum): (u64, u64),
    has_sessions: bool,
    href: &impl Fn(&str) -> Option<String>,
) -> Markup {
    let name = value.name.as_deref();
    html! {
        tr {
            th scope="row" {
                (bar(weight, sum))
                @match (name, name.and_then(href)) {
                    (Some(name), Some(href)) => a href=(href) { (name) },
                    (Some(name), None) => span { (name) },
                    (None, _) => span.absent { "not set" },
                }
            }
            @if has_sessions {
                td.count {
                    @match value.sessions.filter(|sessions| *sessions > 0) {
                        Some(sessions) => {
                            (grouped(sessions))
                            @if let Some(share) = share(sessions, sum) { " " small { (share) } }
                        },
                        // A session counts with the value of its first event.
                        None => span title="Its sessions began with another value" { "–" },
                    }
                }
            }
            td.count { (grouped(value.count)) }
        }
    }
}

fn bar(count: u64, sum: u64) -> Markup {
    let share = count as f64 / sum.max(1) as f64 * 100.0;
    html! {
        svg width="100%" height="100%" aria-hidden="true" {
            rect width={ (format!("{share:.1}%")) } height="100%" rx="4" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    const HEADING: BreakdownHeading<'_> =
        BreakdownHeading { title: "Releases", column: "Release", unit: "Events", empty: "Set a release." };

    fn named(name: &str, count: u64) -> (Option<String>, u64) {
        (Some(name.to_owned()), count)
    }

    #[test]
    fn values_stand_by_how_often_with_their_share() {
        let all = Breakdown::events([named("1.0", 1_000), named("2.0", 2_000), (None, 500)], 500);
        let html = card(&HEADING, &all, |name| Some(format!("/x?{name}"))).into_string();
        let order = ["/x?2.0", "/x?1.0", "not set", "all others"].map(|text| html.find(text));
        assert!(order.is_sorted() && order.iter().all(Option::is_some), "{html}");
        assert!(html.contains("width=\"50.0%\"") && html.contains("width=\"12.5%\""), "{html}");
        assert!(card(&HEADING, &Breakdown::default(), |_| None).into_string().contains("Set a release."));
    }

    #[test]
    fn events_have_the_sessions_that_met_them() {
        let met =
            Breakdown::with_sessions([(Some("1.0".to_owned()), 900, Some(300)), (None, 7, None)], (5, 1));
        let html = card(&HEADING, &met, |_| None).into_string();
        assert!(html.contains("<th class=\"count\" scope=\"col\">Sessions</th>"), "{html}");
        assert!(html.contains(">300 <small>"), "{html}");
        let rows = html.matches("<tr>").count();
        assert_eq!(html.matches("<td").count(), 2 * (rows - 1), "as many cells in every row: {html}");
    }

    #[test]
    fn values_are_escaped_and_hostile_counts_do_not_fail() {
        let all = Breakdown::events([named(&hostile::text(1), u64::MAX)], u64::MAX);
        hostile::assert_harmless(&card(&HEADING, &all, |_| None).into_string(), 1..=1);
    }
}
