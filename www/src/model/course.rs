//! The course of a series in two words: whether it is over, rising, or as before.

use core::fmt;

use corncrake_core::time::UnixMillis;

use super::range::Range;
use crate::format::time;

/// Percent by which a half of a range may differ from the other and still be steady.
const STEADY: u64 = 20;

/// The course of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Course {
    /// Nothing in the range.
    None,
    /// Nothing in the last quarter of the range; when the last step with something ended.
    Quiet(String),
    /// New in the second half of the range, and less by now; when it was the most.
    Peaked(String),
    /// New in the second half of the range, and the most now.
    Rising,
    /// As much in both halves of the range, about.
    Steady,
    /// More in the second half, by so many percent.
    More(u64),
    /// Less in the second half, by so many percent.
    Less(u64),
}

impl Course {
    /// Whether it calls for somebody.
    pub(crate) fn is_worse(&self) -> bool {
        matches!(self, Self::Rising | Self::Peaked(_)) || matches!(self, Self::More(more) if *more >= 100)
    }

    /// Whether it is over, for now.
    pub(crate) fn is_better(&self) -> bool {
        matches!(self, Self::Quiet(_))
    }
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("–"),
            Self::Quiet(since) => write!(f, "quiet since {since}"),
            Self::Peaked(at) => write!(f, "peaked {at}"),
            Self::Rising => f.write_str("rising"),
            Self::Steady => f.write_str("steady"),
            Self::More(1_000..) => f.write_str("over +1,000%"),
            Self::More(more) => write!(f, "+{more}%"),
            Self::Less(less) => write!(f, "−{less}%"),
        }
    }
}

/// The course of counts by the steps of a range, the oldest first.
pub(crate) fn of(counts: &[u64], range: Range, now: UnixMillis) -> Course {
    let start = |step: usize| {
        let step = i64::try_from(step).unwrap_or_default();
        UnixMillis(range.start(now).0.saturating_add(step.saturating_mul(range.step_ms())))
    };
    let name = |step: usize| match range {
        Range::Day => time::hour(start(step)),
        Range::Week => time::short_date(start(step)),
        Range::Month | Range::Quarter => time::short_utc_date(start(step)),
    };
    let sum = |part: &[u64]| part.iter().copied().fold(0, u64::saturating_add);
    let Some(last) = counts.iter().rposition(|count| *count > 0) else { return Course::None };
    if last < counts.len() - counts.len() / 4 {
        return Course::Quiet(name(last + 1));
    }
    let (first, second) = counts.split_at(counts.len() / 2);
    let (before, after) = (sum(first), sum(second));
    if before == 0 {
        let most = second.iter().copied().max().unwrap_or_default();
        let peak = second.iter().position(|count| *count == most).unwrap_or_default() + first.len();
        // The step of now has only begun.
        return if peak + 2 >= counts.len() { Course::Rising } else { Course::Peaked(name(peak)) };
    }
    let percent = |part: u64| u64::try_from(u128::from(part) * 100 / u128::from(before)).unwrap_or(u64::MAX);
    match after.checked_sub(before) {
        Some(more) if percent(more) > STEADY => Course::More(percent(more)),
        None if percent(before - after) > STEADY => Course::Less(percent(before - after)),
        _ => Course::Steady,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_has_two_words() {
        let now = UnixMillis(1_795_271_405_678); // 2026-11-21T14:30:05.678Z
        let course = |counts: &[u64]| {
            let mut all = [0; 24];
            all[24 - counts.len()..].copy_from_slice(counts);
            of(&all, Range::Day, now).to_string()
        };
        for (counts, text) in [
            (&[][..], "–"),
            (&[5, 9, 5, 0, 0, 0, 0, 0, 0], "quiet since 09:00"),
            (&[1, 9, 5, 4, 3, 2, 1, 1], "peaked 08:00"),
            (&[1, 2, 3, 9], "rising"),
            (&[3; 24], "steady"),
        ] {
            assert_eq!(course(counts), text, "{counts:?}");
        }
        let halves = |before, after| {
            let mut all = [before; 24];
            all[12..].fill(after);
            of(&all, Range::Day, now).to_string()
        };
        assert_eq!(halves(2, 3), "+50%");
        assert_eq!(halves(4, 1), "−75%");
        assert_eq!(halves(1, u64::MAX), "over +1,000%");
        assert_eq!(of(&[], Range::Day, now), Course::None);
    }
}
