//! When the alerts of a rule go out: at once, after quiet hours, or together as a digest.

use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis};
use serde::{Deserialize, Serialize};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;
/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;
/// Days from 1 January 1970, a Thursday, to the first Monday: digests of a week go out on Mondays.
const FIRST_MONDAY: i64 = 4;
/// The hour (UTC) at which digests of a day or a week go out.
const DIGEST_HOUR: i64 = 8;
/// Alerts of a rule in an hour, unless it says otherwise.
pub const DEFAULT_PER_HOUR: u16 = 20;

/// When alerts go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlertSchedule {
    /// The hours in which nothing goes out; what is raised in them goes out at their end.
    pub quiet: Option<QuietHours>,
    /// Whether alerts are gathered.
    pub digest: Digest,
    /// The most alerts of an hour; what is above is held back, and counted in a summary.
    pub per_hour: u16,
}

impl Default for AlertSchedule {
    fn default() -> Self {
        Self { quiet: None, digest: Digest::Off, per_hour: DEFAULT_PER_HOUR }
    }
}

/// Quiet hours of each day, in minutes of the day (UTC); they may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// The first minute that is quiet.
    pub from: u16,
    /// The first one that no longer is.
    pub to: u16,
}

/// How alerts are gathered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    /// Not at all.
    #[default]
    Off,
    /// At each full hour.
    Hourly,
    /// At 8:00 UTC.
    Daily,
    /// On Mondays at 8:00 UTC.
    Weekly,
}

impl Digest {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Off, Self::Hourly, Self::Daily, Self::Weekly];

    /// Its name in the API and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// The digest of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.name() == name)
    }

    /// When what is raised now goes out.
    fn next(self, now: UnixMillis) -> UnixMillis {
        let after = |period: i64, offset: i64| {
            let since = now.0.saturating_sub(offset).rem_euclid(period);
            UnixMillis(now.0.saturating_sub(since).saturating_add(period))
        };
        let hour = DIGEST_HOUR * HOUR_MS;
        match self {
            Self::Off => now,
            Self::Hourly => after(HOUR_MS, 0),
            Self::Daily => after(DAY_MS, hour),
            Self::Weekly => after(7 * DAY_MS, FIRST_MONDAY * DAY_MS + hour),
        }
    }
}

impl QuietHours {
    /// The end of the quiet hours, where they are now.
    fn end(self, now: UnixMillis) -> Option<UnixMillis> {
        let length = i64::from(self.to) - i64::from(self.from);
        let length = length.rem_euclid(i64::from(DAY_MINUTES)) * MINUTE_MS;
        let since = now.0.saturating_sub(i64::from(self.from) * MINUTE_MS).rem_euclid(DAY_MS);
        (since < length).then(|| UnixMillis(now.0.saturating_sub(since).saturating_add(length)))
    }
}

impl AlertSchedule {
    /// When what is raised now goes out; `now` itself where that is at once.
    pub fn due(self, now: UnixMillis) -> UnixMillis {
        let due = self.digest.next(now);
        self.quiet.and_then(|quiet| quiet.end(due)).unwrap_or(due)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn at(text: &str) -> UnixMillis {
        UnixMillis::parse(text).unwrap()
    }

    #[test]
    fn a_digest_goes_out_at_its_hour() {
        let now = at("2026-11-29T14:31:00Z"); // a Sunday
        for (digest, due) in [
            (Digest::Off, "2026-11-29T14:31:00Z"),
            (Digest::Hourly, "2026-11-29T15:00:00Z"),
            (Digest::Daily, "2026-11-30T08:00:00Z"),
            (Digest::Weekly, "2026-11-30T08:00:00Z"),
        ] {
            assert_eq!(AlertSchedule { digest, ..AlertSchedule::default() }.due(now), at(due), "{digest:?}");
            assert_eq!(Digest::parse(digest.name()), Some(digest));
        }
        let monday = at("2026-11-30T08:00:00Z");
        assert_eq!(Digest::Weekly.next(monday), at("2026-12-07T08:00:00Z"));
        assert_eq!(Digest::Hourly.next(at("2026-11-30T09:00:00Z")), at("2026-11-30T10:00:00Z"));
    }

    #[test]
    fn quiet_hours_end_and_may_go_over_midnight() {
        let night = |now| {
            let quiet = Some(QuietHours { from: 22 * 60, to: 7 * 60 + 30 });
            AlertSchedule { quiet, ..AlertSchedule::default() }.due(at(now))
        };
        assert_eq!(night("2026-11-29T21:59:59Z"), at("2026-11-29T21:59:59Z"));
        assert_eq!(night("2026-11-29T22:00:00Z"), at("2026-11-30T07:30:00Z"));
        assert_eq!(night("2026-11-30T00:10:00Z"), at("2026-11-30T07:30:00Z"));
        assert_eq!(night("2026-11-30T07:30:00Z"), at("2026-11-30T07:30:00Z"));
        let none = QuietHours { from: 60, to: 60 };
        assert_eq!(none.end(at("2026-11-30T01:00:00Z")), None);
    }
}
