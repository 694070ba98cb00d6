//! A token bucket: so many at once, and then so many a second. Time is an argument, in
//! milliseconds of any clock that does not go back.

use core::cell::Cell;

/// What may still be taken.
pub(crate) struct Bucket {
    most: f64,
    every_ms: f64,
    tokens: Cell<f64>,
    filled_at: Cell<f64>,
}

impl Bucket {
    /// A full bucket of so many, to which one more comes every so many milliseconds.
    pub(crate) fn new(most: f64, every_ms: f64) -> Self {
        Self { most, every_ms, tokens: Cell::new(most), filled_at: Cell::new(0.0) }
    }

    /// Takes one, where there is one.
    pub(crate) fn take(&self, now: f64) -> bool {
        let came = (now - self.filled_at.get()) / self.every_ms;
        if came > 0.0 {
            self.tokens.set((self.tokens.get() + came).min(self.most));
            self.filled_at.set(now);
        }
        let may = self.tokens.get() >= 1.0;
        if may {
            self.tokens.set(self.tokens.get() - 1.0);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(bucket: &Bucket, times: u32, now: f64) -> u32 {
        (0..times).map(|_| u32::from(bucket.take(now))).sum()
    }

    #[test]
    fn it_empties_and_fills_with_time() {
        let bucket = Bucket::new(20.0, 1_000.0);
        assert_eq!(taken(&bucket, 30, 10.0), 20);
        assert_eq!(taken(&bucket, 5, 900.0), 0);
        assert_eq!(taken(&bucket, 5, 3_500.0), 3);
        assert_eq!(taken(&bucket, 5, 4_200.0), 1);
        assert_eq!(taken(&bucket, 30, 1e9), 20);
    }

    #[test]
    fn a_clock_that_says_nonsense_lets_no_more_through() {
        for now in [f64::NAN, -1.0] {
            let bucket = Bucket::new(20.0, 1_000.0);
            assert_eq!(taken(&bucket, 10, 5_000.0) + taken(&bucket, 30, now), 20);
        }
    }
}
