//! What a chart shows beside its bars: the range before as a line, and releases.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use super::scale::{HEAD, PLOT, height, percent, pixels};
use crate::model::{
    range::Range,
    release::{OwnReleases, ReleaseMark},
};

/// Marks that are drawn.
const MOST_MARKS: usize = 20;
/// Marks of releases whose names are written: more would lie over each other.
const NAMED_MARKS: usize = 3;
/// The counts of the range before, as one line from the middle of each step to the next.
pub(super) fn line_before(before: &[u64], slot: f64, top: u64) -> Markup {
    let y = |count: u64| pixels(HEAD + PLOT - height(count, top));
    let steps: Vec<(usize, u64)> = before.iter().copied().enumerate().collect();
    html! {
        @for pair in steps.windows(2) {
            @if let [(index, one), (_, other)] = pair {
                @let left = (*index as f64 + 0.5) * slot;
                line.before x1=(percent(left)) x2=(percent(left + slot)) y1=(y(*one)) y2=(y(*other)) {}
            }
        }
    }
}

/// A line for each release of the range, and the names of the newest; where the chart is of one issue, those
/// of its first and its last release.
pub(super) fn marks(
    range: Range,
    marks: &[ReleaseMark],
    own: Option<&OwnReleases>,
    now: UnixMillis,
) -> Markup {
    let start = range.start(now).0;
    let whole = (range.step_ms() * range.steps()) as f64;
    let place = |mark: &ReleaseMark| (mark.at.0 - start) as f64 / whole * 100.0;
    let word = |mark: &ReleaseMark| own.and_then(|own| own.word(&mark.name));
    let in_range = |mark: &&ReleaseMark| mark.at.0 >= start && mark.at <= now;
    let (of_issue, others): (Vec<_>, Vec<_>) =
        marks.iter().filter(in_range).partition(|mark| word(mark).is_some());
    // Its own are drawn whatever came since.
    let named = NAMED_MARKS.saturating_sub(of_issue.len());
    let names = of_issue.len() + if own.is_some() { named.min(1) } else { named };
    html! {
        @for (index, mark) in of_issue.into_iter().chain(others).take(MOST_MARKS).enumerate() {
            @let x = place(mark);
            line.mark.own[word(mark).is_some()] x1=(percent(x)) x2=(percent(x)) y1=(HEAD - 4.0) y2=(HEAD + PLOT) {}
            @if index < names {
                text.mark x=(percent(x)) y="11" text-anchor=(if x > 50.0 { "end" } else { "start" }) {
                    "▾ " (mark.name.chars().take(MARK_CHARS).collect::<String>())
                    @if let Some(word) = word(mark) { " (" (word) ")" }
                }
            }
        }
    }
}

/// Characters of a release's name above a chart.
const MARK_CHARS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_release_of_an_issue_are_named_however_many_came_since() {
        let now = UnixMillis(1_795_271_405_678);
        let mark = |hours: i64| ReleaseMark {
            name: format!("2.{}.0", 30 - hours),
            at: UnixMillis(now.0 - hours * 3_600_000),
        };
        let all: Vec<ReleaseMark> = (1..23).map(mark).collect();
        let own = OwnReleases { first: Some(mark(22)), last: Some(mark(20)) };
        let html = marks(Range::Day, &all, Some(&own), now).into_string();
        assert!(html.contains("▾ 2.8.0 (first)") && html.contains("▾ 2.10.0 (last)"), "{html}");
        assert_eq!(html.matches("<line class=\"mark own\"").count(), 2, "{html}");
        assert_eq!((html.matches("<line").count(), html.matches("<text").count()), (20, 3), "{html}");
        let one = OwnReleases { first: Some(mark(2)), last: Some(mark(2)) };
        assert!(marks(Range::Day, &all, Some(&one), now).into_string().contains("(first and last)"));
        let plain = marks(Range::Day, &all, None, now).into_string();
        assert!(plain.contains("▾ 2.29.0<") && plain.matches("<text").count() == 3, "{plain}");
    }
}
