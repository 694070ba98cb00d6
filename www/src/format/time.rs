//! Times as people say them, in the reader's zone, with the exact time beside. `now` is always given.

use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis, UtcDay};
use maud::{Markup, html};

use super::zone;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60_000;
/// Ages below this many milliseconds are "just now"; so are those of clocks ahead of ours.
const JUST_NOW_MS: i64 = 5 * SECOND_MS;
/// Ages above this many milliseconds are dates.
const LONG_AGO_MS: i64 = 30 * DAY_MS;

/// How long ago, with the exact time for machines, for hovering and for printing.
pub(crate) fn ago(at: UnixMillis, now: UnixMillis) -> Markup {
    let exact = at.rfc3339();
    html! { time datetime=(exact) title=(exact) { (words(at, now)) } }
}

/// The exact time, to the second, with the offset of the reader's zone.
pub(crate) fn exact(at: UnixMillis) -> Markup {
    let local = zone::local(at).rfc3339();
    let full = at.rfc3339();
    html! { time datetime=(full) title=(full) { (date(&local)) " " (clock(&local)) " " (zone::label(at)) } }
}

/// The time of the day, to the second.
pub(crate) fn clock_time(at: UnixMillis) -> Markup {
    let full = at.rfc3339();
    html! { time datetime=(full) title=(full) { (clock(&zone::local(at).rfc3339())) } }
}

/// The name of the zone of all these times, which a page says once.
pub(crate) fn zone_name() -> String {
    zone::name()
}

/// Reads a time of an address: RFC 3339 in UTC, to the minute at least.
pub(crate) fn parse(text: &str) -> Option<UnixMillis> {
    UnixMillis::parse(text)
}

/// A time as somebody types it: `14:10`, which is the last one before now, or a day with it,
/// `2026-11-21 14:10`; in the reader's zone.
pub(crate) fn of_the_day(text: &str, now: UnixMillis) -> Option<UnixMillis> {
    if let Some((day, clock)) = text.split_once([' ', 'T']) {
        return parse(&format!("{day}T{}:00Z", clock.get(..5)?)).map(zone::of_local);
    }
    let local = zone::local(now).rfc3339();
    let today = parse(&format!("{}T{text}:00Z", date(&local))).filter(|_| text.len() == 5)?;
    let at = zone::of_local(today);
    Some(if at > now { zone::of_local(UnixMillis(today.0.saturating_sub(DAY_MS))) } else { at })
}

/// Whether two moments are of one day.
pub(crate) fn is_same_day(one: UnixMillis, other: UnixMillis) -> bool {
    zone::local(one).day() == zone::local(other).day()
}

/// A moment as a sentence names it: `14:03` of today, else `28 Nov 14:03`.
pub(crate) fn short(at: UnixMillis, now: UnixMillis) -> String {
    if is_same_day(at, now) { hour(at) } else { format!("{} {}", short_date(at), hour(at)) }
}

/// How long ago in a word for a narrow column: `6 min`, `3 h`, `12 d`.
pub(crate) fn brief_ago(at: UnixMillis, now: UnixMillis) -> Markup {
    let exact = at.rfc3339();
    let age = now.0.saturating_sub(at.0).max(0);
    let words = match age {
        ..MINUTE_MS => "now".to_owned(),
        MINUTE_MS..HOUR_MS => format!("{} min", age / MINUTE_MS),
        HOUR_MS..DAY_MS => format!("{} h", age / HOUR_MS),
        _ => format!("{} d", age / DAY_MS),
    };
    html! { time datetime=(exact) title=(exact) { (words) } }
}

/// The hour of the day, such as `14:00`.
pub(crate) fn hour(at: UnixMillis) -> String {
    zone::local(at).rfc3339().get(11..16).unwrap_or_default().to_owned()
}

/// The day alone, such as `2026-11-21`.
pub(crate) fn day(at: UnixMillis) -> Markup {
    utc_day(zone::local(at))
}

/// The last day of use, of which no more is known.
pub(crate) fn last_use(day: Option<UtcDay>) -> Markup {
    html! { @match day { Some(day) => (utc_day(day.start())), None => span.absent { "never" } } }
}

/// A day of UTC, such as the last use of a token, of which no more is known.
pub(crate) fn utc_day(at: UnixMillis) -> Markup {
    let full = at.rfc3339();
    html! { time datetime=(date(&full)) { (date(&full)) } }
}

/// The day of the year, such as `21 Nov`.
pub(crate) fn short_date(at: UnixMillis) -> String {
    short_utc_date(zone::local(at))
}

/// The day of the year of a count of a whole day, which is a day of UTC.
pub(crate) fn short_utc_date(at: UnixMillis) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let full = at.rfc3339();
    let number = |range| full.get(range).and_then(|digits: &str| digits.parse::<usize>().ok()).unwrap_or(1);
    format!("{} {}", number(8..10), MONTHS.get(number(5..7).wrapping_sub(1)).copied().unwrap_or_default())
}

fn date(rfc3339: &str) -> &str {
    rfc3339.get(..10).unwrap_or_default()
}

fn clock(rfc3339: &str) -> &str {
    rfc3339.get(11..19).unwrap_or_default()
}

fn words(at: UnixMillis, now: UnixMillis) -> String {
    let age = now.0.saturating_sub(at.0);
    let (unit, name) = match age {
        ..JUST_NOW_MS => return "just now".to_owned(),
        JUST_NOW_MS..MINUTE_MS => (SECOND_MS, "second"),
        MINUTE_MS..HOUR_MS => (MINUTE_MS, "minute"),
        HOUR_MS..DAY_MS => (HOUR_MS, "hour"),
        DAY_MS..LONG_AGO_MS => (DAY_MS, "day"),
        _ => return date(&zone::local(at).rfc3339()).to_owned(),
    };
    let count = age / unit;
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {name}{s} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_271_405_678); // 2026-11-21T14:30:05.678Z

    #[test]
    fn ages_in_words() {
        let cases = [
            (-90_000, "just now"),
            (0, "just now"),
            (4_999, "just now"),
            (5_000, "5 seconds ago"),
            (60_000, "1 minute ago"),
            (HOUR_MS - 1, "59 minutes ago"),
            (HOUR_MS, "1 hour ago"),
            (DAY_MS - 1, "23 hours ago"),
            (2 * DAY_MS, "2 days ago"),
            (40 * DAY_MS, "2026-10-12"),
        ];
        for (age, text) in cases {
            assert_eq!(words(UnixMillis(NOW.0 - age), NOW), text, "{age}");
        }
        assert_eq!(words(UnixMillis(i64::MIN), NOW), "1970-01-01");
    }

    #[test]
    fn the_exact_time_stands_beside() {
        assert_eq!(
            ago(UnixMillis(NOW.0 - 180_000), NOW).into_string(),
            "<time datetime=\"2026-11-21T14:27:05.678Z\" title=\"2026-11-21T14:27:05.678Z\">3 minutes ago</time>"
        );
        assert!(exact(NOW).into_string().ends_with(">2026-11-21 14:30:05 UTC</time>"));
        assert_eq!(hour(NOW), "14:30");
        assert_eq!(short_date(NOW), "21 Nov");
        assert_eq!(short_date(UnixMillis(0)), "1 Jan");
        assert_eq!(day(NOW).into_string(), "<time datetime=\"2026-11-21\">2026-11-21</time>");
    }

    #[test]
    fn a_reader_of_another_zone_has_times_of_it() {
        let kolkata = || zone::Zone::new("Asia/Kolkata".to_owned(), 330, vec![]);
        let evening = UnixMillis(NOW.0 + 5 * HOUR_MS);
        zone::for_reader(kolkata(), || {
            assert!(exact(NOW).into_string().ends_with(">2026-11-21 20:00:05 UTC+5:30</time>"));
            assert!(exact(NOW).into_string().contains("datetime=\"2026-11-21T14:30:05.678Z\""));
            assert_eq!((hour(NOW), short_date(evening)), ("20:00".to_owned(), "22 Nov".to_owned()));
            assert_eq!(short_utc_date(evening), "21 Nov");
            assert_eq!(short(evening, NOW), "22 Nov 01:00");
            assert_eq!(of_the_day("20:00", NOW), parse("2026-11-21T14:30:00Z"));
            assert_eq!(of_the_day("20:01", NOW), parse("2026-11-20T14:31:00Z"));
            assert_eq!(of_the_day("2026-11-21 01:00", NOW), parse("2026-11-20T19:30:00Z"));
            assert_eq!(zone_name(), "Asia/Kolkata");
        });
        assert_eq!(hour(NOW), "14:30");
    }
}
