//! When a delivery that failed is tried again: later each time, by chance within a range so that
//! receivers that were down are not met by all at once, and for a day at most.

use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis};

/// Milliseconds until the second try.
const FIRST_MS: i64 = 30_000;
/// The longest wait between two tries.
const MOST_MS: i64 = 2 * HOUR_MS;
/// How long a delivery is tried.
pub const TRIED_FOR_MS: i64 = DAY_MS;

/// Why a try failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryFailure {
    /// In words, for the log of deliveries.
    pub reason: String,
    /// Whether another try would fail alike.
    pub is_final: bool,
    /// The milliseconds for which the receiver asked not to be tried.
    pub wait_ms: Option<i64>,
}

/// When the next try is, after so many that failed; nothing where it is given up. `chance` is any
/// number.
pub fn next_try(
    failure: &DeliveryFailure,
    attempts: u32,
    begun: UnixMillis,
    now: UnixMillis,
    chance: u32,
) -> Option<UnixMillis> {
    let doubled = FIRST_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20)).min(MOST_MS);
    // Between three quarters of it and five quarters.
    let part = i64::from(chance % 1_000);
    let wait = (doubled * 3 / 4).saturating_add(doubled / 2 * part / 1_000);
    let wait = wait.max(failure.wait_ms.unwrap_or_default());
    let next = UnixMillis(now.0.saturating_add(wait));
    let is_over = next.0.saturating_sub(begun.0) > TRIED_FOR_MS;
    (!failure.is_final && !is_over).then_some(next)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn tries_come_later_each_time_and_end_after_a_day() {
        let failure = DeliveryFailure { reason: String::new(), is_final: false, wait_ms: None };
        for chance in [0, 1, 500, 999, u32::MAX] {
            let (mut now, mut attempts, mut before) = (UnixMillis(7), 1, 0);
            while let Some(next) = next_try(&failure, attempts, UnixMillis(7), now, chance) {
                let wait = next.0 - now.0;
                assert!(wait >= before && (FIRST_MS * 3 / 4..=MOST_MS * 5 / 4).contains(&wait));
                (now, attempts, before) = (next, attempts + 1, wait);
            }
            assert!(now.0 <= DAY_MS + 7 && now.0 > DAY_MS - 3 * HOUR_MS, "{chance}: {}", now.0);
            assert!((15..40).contains(&attempts), "{attempts}");
        }
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_and_may_refuse_for_good() {
        let asks = DeliveryFailure { reason: String::new(), is_final: false, wait_ms: Some(600_000) };
        let next = next_try(&asks, 1, UnixMillis(0), UnixMillis(0), 0).unwrap();
        assert_eq!(next.0, 600_000);
        let too_long = DeliveryFailure { wait_ms: Some(DAY_MS + 1), ..asks.clone() };
        assert_eq!(next_try(&too_long, 1, UnixMillis(0), UnixMillis(0), 0), None);
        let refused = DeliveryFailure { is_final: true, ..asks };
        assert_eq!(next_try(&refused, 1, UnixMillis(0), UnixMillis(0), 0), None);
    }
}
