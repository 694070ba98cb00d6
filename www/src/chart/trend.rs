//! A time series as bars, drawn on the server, with a table of the same numbers for readers who
//! cannot see it. Times are in the reader's zone; days are days of UTC. A bar may lead to what it counts, and releases are marked.
//!
//! Widths are shares of the room there is and heights are pixels, so that nothing is
//! stretched, text least of all, and no style attribute is needed. A bar's value stands above
//! it while it is pointed at, by the style sheet alone.

use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis};
use maud::{Markup, html};

use super::{
    marks,
    scale::{HEAD, PLOT, height, percent, pixels, scale_top},
};
use crate::{
    format::{
        number::{counted, grouped, share},
        time,
    },
    model::{
        range::Range,
        release::{OwnReleases, ReleaseMark},
        series::SeriesPoint,
    },
};

/// The measure of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Sessions,
    Events,
    /// Visitors of days that are over.
    Visitors,
}

/// Pixels of the drawing, with a line of text below the bars.
const HEIGHT: f64 = HEAD + PLOT + 24.0;
/// The share of a step's room that its bar fills.
const FILL: f64 = 0.72;
/// Percent of the width at either end where a text is aligned inwards.
const EDGE: f64 = 16.0;

impl Measure {
    fn title(self, range: Range) -> String {
        let what = match self {
            Measure::Sessions => "New sessions per",
            Measure::Events => "Events per",
            Measure::Visitors => "Visitors per",
        };
        let step = match range {
            Range::Day => "hour",
            Range::Week => "6 hours",
            Range::Month | Range::Quarter => "day",
        };
        format!("{what} {step}, {}", zone_of(range))
    }

    fn describe(self, point: &SeriesPoint, range: Range) -> String {
        let span = span_of(point, range);
        match self {
            Measure::Events => format!("{span}: {}", counted(point.count, "event", "events")),
            Measure::Visitors => format!("{span}: {}", counted(point.count, "visitor", "visitors")),
            Measure::Sessions => {
                let sessions = counted(point.count, "session", "sessions");
                // Short, since it stands above a bar on a phone, too; the table has every number.
                match share(point.errored, point.count) {
                    Some(share) => format!("{span}: {sessions}, {share} with an error"),
                    None => format!("{span}: {sessions}"),
                }
            }
        }
    }

    fn noise(self, point: &SeriesPoint) -> u64 {
        match self {
            Measure::Sessions => point.noise.min(point.count.saturating_sub(self.errored(point))),
            Measure::Events | Measure::Visitors => 0,
        }
    }

    /// All events are errors.
    fn errored(self, point: &SeriesPoint) -> u64 {
        match self {
            Measure::Sessions => point.errored.min(point.count),
            Measure::Events => point.count,
            Measure::Visitors => 0,
        }
    }

    /// What stands below the last bar.
    fn end(self) -> &'static str {
        if self == Measure::Visitors { "yesterday" } else { "now" }
    }

    /// The head of its column.
    fn column(self) -> &'static str {
        match self {
            Measure::Sessions => "Sessions",
            Measure::Events => "Events",
            Measure::Visitors => "Visitors",
        }
    }
}

/// What a chart shows besides its bars.
#[derive(Clone, Copy)]
pub(crate) struct ChartContext<'a> {
    /// The moment the page is made for.
    pub(crate) now: UnixMillis,
    /// Releases of the range.
    pub(crate) marks: &'a [ReleaseMark],
    /// The first and the last release of the issue, where the chart is of one.
    pub(crate) own: Option<&'a OwnReleases>,
    /// The counts of the range before, step by step; empty where they are not shown.
    pub(crate) before: &'a [u64],
    /// Where the bar of a span leads; empty where bars are no links.
    pub(crate) href: &'a dyn Fn(UnixMillis, UnixMillis) -> String,
}

impl ChartContext<'_> {
    /// A chart of bars alone.
    pub(crate) fn plain() -> Self {
        Self { now: UnixMillis(0), marks: &[], own: None, before: &[], href: &|_, _| String::new() }
    }
}

/// The bars and the table, the oldest step first.
pub(crate) fn chart(
    measure: Measure,
    range: Range,
    points: &[SeriesPoint],
    context: &ChartContext<'_>,
) -> Markup {
    let counts = points.iter().map(|point| point.count).chain(context.before.iter().copied());
    let top = scale_top(counts.max().unwrap_or(0));
    html! {
        figure.chart {
            figcaption {
                h2 { (measure.title(range)) }
                @if measure == Measure::Sessions {
                    ul.legend {
                        li { span.key.errored {} "with an error" }
                        li { span.key.noise {} "only known noise" }
                        li { span.key.fine {} "without" }
                        @if !context.before.is_empty() { li { span.key.before {} "the " (range.label()) " before" } }
                    }
                }
            }
            div.plot {
                div.scale aria-hidden="true" {
                    span { (grouped(top)) }
                    span { (grouped(top / 2)) }
                    span { "0" }
                }
                (drawing(measure, range, points, top, context))
            }
            @if measure == Measure::Visitors && points.iter().all(|point| point.count == 0) {
                p.hint { "Too few visitors on each of these days to be shown." }
            } @else if points.iter().all(|point| point.count == 0) {
                p.hint {
                    @if measure == Measure::Sessions { "No visits" } @else { "No events" }
                    " in the last " (range.label()) "."
                }
            }
            (table(measure, range, points, context))
        }
    }
}

fn drawing(
    measure: Measure,
    range: Range,
    points: &[SeriesPoint],
    top: u64,
    context: &ChartContext<'_>,
) -> Markup {
    let slot = 100.0 / points.len().max(1) as f64;
    let label = format!("{}; the table below has the numbers", measure.title(range));
    let base = HEIGHT - 6.0;
    let is_linked = points.first().is_some_and(|point| !link(point, range, context).is_empty());
    html! {
        // Bars that are links stand in a group, since what is in an image cannot be reached.
        svg width="100%" height=(HEIGHT) role=(if is_linked { "group" } else { "img" }) aria-label=(label) {
            @if points.iter().any(|point| measure.noise(point) > 0) {
                defs {
                    pattern #hatched width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                        rect.noise width="2.5" height="5" {}
                    }
                }
            }
            @for line in [0.0, PLOT / 2.0, PLOT] {
                line.grid x1="0" x2="100%" y1=(HEAD + line + 0.5) y2=(HEAD + line + 0.5) {}
            }
            @for (index, point) in points.iter().enumerate() {
                @let drawn = bar(measure, range, point, index as f64 * slot, slot, top);
                @if is_linked && point.count > 0 {
                    // The table has the same links for the keyboard.
                    a href=(link(point, range, context)) tabindex="-1" aria-label=(measure.describe(point, range)) { (drawn) }
                } @else { (drawn) }
            }
            (marks::line_before(context.before, slot, top))
            (marks::marks(range, context.marks, context.own, context.now))
            @for (index, point) in labelled_steps(points, range) {
                text x=(percent(index as f64 * slot)) y=(base) { (step_label(point, range)) }
            }
            @if !points.is_empty() {
                text x="100%" y=(base) text-anchor="end" { (measure.end()) }
            }
        }
    }
}

fn bar(measure: Measure, range: Range, point: &SeriesPoint, left: f64, slot: f64, top: u64) -> Markup {
    let errored = height(measure.errored(point), top);
    let noise = height(measure.noise(point), top);
    let fine = (height(point.count, top) - errored - noise).max(0.0);
    let (x, width) = (percent(left + slot * (1.0 - FILL) / 2.0), percent(slot * FILL));
    let middle = left + slot / 2.0;
    let (at, anchor) = match middle {
        ..EDGE => (0.0, "start"),
        _ if middle > 100.0 - EDGE => (100.0, "end"),
        _ => (middle, "middle"),
    };
    html! {
        g {
            rect.room x=(percent(left)) width=(percent(slot)) y=(HEAD) height=(PLOT) {}
            @if fine > 0.0 {
                rect.fine x=(x) width=(width) y=(pixels(HEAD + PLOT - errored - noise - fine)) height=(pixels(fine)) {}
            }
            @if noise > 0.0 {
                rect fill="url(#hatched)" x=(x) width=(width) y=(pixels(HEAD + PLOT - errored - noise)) height=(pixels(noise)) {}
            }
            @if errored > 0.0 {
                rect.errored x=(x) width=(width) y=(pixels(HEAD + PLOT - errored)) height=(pixels(errored)) {}
            }
            text.value x=(percent(at)) y="11" text-anchor=(anchor) { (measure.describe(point, range)) }
        }
    }
}

fn table(measure: Measure, range: Range, points: &[SeriesPoint], context: &ChartContext<'_>) -> Markup {
    let sessions = measure == Measure::Sessions;
    html! {
        details {
            summary { "The same as a table" }
            table.plain {
                thead {
                    tr {
                        th scope="col" { @if range.step_ms() < DAY_MS { "Hours" } @else { "Day" } " (" (zone_of(range)) ")" }
                        th.count scope="col" { (measure.column()) }
                        @if sessions {
                            th.count scope="col" { "With an error" }
                            th.count scope="col" { "Only noise" }
                        }
                    }
                }
                tbody {
                    @for point in points.iter().rev() {
                        tr {
                            th scope="row" {
                                @let span = html! { time datetime=(point.start.rfc3339()) { (span_of(point, range)) } };
                                @match link(point, range, context) {
                                    href if href.is_empty() || point.count == 0 => (span),
                                    href => a href=(href) { (span) },
                                }
                            }
                            td.count { (grouped(point.count)) }
                            @if sessions {
                                td.count { (grouped(point.errored)) }
                                td.count { (grouped(point.noise)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn link(point: &SeriesPoint, range: Range, context: &ChartContext<'_>) -> String {
    (context.href)(point.start, UnixMillis(point.start.0.saturating_add(range.step_ms())))
}

/// The steps with a label below the bars; none near the end, where "now" stands.
fn labelled_steps(points: &[SeriesPoint], range: Range) -> impl Iterator<Item = (usize, &SeriesPoint)> {
    let most = points.len() * 7 / 8;
    let is_midnight = move |point: &SeriesPoint| {
        let before = UnixMillis(point.start.0.saturating_sub(range.step_ms()));
        !time::is_same_day(before, point.start)
    };
    let is_named = move |index: usize, point: &SeriesPoint| match range {
        Range::Day => index.is_multiple_of(6),
        // Every other day, at its first step.
        Range::Week => is_midnight(point) && point.start.day().0 % 2 == 0,
        Range::Month => index.is_multiple_of(7),
        Range::Quarter => index.is_multiple_of(20),
    };
    points.iter().enumerate().take(most).filter(move |(index, point)| is_named(*index, point))
}

fn step_label(point: &SeriesPoint, range: Range) -> String {
    match range {
        Range::Day => time::hour(point.start),
        Range::Week => time::short_date(point.start),
        Range::Month | Range::Quarter => time::short_utc_date(point.start),
    }
}

/// The zone of the steps: counts of days are of days of UTC, whatever the reader's zone.
fn zone_of(range: Range) -> String {
    if range.step_ms() < DAY_MS { time::zone_name() } else { "UTC".to_owned() }
}

fn span_of(point: &SeriesPoint, range: Range) -> String {
    let step = range.step_ms();
    let end = UnixMillis(point.start.0.saturating_add(step));
    let hours = || format!("{}–{}", time::hour(point.start), time::hour(end));
    match step {
        HOUR_MS => hours(),
        DAY_MS => time::short_utc_date(point.start),
        _ => format!("{}, {}", time::short_date(point.start), hours()),
    }
}

#[cfg(test)]
mod tests;
