//! The one door to the clock. Everything behind it takes the time as an argument.

use std::cell::Cell;

use corncrake_core::time::{UnixMillis, UtcDay};

/// Milliseconds by which clocks of one collector may differ: those of the edge are set by the
/// second, and a machine's own is mended in small steps. A day that begins later than this is
/// none that a right clock began.
const SKEW_MS: i64 = 600_000;

/// What this isolate's clock said when another clock told a time long before it, and that time.
#[derive(Clone, Copy)]
struct Told {
    own: UnixMillis,
    other: UnixMillis,
    /// Whether the own one stood still between two that were told.
    is_stuck: bool,
}

thread_local! {
    static TOLD: Cell<Option<Told>> = const { Cell::new(None) };
}

/// The time of the edge; it stands still between two waits of a request. In an object that lives
/// it never goes back: workerd lets it stand still until a clock that was set back has caught up.
/// Until then it is what a request that arrived had on its own.
pub(crate) fn now() -> UnixMillis {
    let own = own();
    let told = TOLD.get().filter(|told| told.is_stuck && told.own == own);
    told.map_or(own, |told| told.other)
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn own() -> UnixMillis {
    UnixMillis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}

/// Tells an object the time at which a request arrived somewhere else.
pub(crate) fn arrived_at(other: UnixMillis) {
    let own = own();
    TOLD.set((own.0 > other.0.saturating_add(SKEW_MS)).then(|| Told {
        own,
        other,
        is_stuck: TOLD.get().is_some_and(|before| before.own == own && before.other < other),
    }));
}

/// Whether a day lies so far ahead that only a clock that was wrong can have begun it.
pub(crate) fn is_ahead(day: UtcDay, now: UnixMillis) -> bool {
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
