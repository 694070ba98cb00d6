//! The time zone of the reader, in which pages write times.
//!
//! A zone is a property of the reader, as a language is: it is set once for the drawing of a page
//! (`for_reader`), which is synchronous, and every time of that page is written in it. Nothing here knows
//! a clock or the rules of zones: the changes of its offset are given.

use std::cell::RefCell;

use corncrake_core::time::UnixMillis;

const MINUTE_MS: i64 = 60_000;
/// Minutes that a zone may differ from UTC: the farthest is 14 hours ahead.
const MOST_MINUTES: i32 = 16 * 60;

/// A time zone: its name, and its offset from UTC over the time that pages show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    /// The minutes ahead of UTC before the first change.
    first: i32,
    /// The changes, the oldest first: from when on, and the minutes ahead of UTC since.
    changes: Vec<(UnixMillis, i32)>,
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".to_owned(), first: 0, changes: Vec::new() }
    }
}

impl Zone {
    /// A zone by its IANA name, its offset at first, and its changes, the oldest first.
    pub fn new(name: String, first: i32, changes: Vec<(UnixMillis, i32)>) -> Self {
        Self { name, first, changes }
    }

    /// Its name, such as `Europe/Berlin`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Minutes ahead of UTC at a moment.
    fn minutes(&self, at: UnixMillis) -> i32 {
        let change = self.changes.iter().rev().find(|(from, _)| *from <= at);
        change.map_or(self.first, |(_, minutes)| *minutes).clamp(-MOST_MINUTES, MOST_MINUTES)
    }

    fn shift_ms(&self, at: UnixMillis) -> i64 {
        i64::from(self.minutes(at)) * MINUTE_MS
    }

    /// A moment as RFC 3339 would write it if this zone were UTC.
    fn local(&self, at: UnixMillis) -> UnixMillis {
        UnixMillis(at.0.saturating_add(self.shift_ms(at)))
    }

    /// The moment of a local time. Of two, as in the hour that a clock is set back, it is the later
    /// one east of UTC, and the earlier one west of it.
    fn utc(&self, local: UnixMillis) -> UnixMillis {
        let by = |at: UnixMillis| UnixMillis(local.0.saturating_sub(self.shift_ms(at)));
        by(by(local))
    }

    /// The offset at a moment: `UTC`, `UTC+1`, `UTC−3:30`.
    fn label(&self, at: UnixMillis) -> String {
        let minutes = self.minutes(at);
        let sign = if minutes < 0 { '−' } else { '+' };
        match (minutes.abs() / 60, minutes.abs() % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }
}

thread_local! {
    static READER: RefCell<Zone> = RefCell::default();
}

/// Draws a page with its times in a zone.
pub fn for_reader<T>(zone: Zone, draw: impl FnOnce() -> T) -> T {
    READER.replace(zone);
    let drawn = draw();
    READER.take();
    drawn
}

/// A moment in the reader's zone, as a time of which the text of RFC 3339 has the local day and clock.
pub(crate) fn local(at: UnixMillis) -> UnixMillis {
    READER.with_borrow(|zone| zone.local(at))
}

/// The moment of a time that the reader typed.
pub(crate) fn of_local(local: UnixMillis) -> UnixMillis {
    READER.with_borrow(|zone| zone.utc(local))
}

/// The offset of the reader's zone at a moment.
pub(crate) fn label(at: UnixMillis) -> String {
    READER.with_borrow(|zone| zone.label(at))
}

/// The name of the reader's zone.
pub(crate) fn name() -> String {
    READER.with_borrow(|zone| zone.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixMillis {
        UnixMillis::parse(text).unwrap()
    }

    fn berlin() -> Zone {
        let changes = vec![(at("2026-03-29T01:00:00Z"), 120), (at("2026-10-25T01:00:00Z"), 60)];
        Zone::new("Europe/Berlin".to_owned(), 60, changes)
    }

    #[test]
    fn a_time_has_the_offset_of_its_own_moment() {
        let cases = [
            ("2026-03-29T00:59:00Z", "2026-03-29T01:59:00Z", "UTC+1"),
            ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z", "UTC+2"),
            ("2026-10-25T00:59:00Z", "2026-10-25T02:59:00Z", "UTC+2"),
            ("2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z", "UTC+1"),
            ("2020-07-01T00:00:00Z", "2020-07-01T01:00:00Z", "UTC+1"),
        ];
        for (utc, local, label) in cases {
            assert_eq!(berlin().local(at(utc)), at(local), "{utc}");
            assert_eq!(berlin().label(at(utc)), label, "{utc}");
        }
        let newfoundland = Zone::new("America/St_Johns".to_owned(), -210, vec![]);
        assert_eq!(newfoundland.label(at("2026-01-01T00:00:00Z")), "UTC−3:30");
        assert_eq!(Zone::default().label(UnixMillis(0)), "UTC");
    }

    #[test]
    fn a_local_time_leads_back_to_its_moment() {
        for utc in
            ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-07-01T12:00:00Z", "2026-10-25T01:30:00Z"]
        {
            assert_eq!(berlin().utc(berlin().local(at(utc))), at(utc), "{utc}");
        }
        // The clock shows 02:30 twice in that night, and never in this one.
        assert_eq!(berlin().utc(at("2026-10-25T02:30:00Z")), at("2026-10-25T01:30:00Z"));
        assert!(berlin().utc(at("2026-03-29T02:30:00Z")).0 > 0);
    }

    #[test]
    fn the_zone_is_one_pages_alone() {
        let inside = for_reader(berlin(), || (name(), local(at("2026-07-01T12:00:00Z"))));
        assert_eq!(inside, ("Europe/Berlin".to_owned(), at("2026-07-01T14:00:00Z")));
        assert_eq!((name(), local(UnixMillis(5))), ("UTC".to_owned(), UnixMillis(5)));
    }

    #[test]
    fn hostile_zones_do_not_fail() {
        let zone = Zone::new(String::new(), i32::MIN, vec![(UnixMillis(i64::MIN), i32::MAX)]);
        assert_eq!(zone.local(UnixMillis(i64::MAX)), UnixMillis(i64::MAX));
        assert_eq!(zone.label(UnixMillis(0)), "UTC+16");
    }
}
