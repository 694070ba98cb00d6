//! How far back a chart looks, and in which steps.

use core::str::FromStr;

use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis};

use super::{series::SeriesPoint, unknown_word::UnknownWord};

/// A stretch of time that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Range {
    /// 24 hours, by the hour.
    #[default]
    Day,
    /// 7 days, by the quarter of a day: an hour's bar could not be seen on a phone.
    Week,
    /// 30 days, by the day.
    Month,
    /// 90 days, by the day: as far back as counts go by default.
    Quarter,
}

impl Range {
    /// All of them, the shortest first.
    pub const ALL: [Range; 4] = [Range::Day, Range::Week, Range::Month, Range::Quarter];

    /// Its word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Range::Day => "24h",
            Range::Week => "7d",
            Range::Month => "30d",
            Range::Quarter => "90d",
        }
    }

    /// Its label, as it follows "in the last".
    pub fn label(self) -> &'static str {
        match self {
            Range::Day => "24 hours",
            Range::Week => "7 days",
            Range::Month => "30 days",
            Range::Quarter => "90 days",
        }
    }

    /// Milliseconds of a step.
    pub fn step_ms(self) -> i64 {
        match self {
            Range::Day => HOUR_MS,
            Range::Week => 6 * HOUR_MS,
            Range::Month | Range::Quarter => DAY_MS,
        }
    }

    /// How many steps there are.
    pub fn steps(self) -> i64 {
        match self {
            Range::Day => 24,
            Range::Week => 28,
            Range::Month => 30,
            Range::Quarter => 90,
        }
    }

    /// The start of the first step; the last one is under way.
    pub fn start(self, now: UnixMillis) -> UnixMillis {
        let step = now.0.div_euclid(self.step_ms()) - (self.steps() - 1);
        UnixMillis(step.saturating_mul(self.step_ms()))
    }

    /// The moment at which the range before this one began.
    pub fn start_of_previous(self, now: UnixMillis) -> UnixMillis {
        UnixMillis(self.start(now).0.saturating_sub(self.step_ms().saturating_mul(self.steps())))
    }

    /// The step of a moment; none of one before the range.
    pub fn step_of(self, now: UnixMillis, at: UnixMillis) -> Option<usize> {
        let step = at.0.saturating_sub(self.start(now).0).div_euclid(self.step_ms());
        usize::try_from(step).ok().filter(|step| i64::try_from(*step).is_ok_and(|step| step < self.steps()))
    }

    /// One point a step, the oldest first and none left out: the sums of its hours.
    pub fn points(self, now: UnixMillis, hours: impl IntoIterator<Item = SeriesPoint>) -> Vec<SeriesPoint> {
        let start = self.start(now).0;
        let empty =
            |step| SeriesPoint { start: UnixMillis(start + step * self.step_ms()), ..SeriesPoint::default() };
        let mut points: Vec<SeriesPoint> = (0..self.steps()).map(empty).collect();
        for hour in hours {
            let step = hour.start.0.saturating_sub(start).div_euclid(self.step_ms());
            if let Some(point) = usize::try_from(step).ok().and_then(|step| points.get_mut(step)) {
                point.count = point.count.saturating_add(hour.count);
                point.errored = point.errored.saturating_add(hour.errored);
                point.noise = point.noise.saturating_add(hour.noise);
            }
        }
        points
    }
}

impl FromStr for Range {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|range| range.as_str() == text).ok_or(UnknownWord("range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_271_405_678); // 2026-11-21T14:30:05.678Z

    #[test]
    fn every_step_of_a_range_is_there_and_the_last_is_under_way() {
        for range in Range::ALL {
            let points = range.points(NOW, []);
            assert_eq!(points.len() as i64, range.steps());
            let last = points.last().unwrap().start.0;
            assert!(last <= NOW.0 && NOW.0 < last + range.step_ms(), "{range:?}");
            assert_eq!(range.as_str().parse(), Ok(range));
        }
        assert_eq!(Range::Week.start(NOW).rfc3339(), "2026-11-14T18:00:00Z");
        assert!("1y".parse::<Range>().is_err());
    }

    #[test]
    fn hours_are_summed_into_their_step_and_others_are_left_out() {
        let hour = |back: i64| SeriesPoint {
            start: UnixMillis(NOW.hour().0 - back * HOUR_MS),
            count: 2,
            errored: 1,
            noise: 0,
        };
        let points = Range::Week.points(NOW, [hour(0), hour(2), hour(3), hour(24 * 7), hour(-9)]);
        let counts: Vec<u64> = points.iter().rev().take(3).map(|point| point.count).collect();
        assert_eq!(counts, [4, 2, 0]);
        assert_eq!(points.iter().map(|point| point.errored).sum::<u64>(), 3);
    }
}
