//! Series without gaps, by hour or by day, of the stored hours.

use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis};
use corncrake_model::events::{counts::SessionHour, outcomes::Outcomes};

/// The steps of a series.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    pub(crate) name: &'static str,
    pub(crate) ms: i64,
    pub(crate) points: i64,
}

/// A day by the hour.
pub(crate) const HOURS: Interval = Interval { name: "hour", ms: HOUR_MS, points: 24 };
/// A quarter by the day.
pub(crate) const DAYS: Interval = Interval { name: "day", ms: DAY_MS, points: 90 };

/// A week by the hour, and a month by the day.
const WEEK: Interval = Interval { name: "hour", ms: HOUR_MS, points: 7 * 24 };
const MONTH: Interval = Interval { name: "day", ms: DAY_MS, points: 30 };

impl Interval {
    /// The series of a range, by the name that it has on the pages.
    pub(crate) fn of_range(name: &str) -> Option<Self> {
        match name {
            "24h" => Some(HOURS),
            "7d" => Some(WEEK),
            "30d" => Some(MONTH),
            "90d" => Some(DAYS),
            _ => None,
        }
    }

    /// Where a series begins that ends with the step of now.
    pub(crate) fn start(self, now: UnixMillis) -> UnixMillis {
        UnixMillis((now.0.div_euclid(self.ms) - (self.points - 1)).saturating_mul(self.ms))
    }

    /// Its steps, oldest first, the last one now, each made from its start.
    fn steps<P>(self, now: UnixMillis, point: impl Fn(UnixMillis) -> P) -> Vec<P> {
        let start = self.start(now);
        (0..self.points).map(|step| point(UnixMillis(start.0 + step * self.ms))).collect()
    }

    /// The step of an hour in a series that ends now.
    fn step_of(self, hour: UnixMillis, now: UnixMillis) -> usize {
        usize::try_from((hour.0 - self.start(now).0).div_euclid(self.ms)).unwrap_or(usize::MAX)
    }
}

/// One point a step, oldest first, the last one now.
pub(crate) fn fill_sessions(hours: &[SessionHour], interval: Interval, now: UnixMillis) -> Vec<SessionHour> {
    let mut points = interval.steps(now, |start| SessionHour { start, sessions: 0, errored: 0, noise: 0 });
    for hour in hours {
        if let Some(point) = points.get_mut(interval.step_of(hour.start, now)) {
            point.sessions += hour.sessions;
            point.errored += hour.errored;
            point.noise += hour.noise;
        }
    }
    points
}

/// The same for what became of what was sent.
pub(crate) fn fill_outcomes(
    hours: &[(UnixMillis, Outcomes)],
    interval: Interval,
    now: UnixMillis,
) -> Vec<(UnixMillis, Outcomes)> {
    let mut points = interval.steps(now, |start| (start, Outcomes::default()));
    for (start, outcomes) in hours {
        if let Some((_, sum)) = points.get_mut(interval.step_of(*start, now)) {
            *sum = sum.and(outcomes);
        }
    }
    points
}

/// The same for events.
pub(crate) fn fill_events(
    hours: &[(UnixMillis, u64)],
    interval: Interval,
    now: UnixMillis,
) -> Vec<(UnixMillis, u64)> {
    let mut points = interval.steps(now, |start| (start, 0_u64));
    for (start, events) in hours {
        if let Some((_, sum)) = points.get_mut(interval.step_of(*start, now)) {
            *sum = sum.saturating_add(*events);
        }
    }
    points
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_series_has_no_gaps_and_loses_nothing() {
        let now = UnixMillis(20_000 * DAY_MS + 5 * HOUR_MS + 1);
        let hour = |back: i64| SessionHour {
            start: UnixMillis(now.hour().0 - back * HOUR_MS),
            sessions: 2,
            errored: 1,
            noise: 0,
        };
        let hours = [hour(23), hour(5), hour(0)];
        let by_hour = fill_sessions(&hours, HOURS, now);
        assert_eq!(by_hour.len(), 24);
        assert_eq!(by_hour.first().unwrap(), &hour(23));
        assert_eq!(by_hour.last().unwrap(), &hour(0));
        assert_eq!(by_hour.iter().map(|point| point.sessions).sum::<u64>(), 6);
        let by_day = fill_sessions(&hours, Interval { name: "day", ms: DAY_MS, points: 2 }, now);
        assert_eq!(by_day.iter().map(|point| point.sessions).collect::<Vec<_>>(), [2, 4]);
    }
}
