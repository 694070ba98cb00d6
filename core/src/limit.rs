//! How much is taken, and how much of it is kept: a token bucket and a thinning sample.
//!
//! Both are arithmetic: the time is an argument, and the counts are exact whatever they say.

use crate::time::UnixMillis;

/// What a bucket lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// At once, after a pause.
    pub burst: u32,
    /// A second, in the long run.
    pub per_second: u32,
}

/// A bucket of tokens that fills with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenBucket {
    /// Thousandths of a token, so that a millisecond's share is a whole number.
    thousandths: u64,
    at: UnixMillis,
}

impl TokenBucket {
    /// A full one.
    pub fn full(rate: RateLimit, now: UnixMillis) -> Self {
        Self { thousandths: u64::from(rate.burst) * 1_000, at: now }
    }

    fn filled(self, rate: RateLimit, now: UnixMillis) -> Self {
        // A clock that was set back fills nothing, and must not empty anything.
        let ms = u64::try_from(now.0.saturating_sub(self.at.0)).unwrap_or(0);
        let more = self.thousandths.saturating_add(ms.saturating_mul(rate.per_second.into()));
        Self { thousandths: more.min(u64::from(rate.burst) * 1_000), at: now.max(self.at) }
    }

    /// Whether it is as good as a new one.
    pub fn is_full(self, rate: RateLimit, now: UnixMillis) -> bool {
        self.filled(rate, now).thousandths >= u64::from(rate.burst) * 1_000
    }

    /// The seconds after which so many tokens are there: none, where they are there now. More
    /// than the bucket can hold are never asked for, so that nothing waits for ever.
    pub fn wait(self, tokens: u32, rate: RateLimit, now: UnixMillis) -> u32 {
        let wanted = u64::from(tokens.min(rate.burst)) * 1_000;
        let missing = wanted.saturating_sub(self.filled(rate, now).thousandths);
        let a_second = u64::from(rate.per_second.max(1)) * 1_000;
        u32::try_from(missing.div_ceil(a_second)).unwrap_or(u32::MAX)
    }

    /// Lets nothing come for so many milliseconds.
    pub fn delay(&mut self, ms: u32, rate: RateLimit, now: UnixMillis) {
        let filled = self.filled(rate, now);
        *self = Self { at: UnixMillis(filled.at.0.saturating_add(ms.into())), ..filled };
    }

    /// Takes tokens; where there are fewer, all that are there.
    pub fn take(&mut self, tokens: u32, rate: RateLimit, now: UnixMillis) {
        *self = self.filled(rate, now);
        self.thousandths = self.thousandths.saturating_sub(u64::from(tokens) * 1_000);
    }
}

/// Records of an issue that are kept with all they say, before the sample begins: enough to
/// see which browsers, pages and releases it is about.
pub const FIRST_KEPT: u64 = 100;
/// Whether the records that brought an issue's from `before` to `after` are kept with all they
/// say: up to 1,000 every 10th, up to 10,000 every 100th, and so on. A million records keep 460, a
/// thousand million 730. (A record is one of a request: whatever count it claims, it is one.)
pub fn is_kept(before: u64, after: u64) -> bool {
    if before < FIRST_KEPT {
        return true;
    }
    // A tenth of the greatest power of ten that the count has reached.
    let mut step = FIRST_KEPT / 10;
    while after / 100 >= step {
        step *= 10;
    }
    after / step > before / step
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: RateLimit = RateLimit { burst: 10, per_second: 2 };

    fn at(ms: i64) -> UnixMillis {
        UnixMillis(1_795_219_200_000 + ms)
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let mut bucket = TokenBucket::full(RATE, at(0));
        assert_eq!(bucket.wait(10, RATE, at(0)), 0);
        bucket.take(10, RATE, at(0));
        assert_eq!((bucket.wait(1, RATE, at(0)), bucket.wait(10, RATE, at(0))), (1, 5));
        assert_eq!(bucket.wait(1, RATE, at(500)), 0);
        bucket.take(1, RATE, at(500));
        assert_eq!(bucket.wait(1, RATE, at(999)), 1);
        assert!(!bucket.is_full(RATE, at(5_000)) && bucket.is_full(RATE, at(5_500)));
        assert_eq!(bucket.wait(10, RATE, at(1_000_000)), 0);
    }

    #[test]
    fn more_than_it_holds_waits_for_a_full_one_and_a_clock_set_back_takes_nothing() {
        let mut bucket = TokenBucket::full(RATE, at(0));
        assert_eq!(bucket.wait(1_000, RATE, at(0)), 0);
        bucket.take(1_000, RATE, at(0));
        assert_eq!(bucket.wait(1_000, RATE, at(0)), 5);
        bucket.take(0, RATE, at(-60_000));
        assert_eq!(bucket.wait(1, RATE, at(500)), 0);
        assert_eq!(bucket.wait(1, RateLimit { burst: 5, per_second: 0 }, at(0)), 1);
    }

    #[test]
    fn a_bucket_that_is_delayed_fills_later_and_loses_nothing() {
        let mut bucket = TokenBucket::full(RATE, at(0));
        bucket.take(9, RATE, at(0));
        bucket.delay(1_000, RATE, at(0));
        assert_eq!((bucket.wait(1, RATE, at(1_000)), bucket.wait(2, RATE, at(1_000))), (0, 1));
        assert_eq!(bucket.wait(3, RATE, at(2_000)), 0);
        assert_eq!(bucket.wait(4, RATE, at(2_000)), 1);
    }

    #[test]
    fn the_sample_thins_and_never_ends() {
        let mut kept = 0;
        let mut at_thousand = 0;
        for number in 1..=1_000_000_u64 {
            kept += u64::from(is_kept(number - 1, number));
            if number == 1_000 {
                at_thousand = kept;
            }
        }
        assert_eq!((at_thousand, kept), (190, 460));
        assert!(is_kept(0, 1_000_000), "the first ones, even where many came at once");
        assert!(is_kept(100, 5_000) && !is_kept(5_000, 5_099) && is_kept(5_099, 5_100));
        assert!(is_kept(0, u64::MAX) && !is_kept(u64::MAX - 1, u64::MAX));
    }
}
