//! How many events one page may send: a cap for its life, and a bucket against bursts.
//!
//! A broken page can fail a thousand times a second. It must not cost its visitor's
//! network, nor fill the collector with one bug. What is refused is counted. Time is an
//! argument, in milliseconds of any clock that does not go back.

use core::cell::Cell;

/// Events one page may send in its life. The first ones tell what is broken; this holds
/// until there is a queue that sends many in one request.
pub(crate) const EVENTS_PER_PAGE: u32 = 50;
/// Events that may leave at once: a page that starts broken fails in several places.
pub(crate) const BURST: u32 = 20;
/// Milliseconds until one more may leave.
const REFILL_MS: f64 = 1_000.0;

/// What a page may still send.
pub(crate) struct Budget {
    sent: Cell<u32>,
    dropped: Cell<u32>,
    tokens: Cell<u32>,
    filled_at: Cell<f64>,
}

impl Budget {
    pub(crate) fn new(now: f64) -> Self {
        let (sent, dropped) = (Cell::new(0), Cell::new(0));
        Self { sent, dropped, tokens: Cell::new(BURST), filled_at: Cell::new(now) }
    }

    /// Whether one more event may leave now; if not, it is counted as dropped.
    pub(crate) fn spend(&self, now: f64) -> bool {
        while self.tokens.get() < BURST && now - self.filled_at.get() >= REFILL_MS {
            self.tokens.set(self.tokens.get() + 1);
            self.filled_at.set(self.filled_at.get() + REFILL_MS);
        }
        if self.tokens.get() == BURST {
            self.filled_at.set(now);
        }
        if self.sent.get() >= EVENTS_PER_PAGE || self.tokens.get() == 0 {
            self.refuse();
            return false;
        }
        self.sent.set(self.sent.get() + 1);
        self.tokens.set(self.tokens.get() - 1);
        true
    }

    pub(crate) fn refuse(&self) {
        self.dropped.set(self.dropped.get().saturating_add(1));
    }

    pub(crate) fn dropped(&self) -> u32 {
        self.dropped.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(budget: &Budget, times: u32, now: f64) -> u32 {
        (0..times).map(|_| u32::from(budget.spend(now))).sum()
    }

    #[test]
    fn a_burst_ends_and_refills_with_time() {
        let budget = Budget::new(0.0);
        assert_eq!(sent(&budget, 30, 10.0), BURST);
        assert_eq!(budget.dropped(), 10);
        assert_eq!(sent(&budget, 5, 900.0), 0);
        assert_eq!(sent(&budget, 5, 3_500.0), 3);
        assert_eq!(sent(&budget, 5, 4_200.0), 1);
        assert_eq!(budget.dropped(), 10 + 5 + 2 + 4);
    }

    #[test]
    fn the_life_of_a_page_has_an_end_too() {
        let budget = Budget::new(0.0);
        let all: u32 = (1..100).map(|hour| sent(&budget, 7, f64::from(hour) * 3_600_000.0)).sum();
        assert_eq!(all, EVENTS_PER_PAGE);
        assert_eq!(budget.dropped(), 99 * 7 - EVENTS_PER_PAGE);
    }

    #[test]
    fn a_clock_that_says_nonsense_lets_no_more_through() {
        let budget = Budget::new(f64::NAN);
        assert_eq!(sent(&budget, 30, f64::NAN), BURST);
        let budget = Budget::new(5_000.0);
        assert_eq!(sent(&budget, 30, -1.0), BURST);
    }
}
