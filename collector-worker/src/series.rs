//! Hours as they are kept, made into a series without gaps, by hour or by day.

use corncrake_core::time::UnixMillis;

use crate::store::Hour;

/// The steps of a series.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    pub(crate) name: &'static str,
    pub(crate) ms: i64,
    pub(crate) points: i64,
}

impl Interval {
    /// Where a series begins that ends with the step of now.
    pub(crate) fn start(self, now: UnixMillis) -> UnixMillis {
        UnixMillis((now.0.div_euclid(self.ms) - (self.points - 1)).saturating_mul(self.ms))
    }
}

/// One point a step, oldest first, the last one now.
pub(crate) fn filled(hours: &[Hour], interval: Interval, now: UnixMillis) -> Vec<Hour> {
    let start = interval.start(now);
    let mut points: Vec<Hour> = (0..interval.points)
        .map(|step| Hour { start: UnixMillis(start.0 + step * interval.ms), sessions: 0, errored: 0 })
        .collect();
    for hour in hours {
        let step = usize::try_from((hour.start.0 - start.0).div_euclid(interval.ms)).ok();
        if let Some(point) = step.and_then(|step| points.get_mut(step)) {
            point.sessions += hour.sessions;
            point.errored += hour.errored;
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use corncrake_core::time::{DAY_MS, HOUR_MS};

    #[test]
    fn a_series_has_no_gaps_and_loses_nothing() {
        let now = UnixMillis(20_000 * DAY_MS + 5 * HOUR_MS + 1);
        let hour =
            |back: i64| Hour { start: UnixMillis(now.hour().0 - back * HOUR_MS), sessions: 2, errored: 1 };
        let hours = [hour(23), hour(5), hour(0)];
        let by_hour = filled(&hours, Interval { name: "hour", ms: HOUR_MS, points: 24 }, now);
        assert_eq!(by_hour.len(), 24);
        assert_eq!(by_hour.first().unwrap(), &hour(23));
        assert_eq!(by_hour.last().unwrap(), &hour(0));
        assert_eq!(by_hour.iter().map(|point| point.sessions).sum::<u64>(), 6);
        let by_day = filled(&hours, Interval { name: "day", ms: DAY_MS, points: 2 }, now);
        assert_eq!(by_day.iter().map(|point| point.sessions).collect::<Vec<_>>(), [2, 4]);
    }
}
