//! Response times as shares of good, fair and poor: a bar with its numbers beside it, and the buckets that
//! it is made of. A row that was too small to be published is a dash.

use corncrake_core::{
    vitals::bucket::{Rating, edges},
    wire::vitals::BUCKETS,
};
use maud::{Markup, html};

use crate::{
    format::number::{grouped, share},
    parts::wide_table::{
        ColumnHead::{Count, Text},
        wide_table,
    },
};

/// Units of the bar's width: a thousandth of the visitors each.
const WIDTH: u64 = 1_000;
/// Units of its height.
const HEIGHT: u64 = 60;

/// The response times of one name, page, release or class of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimingRow {
    /// What it is of; empty for all others.
    pub label: String,
    /// The visitors of each bucket; all 0 where they were too few to be published.
    pub buckets: [u64; BUCKETS],
}

impl TimingRow {
    /// The visitors of all buckets.
    pub(crate) fn sum(&self) -> u64 {
        self.buckets.iter().copied().fold(0, u64::saturating_add)
    }

    fn rated(&self, rating: Rating) -> u64 {
        let own = self.buckets.iter().enumerate().filter(|(at, _)| Rating::of_bucket(*at) == rating);
        own.map(|(_, visitors)| *visitors).fold(0, u64::saturating_add)
    }

    /// Poor ones in a million, by which rows are ordered.
    fn poor(&self) -> u128 {
        let poor = u128::from(self.rated(Rating::Poor)) * 1_000_000;
        poor.checked_div(u128::from(self.sum())).unwrap_or_default()
    }
}

fn word(rating: Rating) -> &'static str {
    match rating {
        Rating::Good => "good",
        Rating::Fair => "fair",
        Rating::Poor => "poor",
    }
}

/// The shares of the ratings, in words.
fn in_words(row: &TimingRow) -> String {
    let of = |rating| share(row.rated(rating), row.sum()).map(|share| format!("{share} {}", word(rating)));
    Rating::ALL.into_iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

/// The picture of a row; nothing of one without numbers.
fn bar(row: &TimingRow) -> Markup {
    let sum = u128::from(row.sum());
    let place = |visitors: u64| {
        let units = (u128::from(visitors) * u128::from(WIDTH)).checked_div(sum).unwrap_or_default();
        u64::try_from(units).unwrap_or(WIDTH)
    };
    let mut before = 0_u64;
    let parts = Rating::ALL.map(|rating| {
        let from = place(before);
        before = before.saturating_add(row.rated(rating));
        (word(rating), from, place(before).saturating_sub(from))
    });
    html! {
        @if sum > 0 {
            svg.shares viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img" {
                title { (in_words(row)) }
                @for (class, x, width) in parts.into_iter().filter(|(_, _, width)| *width > 0) {
                    rect class=(class) x=(x) y="0" width=(width) height=(HEIGHT) {}
                }
            }
        }
    }
}

/// Rows with their shares, in their order; `label` draws what a row is of.
pub(crate) fn table(
    label: &str,
    column: &str,
    rows: &[TimingRow],
    of: &dyn Fn(&TimingRow) -> Markup,
) -> Markup {
    let heads =
        [Text(column), Text("Shares"), Count("Good"), Count("Fair"), Count("Poor"), Count("Visitors")];
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (of(row)) }
                @if row.sum() > 0 {
                    td { (bar(row)) }
                    @for rating in Rating::ALL {
                        td.count { (share(row.rated(rating), row.sum()).unwrap_or_default()) }
                    }
                    td.count { (grouped(row.sum())) }
                } @else {
                    td { span.absent { "too few" } }
                    @for _ in 0..4 { td.count { "–" } }
                }
            }
        }
    };
    wide_table(label, &heads, &body)
}

/// The same rows, the greatest share of poor first; then the largest.
pub(crate) fn worst_first(mut rows: Vec<TimingRow>) -> Vec<TimingRow> {
    rows.sort_by(|a, b| {
        let by_share = b.poor().cmp(&a.poor()).then(b.sum().cmp(&a.sum()));
        by_share.then_with(|| a.label.cmp(&b.label))
    });
    rows
}

/// A bucket of a name, in words: `above 2500 to 3250 ms`.
fn span(name: &str, bucket: usize) -> String {
    let (edges, unit) = edges(name);
    let with_unit = |text: String| if unit.is_empty() { text } else { format!("{text} {unit}") };
    match (bucket.checked_sub(1).and_then(|before| edges.get(before)), edges.get(bucket)) {
        (None, Some(to)) => with_unit(format!("up to {to}")),
        (Some(from), Some(to)) => with_unit(format!("above {from} to {to}")),
        (Some(from), None) => with_unit(format!("above {from}")),
        (None, None) => String::new(),
    }
}

/// Every bucket of a name.
pub(crate) fn buckets(name: &str, row: &TimingRow) -> Markup {
    let body = html! {
        @for (bucket, visitors) in row.buckets.iter().enumerate() {
            tr {
                th scope="row" { (span(name, bucket)) }
                td { (word(Rating::of_bucket(bucket))) }
                td.count { (grouped(*visitors)) }
                td.count { (share(*visitors, row.sum()).unwrap_or_else(|| "–".to_owned())) }
            }
        }
    };
    wide_table(
        "Visitors by span of time",
        &[Text("Span"), Text("Rating"), Count("Visitors"), Count("Share")],
        &body,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, buckets: [u64; BUCKETS]) -> TimingRow {
        TimingRow { label: label.to_owned(), buckets }
    }

    #[test]
    fn a_bar_has_its_shares_in_words_and_ends_where_it_should() {
        let html = bar(&row("a", [100, 200, 100, 100, 300, 200])).into_string();
        assert!(html.contains("<title>30% good, 20% fair, 50% poor</title>"), "{html}");
        for rect in [r#"class="good" x="0" y="0" width="300""#, r#"class="poor" x="500" y="0" width="500""#] {
            assert!(html.contains(rect), "{rect}: {html}");
        }
        assert!(bar(&row("a", [0; BUCKETS])).into_string().is_empty());
        let huge = bar(&row("a", [u64::MAX; BUCKETS])).into_string();
        assert!(huge.contains(r#"x="0""#), "{huge}");
    }

    #[test]
    fn the_greatest_share_of_poor_comes_first_and_what_is_unknown_last() {
        let rows = [
            row("fine", [90, 0, 0, 0, 10, 0]),
            row("unknown", [0; BUCKETS]),
            row("bad", [5, 0, 0, 0, 5, 0]),
            row("as bad and larger", [50, 0, 0, 0, 50, 0]),
        ];
        let labels: Vec<String> = worst_first(rows.into()).into_iter().map(|row| row.label).collect();
        assert_eq!(labels, ["as bad and larger", "bad", "fine", "unknown"]);
    }

    #[test]
    fn a_span_says_its_edges() {
        let all = |name| (0..BUCKETS).map(|bucket| span(name, bucket)).collect::<Vec<_>>();
        assert_eq!(all("lcp")[..2], ["up to 1250 ms", "above 1250 to 2500 ms"]);
        assert_eq!(all("lcp")[5], "above 8000 ms");
        assert_eq!(all("cls")[1], "above 0.05 to 0.1");
        assert_eq!(all("checkout")[5], "above 30000 ms");
    }
}
