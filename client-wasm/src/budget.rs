//! The CPU time that a page gives the client, as a token bucket: so much at once, and
//! then so much a second. Time is an argument, in milliseconds of any clock that does not go back.
//!
//! `core::limit` counts whole tokens of a wall clock; here they are shares of a millisecond,
//! of which a debt may be left, on the clock of a page.

use core::cell::Cell;

/// What may still be taken.
pub(crate) struct CpuBudget {
    most: f64,
    per_ms: f64,
    tokens: Cell<f64>,
    filled_at: Cell<f64>,
}

impl CpuBudget {
    /// A full bucket of so much, to which so much comes every millisecond.
    pub(crate) fn new(most: f64, per_ms: f64) -> Self {
        Self { most, per_ms, tokens: Cell::new(most), filled_at: Cell::new(0.0) }
    }

    /// Takes so much, where it is there.
    pub(crate) fn try_spend(&self, price: f64, now: f64) -> bool {
        let came = (now - self.filled_at.get()) * self.per_ms;
        if came > 0.0 {
            self.tokens.set((self.tokens.get() + came).min(self.most));
            self.filled_at.set(now);
        }
        let may = self.tokens.get() >= price;
        if may {
            self.charge(price);
        }
        may
    }

    /// Takes what turned out to be the price, there or not: a debt, of at most what it holds.
    pub(crate) fn charge(&self, price: f64) {
        self.tokens.set((self.tokens.get() - price).max(-self.most));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(budget: &CpuBudget, times: u32, now: f64) -> u32 {
        (0..times).map(|_| u32::from(budget.try_spend(1.0, now))).sum()
    }

    #[test]
    fn it_empties_and_fills_with_time() {
        let budget = CpuBudget::new(20.0, 0.001);
        assert_eq!(taken(&budget, 30, 10.0), 20);
        assert_eq!(taken(&budget, 5, 900.0), 0);
        assert_eq!(taken(&budget, 5, 3_500.0), 3);
        assert_eq!(taken(&budget, 5, 4_200.0), 1);
        assert_eq!(taken(&budget, 30, 1e9), 20);
    }

    #[test]
    fn a_debt_is_paid_first_and_has_an_end() {
        let budget = CpuBudget::new(20.0, 0.001);
        assert_eq!(taken(&budget, 1, 0.0), 1);
        budget.charge(1e9);
        assert_eq!(taken(&budget, 1, 20_500.0), 0);
        assert_eq!(taken(&budget, 5, 22_000.0), 2);
    }

    #[test]
    fn a_clock_that_says_nonsense_lets_no_more_through() {
        for now in [f64::NAN, -1.0] {
            let budget = CpuBudget::new(20.0, 0.001);
            assert_eq!(taken(&budget, 10, 5_000.0) + taken(&budget, 30, now), 20);
        }
    }
}
