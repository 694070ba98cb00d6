//! Counts of finished days: a row for each name with its trend, every day as a table behind it, and sums by
//! a cell. A number that was too small to be published by itself is a dash.

use std::collections::BTreeMap;

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    chart::sparkline,
    format::number::grouped,
    parts::wide_table::{
        ColumnHead::{Count, Text},
        wide_table,
    },
};

/// The counts of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// The name.
    pub name: String,
    /// The count of each day, the oldest first; 0 where it was too small to be published.
    pub counts: Vec<u64>,
}

/// Sums of days by a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellCounts {
    /// The cells that are shown by themselves.
    pub named: BTreeMap<String, u64>,
    /// All others together.
    pub others: u64,
}

impl CellCounts {
    /// Adds to a cell; none is all others.
    pub fn add(&mut self, cell: Option<&str>, count: u64) {
        let sum = match cell {
            Some(cell) => self.named.entry(cell.to_owned()).or_default(),
            None => &mut self.others,
        };
        *sum = sum.saturating_add(count);
    }
}

/// What is counted, and what is shown of all days together: all are our own words.
pub(crate) struct DayHeading<'a> {
    /// Such as "Name".
    pub(crate) column: &'a str,
    /// Such as "visitor" and "visitors".
    pub(crate) unit: [&'a str; 2],
    /// Such as "All days", and the number of it.
    pub(crate) total: (&'a str, fn(&[u64]) -> u64),
}

/// The counts of all days together.
pub(crate) fn sum(counts: &[u64]) -> u64 {
    counts.iter().copied().fold(0, u64::saturating_add)
}

/// The mean of a day, rounded.
pub(crate) fn mean(counts: &[u64]) -> u64 {
    let days = u64::try_from(counts.len()).unwrap_or(u64::MAX).max(1);
    sum(counts).saturating_add(days / 2) / days
}

/// So many days, in words.
pub(crate) fn finished(days: &[UnixMillis]) -> String {
    match days.len() {
        1 => "finished day".to_owned(),
        days => format!("{days} finished days"),
    }
}

/// A count; one that was too small to be published is none.
fn shown(count: u64) -> String {
    if count == 0 { "–".to_owned() } else { grouped(count) }
}

/// The rows, with a link of a name if it has one, and all others last.
pub(crate) fn table(
    heading: &DayHeading<'_>,
    days: &[UnixMillis],
    (rows, others): (&[DayRow], &[u64]),
    href: &dyn Fn(&str) -> Option<String>,
) -> Markup {
    let over = format!("the last {}", finished(days));
    let (total, of_all) = heading.total;
    let [_, units] = heading.unit;
    let row = |label: Markup, counts: &[u64]| {
        html! {
            tr {
                th scope="row" { (label) }
                td { (sparkline::days(counts, &over, heading.unit)) }
                td.count { (counts.last().copied().map(shown).unwrap_or_default()) }
                td.count { (shown(of_all(counts))) }
            }
        }
    };
    let label = |name: &str| match href(name) {
        Some(href) => html! { a href=(href) { (name) } },
        None => html! { (name) },
    };
    let body = html! {
        @for one in rows { (row(label(&one.name), &one.counts)) }
        (row(html! { span.absent { "all others" } }, others))
    };
    let heads = [Text(heading.column), Text("Trend"), Count("Yesterday"), Count(total)];
    let title = [capital(units), "by day, ".to_owned() + &over].join(" ");
    html! {
        section.part {
            h2 { (title) }
            (wide_table(&[capital(units), "by".to_owned(), heading.column.to_lowercase()].join(" "), &heads, &body))
            (by_day(heading, days, (rows, others)))
        }
    }
}

/// Every number of the trends.
fn by_day(heading: &DayHeading<'_>, days: &[UnixMillis], (rows, others): (&[DayRow], &[u64])) -> Markup {
    let [_, units] = heading.unit;
    let label = [&capital(units), "by", &heading.column.to_lowercase(), "and day"].join(" ");
    html! {
        details {
            summary { "Every day as a table" }
            div.wide-table role="region" aria-label=(label) tabindex="0" {
                table.plain {
                    thead {
                        tr {
                            th scope="col" { "Day (UTC)" }
                            @for one in rows { th.count scope="col" { (one.name) } }
                            th.count scope="col" { "All others" }
                        }
                    }
                    tbody {
                        @for (at, day) in days.iter().enumerate().rev() {
                            tr {
                                th scope="row" { time datetime=(day.rfc3339()) { (day.day().date()) } }
                                @for counts in rows.iter().map(|one| one.counts.as_slice()).chain([others]) {
                                    td.count { (shown(counts.get(at).copied().unwrap_or_default())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_rounded_and_of_no_day_it_is_none() {
        assert_eq!([mean(&[]), mean(&[1]), mean(&[1, 2]), mean(&[0, 0, 1])], [0, 1, 2, 0]);
        assert_eq!((sum(&[u64::MAX, 1]), mean(&[u64::MAX, u64::MAX])), (u64::MAX, u64::MAX / 2));
    }

    #[test]
    fn cells_add_up_and_what_has_no_name_is_among_the_others() {
        let mut counts = CellCounts::default();
        for (cell, count) in [(Some("a"), 1), (Some("a"), 2), (None, 4), (Some("b"), 8)] {
            counts.add(cell, count);
        }
        assert_eq!(counts.named, [("a".to_owned(), 3), ("b".to_owned(), 8)].into());
        assert_eq!(counts.others, 4);
    }
}
