//! Units of time as types. Nothing here reads a clock: "now" is always an argument.

use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

/// Milliseconds in a minute.
pub const MINUTE_MS: i64 = 60_000;
/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// Milliseconds in a UTC day, which has no leap seconds in Unix time.
pub const DAY_MS: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The UTC day it falls in.
    pub fn day(self) -> UtcDay {
        UtcDay(self.0.div_euclid(DAY_MS))
    }

    /// The start of the UTC hour it falls in.
    pub fn hour(self) -> UnixMillis {
        Self(self.0.div_euclid(HOUR_MS).saturating_mul(HOUR_MS))
    }

    /// The start of the minute it falls in.
    pub fn minute(self) -> UnixMillis {
        Self(self.0.div_euclid(MINUTE_MS).saturating_mul(MINUTE_MS))
    }

    /// So many milliseconds earlier.
    pub fn before(self, ms: u32) -> UnixMillis {
        Self(self.0.saturating_sub(ms.into()))
    }

    /// Reads a time of RFC 3339.
    pub fn parse(text: &str) -> Option<UnixMillis> {
        text.parse::<jiff::Timestamp>().ok().map(|at| Self(at.as_millisecond()))
    }

    /// As RFC 3339 in UTC; the epoch where the number is outside of the calendar.
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
    }

    /// The same with three digits of a second's fraction always: such texts sort as their times do.
    pub fn rfc3339_to_the_millisecond(self) -> String {
        let at = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        alloc::format!("{at:.3}")
    }
}

/// A day in UTC, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcDay(pub i64);

impl UtcDay {
    /// Its first millisecond.
    pub fn start(self) -> UnixMillis {
        UnixMillis(self.0.saturating_mul(DAY_MS))
    }

    /// As a date of RFC 3339, such as `2026-11-21`.
    pub fn date(self) -> String {
        let mut text = self.start().rfc3339();
        text.truncate("2026-11-21".len());
        text
    }

    /// Reads a date of RFC 3339.
    pub fn parse(text: &str) -> Option<UtcDay> {
        let is_date = text.len() == "2026-11-21".len();
        UnixMillis::parse(&alloc::format!("{text}T00:00:00Z")).filter(|_| is_date).map(UnixMillis::day)
    }

    /// The day after it.
    pub fn next(self) -> UtcDay {
        UtcDay(self.0.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_belongs_to_the_new_day() {
        let midnight = UnixMillis(1_795_219_200_000); // 2026-11-21T00:00:00Z
        assert_eq!(midnight.rfc3339(), "2026-11-21T00:00:00Z");
        assert_eq!(UnixMillis(midnight.0 - 1).day().next(), midnight.day());
        assert_eq!(midnight.day().start(), midnight);
        assert_eq!(midnight.day().date(), "2026-11-21");
        assert_eq!(UnixMillis(midnight.0 + 1).hour(), midnight);
        for at in [midnight, UnixMillis(midnight.0 + 1), UnixMillis(midnight.0 + 120), UnixMillis(0)] {
            assert_eq!(UnixMillis::parse(&at.rfc3339()), Some(at));
            assert_eq!(UtcDay::parse(&at.day().date()), Some(at.day()));
        }
        for bad in ["", "2026", "2026-13-01", "2026-11-21T00:00:00Z", "+002026-11-21"] {
            assert_eq!(UtcDay::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_time_outside_of_the_calendar_does_not_fail() {
        assert_eq!(UnixMillis(i64::MAX).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(UnixMillis(i64::MIN).hour(), UnixMillis(i64::MIN));
    }
}
