//! The one door to the clock. Everything behind it takes the time as an argument.

use corncrake_core::time::UnixMillis;

/// The time of the edge; it stands still between two waits of a request.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(crate) fn now() -> UnixMillis {
    UnixMillis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}
