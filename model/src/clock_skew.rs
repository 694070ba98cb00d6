//! How far the clocks of one collector may differ.

use corncrake_core::time::{UnixMillis, UtcDay};

/// Milliseconds by which clocks of one collector may differ: those of the edge are set by the
/// second, and a machine's own is mended in small steps. A day that begins later than this is
/// none that a right clock began.
pub const SKEW_MS: i64 = 600_000;

/// Whether a day lies so far ahead that only a clock that was wrong can have begun it.
pub fn is_ahead(day: UtcDay, now: UnixMillis) -> bool {
    day > UnixMillis(now.0.saturating_add(SKEW_MS)).day()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn tomorrow_is_ahead_until_its_first_minutes_may_be_here() {
        let day = UtcDay(20_000);
        let midnight = day.next().start();
        assert!(!is_ahead(day, day.start()) && !is_ahead(day, midnight));
        assert!(is_ahead(day.next(), UnixMillis(midnight.0 - SKEW_MS - 1)));
        assert!(!is_ahead(day.next(), UnixMillis(midnight.0 - SKEW_MS)));
        assert!(is_ahead(day.next().next(), midnight));
    }
}
