//! The last hours' sessions as bars, drawn on the server, with the table behind them for
//! those who cannot see them.
//!
//! Widths are shares of the room there is and heights are pixels, so that nothing is
//! stretched, text least of all, and no style attribute is needed.

use corncrake_core::time::{HOUR_MS, UnixMillis};
use maud::{Markup, html};

use crate::{
    number::{counted, grouped},
    time,
};

/// One hour's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// Its start.
    pub start: UnixMillis,
    /// Sessions that began in it.
    pub sessions: u64,
    /// Those of them that met an error, then or later.
    pub errored: u64,
}

/// Pixels of the highest bar; the style sheet's scale has the same height.
const PLOT: f64 = 120.0;
/// Pixels of the drawing: the bars, and a line of text below them.
const HEIGHT: f64 = 144.0;
/// Pixels of the lowest bar, so that one session among a million can be seen.
const LEAST: f64 = 2.0;
/// The share of an hour's room that its bar fills.
const FILL: f64 = 0.72;
/// An hour in every so many is named below the bars.
const NAMED_EVERY: usize = 6;

/// The bars and the table, the oldest hour first.
pub(crate) fn sessions(hours: &[Hour]) -> Markup {
    let top = scale_top(hours.iter().map(|hour| hour.sessions).max().unwrap_or(0));
    let all = hours.iter().fold(0_u64, |sum, hour| sum.saturating_add(hour.sessions));
    html! {
        figure.chart {
            figcaption {
                h2 { "Sessions by the hour they began in" }
                ul.legend {
                    li { span.key.fine {} "without an error" }
                    li { span.key.errored {} "with an error" }
                }
            }
            div.plot {
                div.scale aria-hidden="true" {
                    span { (grouped(top)) }
                    span { (grouped(top / 2)) }
                    span { "0" }
                }
                (drawing(hours, top))
            }
            @if all == 0 { p.hint { "No visits in the last 24 hours." } }
            (table(hours))
        }
    }
}

fn drawing(hours: &[Hour], top: u64) -> Markup {
    let slot = 100.0 / hours.len().max(1) as f64;
    html! {
        svg width="100%" height=(HEIGHT) role="img" aria-label="Sessions by the hour they began in; the table below has the numbers" {
            @for line in [0.0, PLOT / 2.0, PLOT] {
                line.grid x1="0" x2="100%" y1=(line + 0.5) y2=(line + 0.5) {}
            }
            @for (place, hour) in hours.iter().enumerate() {
                (bar(hour, place as f64 * slot, slot, top))
            }
            @for (place, hour) in hours.iter().enumerate().step_by(NAMED_EVERY) {
                text x={ (percent(place as f64 * slot)) } y=(HEIGHT - 6.0) { (time::hour(hour.start)) }
            }
            @if !hours.is_empty() {
                text x="100%" y=(HEIGHT - 6.0) text-anchor="end" { "now" }
            }
        }
    }
}

fn bar(hour: &Hour, left: f64, slot: f64, top: u64) -> Markup {
    let errored = height(hour.errored.min(hour.sessions), top);
    let fine = height(hour.sessions, top).max(errored) - errored;
    let (x, width) = (percent(left + slot * (1.0 - FILL) / 2.0), percent(slot * FILL));
    html! {
        g {
            title { (describe(hour)) }
            rect.room x=(percent(left)) width=(percent(slot)) y="0" height=(PLOT) {}
            @if fine > 0.0 {
                rect.fine x=(x) width=(width) y=(pixels(PLOT - errored - fine)) height=(pixels(fine)) {}
            }
            @if errored > 0.0 {
                rect.errored x=(x) width=(width) y=(pixels(PLOT - errored)) height=(pixels(errored)) {}
            }
        }
    }
}

fn table(hours: &[Hour]) -> Markup {
    html! {
        details {
            summary { "The same as a table" }
            table.plain {
                thead {
                    tr {
                        th scope="col" { "Hour (UTC)" }
                        th.count scope="col" { "Sessions" }
                        th.count scope="col" { "With an error" }
                    }
                }
                tbody {
                    @for hour in hours.iter().rev() {
                        tr {
                            th scope="row" { (span_of(hour)) }
                            td.count { (grouped(hour.sessions)) }
                            td.count { (grouped(hour.errored)) }
                        }
                    }
                }
            }
        }
    }
}

fn describe(hour: &Hour) -> String {
    let sessions = counted(hour.sessions, "session", "sessions");
    format!("{} UTC: {sessions}, {} with an error", span_of(hour), grouped(hour.errored))
}

fn span_of(hour: &Hour) -> String {
    let end = UnixMillis(hour.start.0.saturating_add(HOUR_MS));
    format!("{}–{}", time::hour(hour.start), time::hour(end))
}

/// A round number that holds every bar and whose half is round too.
fn scale_top(most: u64) -> u64 {
    let half = most.div_ceil(2).max(1);
    let unit = 10_u64.pow(half.ilog10());
    half.div_ceil(unit).saturating_mul(unit).saturating_mul(2)
}

fn height(count: u64, top: u64) -> f64 {
    if count == 0 { 0.0 } else { (count as f64 / top as f64 * PLOT).max(LEAST) }
}

fn percent(share: f64) -> String {
    format!("{share:.3}%")
}

fn pixels(length: f64) -> String {
    format!("{length:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(counts: &[(u64, u64)]) -> Vec<Hour> {
        let hour = |(place, (sessions, errored)): (usize, &(u64, u64))| Hour {
            start: UnixMillis(1_795_219_200_000 + place as i64 * HOUR_MS),
            sessions: *sessions,
            errored: *errored,
        };
        counts.iter().enumerate().map(hour).collect()
    }

    #[test]
    fn a_bar_is_as_high_as_its_share_of_the_scale() {
        let html = sessions(&hours(&[(100, 25), (50, 0), (0, 0)])).into_string();
        assert!(
            html.contains(r#"<rect class="fine" x="4.667%" width="24.000%" y="0.0" height="90.0">"#),
            "{html}"
        );
        assert!(html.contains(r#"<rect class="errored" x="4.667%" width="24.000%" y="90.0" height="30.0">"#));
        assert!(html.contains(r#"y="60.0" height="60.0""#));
        assert_eq!(html.matches("<rect class=\"fine\"").count(), 2);
        assert!(html.contains("<title>00:00–01:00 UTC: 100 sessions, 25 with an error</title>"));
    }

    #[test]
    fn the_least_session_and_the_least_error_are_seen() {
        let html = sessions(&hours(&[(1_000_000, 1), (1, 1)])).into_string();
        assert_eq!(html.matches(r#"y="118.0" height="2.0""#).count(), 2, "{html}");
    }

    #[test]
    fn the_table_has_every_number_the_newest_first() {
        let html = sessions(&hours(&[(12_345, 6), (7, 0)])).into_string();
        let newest =
            html.find(r#"<th scope="row">01:00–02:00</th><td class="count">7</td><td class="count">0</td>"#);
        let oldest = html
            .find(r#"<th scope="row">00:00–01:00</th><td class="count">12,345</td><td class="count">6</td>"#);
        assert!(newest.is_some() && newest < oldest, "{html}");
    }

    #[test]
    fn the_scale_is_round_and_holds_every_bar() {
        let cases = [(0, 2), (1, 2), (2, 2), (3, 4), (19, 20), (21, 40), (61, 80), (1_384, 1_400)];
        for (most, top) in cases {
            assert_eq!(scale_top(most), top, "{most}");
        }
        assert_eq!(scale_top(u64::MAX), u64::MAX);
    }

    #[test]
    fn no_hours_and_hostile_counts_do_not_fail() {
        assert!(sessions(&[]).into_string().contains("No visits in the last 24 hours."));
        let html = sessions(&hours(&[(1, u64::MAX), (u64::MAX, u64::MAX)])).into_string();
        assert!(!html.contains("NaN") && !html.contains("inf") && !html.contains("height=\"-"), "{html}");
    }
}
