//! Bars, their scale, their table and their zone.

use super::*;

fn points(counts: &[(u64, u64)]) -> Vec<SeriesPoint> {
    let point = |(index, (count, errored)): (usize, &(u64, u64))| SeriesPoint {
        start: UnixMillis(1_795_219_200_000 + index as i64 * HOUR_MS),
        count: *count,
        errored: *errored,
        noise: 0,
    };
    counts.iter().enumerate().map(point).collect()
}

fn sessions(counts: &[(u64, u64)]) -> String {
    chart(Measure::Sessions, Range::Day, &points(counts), &ChartContext::plain()).into_string()
}

#[test]
fn a_bar_is_as_high_as_its_share_of_the_scale() {
    let html = sessions(&[(100, 25), (50, 0), (0, 0)]);
    assert!(
        html.contains(r#"<rect class="fine" x="4.667%" width="24.000%" y="18.0" height="90.0">"#),
        "{html}"
    );
    assert!(html.contains(r#"<rect class="errored" x="4.667%" width="24.000%" y="108.0" height="30.0">"#));
    assert!(html.contains(r#"y="78.0" height="60.0""#));
    assert_eq!(html.matches("<rect class=\"fine\"").count(), 2);
    assert!(html.contains(">00:00–01:00: 100 sessions, 25% with an error</text>"));
}

#[test]
fn events_are_all_errors() {
    let html =
        chart(Measure::Events, Range::Quarter, &points(&[(1, 0)]), &ChartContext::plain()).into_string();
    assert!(html.contains("Events per day, UTC") && html.contains("<rect class=\"errored\""), "{html}");
    assert!(!html.contains("<rect class=\"fine\"") && !html.contains("With an error"));
    assert!(html.contains(r#"<time datetime="2026-11-21T00:00:00Z">21 Nov</time>"#), "{html}");
    assert!(html.contains(">21 Nov: 1 event</text>"));
}

#[test]
fn the_least_session_and_the_least_error_are_seen() {
    let html = sessions(&[(1_000_000, 1), (1, 1)]);
    assert_eq!(html.matches(r#"y="136.0" height="2.0""#).count(), 2, "{html}");
}

#[test]
fn the_table_has_every_number_the_newest_first() {
    let html = sessions(&[(12_345, 6), (7, 0)]);
    let newest = html.find(
        r#"01:00–02:00</time></th><td class="count">7</td><td class="count">0</td><td class="count">0</td>"#,
    );
    let oldest =
        html.find(r#"00:00–01:00</time></th><td class="count">12,345</td><td class="count">6</td><td class="count">0</td>"#);
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
fn no_steps_and_hostile_counts_do_not_fail() {
    assert!(sessions(&[]).contains("No visits in the last 24 hours."));
    let html = sessions(&[(1, u64::MAX), (u64::MAX, u64::MAX)]);
    assert!(!html.contains("NaN") && !html.contains("inf") && !html.contains("height=\"-"), "{html}");
}

#[test]
fn hours_are_in_the_readers_zone_and_days_are_of_utc() {
    let kolkata = || crate::format::zone::Zone::new("Asia/Kolkata".to_owned(), 330, vec![]);
    let draw = |range| {
        crate::format::zone::for_reader(kolkata(), || {
            let steps = range_points(range);
            chart(Measure::Events, range, &steps, &ChartContext::plain()).into_string()
        })
    };
    let day = draw(Range::Day);
    assert!(
        day.contains("Events per hour, Asia/Kolkata") && day.contains(">05:30–06:30: 1 event</text>"),
        "{day}"
    );
    assert!(
        day.contains("Hours (Asia/Kolkata)") && day.contains("datetime=\"2026-11-21T00:00:00Z\">05:30–06:30"),
        "{day}"
    );
    let week = draw(Range::Week);
    assert!(
        week.contains(">21 Nov, 05:30–11:30: 1 event</text>") && week.contains(">23 Nov</text>"),
        "{week}"
    );
    let month = draw(Range::Month);
    assert!(month.contains("Events per day, UTC") && month.contains(">21 Nov: 1 event</text>"), "{month}");
}

fn range_points(range: Range) -> Vec<SeriesPoint> {
    let point = |step| SeriesPoint {
        start: UnixMillis(1_795_219_200_000 + step * range.step_ms()),
        count: 1,
        ..SeriesPoint::default()
    };
    (0..28).map(point).collect()
}
