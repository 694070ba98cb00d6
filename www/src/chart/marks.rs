//! What a chart shows beside its bars: the range before as a line, and releases.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use super::scale::{HEAD, PLOT, height, percent, pixels};
use crate::model::{range::Range, release::ReleaseMark};

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

/// A line for each release of the range, and the names of the newest.
pub(super) fn marks(range: Range, marks: &[ReleaseMark], now: UnixMillis) -> Markup {
    let start = range.start(now).0;
    let whole = (range.step_ms() * range.steps()) as f64;
    let place = |mark: &ReleaseMark| (mark.at.0 - start) as f64 / whole * 100.0;
    let shown = marks.iter().filter(|mark| mark.at.0 >= start && mark.at <= now);
    html! {
        @for (index, mark) in shown.take(MOST_MARKS).enumerate() {
            @let x = place(mark);
            line.mark x1=(percent(x)) x2=(percent(x)) y1=(HEAD - 4.0) y2=(HEAD + PLOT) {}
            @if index < NAMED_MARKS {
                text.mark x=(percent(x)) y="11" text-anchor=(if x > 50.0 { "end" } else { "start" }) {
                    "▾ " (mark.name.chars().take(MARK_CHARS).collect::<String>())
                }
            }
        }
    }
}

/// Characters of a release's name above a chart.
const MARK_CHARS: usize = 16;
