//! The one door to the clock. Everything behind it takes the time as an argument.

use std::cell::Cell;

use corncrake_core::time::UnixMillis;
use corncrake_model::clock_skew::SKEW_MS;

/// A reading of this isolate's clock, and the earlier time that a request arrived with.
#[derive(Clone, Copy)]
struct ClockReadings {
    own: UnixMillis,
    other: UnixMillis,
    /// Whether the own clock stood still between two arrivals.
    has_stopped: bool,
}

thread_local! {
    static READINGS: Cell<Option<ClockReadings>> = const { Cell::new(None) };
}

/// The time of the edge; it stands still between two waits of a request. In an object that lives
/// it never goes back: workerd lets it stand still until a clock that was set back has caught up.
/// Until then it is what a request that arrived had on its own.
pub(crate) fn now() -> UnixMillis {
    let own = system_time();
    let readings = READINGS.get().filter(|read| read.has_stopped && read.own == own);
    readings.map_or(own, |read| read.other)
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn system_time() -> UnixMillis {
    UnixMillis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}

/// Notes when the newest request of an object's turn arrived, by the clock of where it did.
pub(crate) fn arrived_at(other: UnixMillis) {
    let own = system_time();
    READINGS.set((own.0 > other.0.saturating_add(SKEW_MS)).then(|| ClockReadings {
        own,
        other,
        has_stopped: READINGS.get().is_some_and(|before| before.own == own && before.other < other),
    }));
}
