//! The time of an event, as it is stored and as it is shown: never to the second.
//!
//! A time to the millisecond would link the events of one batch, and an event to a line of a
//! proxy's log. So an event is stored with its minute and the turn of it (`Delivery::in_turn`), and
//! after its day with its hour (`store/src/counts/coarsen.rs`). Answers show hours from midnight on,
//! whether or not the stored time is coarse yet.

use corncrake_core::time::{MINUTE_MS, UnixMillis};

/// Milliseconds of a stored minute from which on they are by chance. Below it they count the turns
/// of the minute (`Delivery::in_turn`): more than a project's object has in one.
pub const BY_CHANCE_MS: i64 = 30_000;

/// The minute in which it happened, or the hour, where its day is over. Of a sharded project, by
/// random bits a moment of its minute: there, what is in one order would be in one object.
pub fn stored_time(happened: UnixMillis, now: UnixMillis, chance: Option<u32>) -> UnixMillis {
    let within = chance.map_or(0, |bits| BY_CHANCE_MS + i64::from(bits) % (MINUTE_MS - BY_CHANCE_MS));
    UnixMillis(displayed_time(happened, now).0.saturating_add(within))
}

/// Whether a stored moment is by chance within its minute.
pub fn is_randomised(stored: UnixMillis) -> bool {
    stored.0 - stored.minute().0 >= BY_CHANCE_MS
}

/// The start of the minute of a moment; of the hour, where its day is over.
pub fn displayed_time(at: UnixMillis, now: UnixMillis) -> UnixMillis {
    if at.day() < now.day() { at.hour() } else { at.minute() }
}

#[cfg(test)]
mod tests {

    use corncrake_core::time::{DAY_MS, HOUR_MS};

    use super::*;

    #[test]
    fn random_moments_are_distinguished_from_turns() {
        let at = UnixMillis(20_000 * DAY_MS + 12 * HOUR_MS + 34 * MINUTE_MS + 56_789);
        assert_eq!(stored_time(at, at, None), at.minute());
        assert!(is_randomised(at) && is_randomised(UnixMillis(at.minute().0 + BY_CHANCE_MS)));
        assert!(!is_randomised(UnixMillis(at.minute().0 + BY_CHANCE_MS - 1)));
    }

    #[test]
    fn today_is_shown_to_the_minute_and_a_past_day_to_the_hour() {
        let at = UnixMillis(20_000 * DAY_MS + 12 * HOUR_MS + 34 * MINUTE_MS + 56_789);
        assert_eq!(displayed_time(at, at), UnixMillis(at.0 - 56_789));
        let tomorrow = at.day().next().start();
        assert_eq!(displayed_time(at, UnixMillis(tomorrow.0 - 1)), UnixMillis(at.0 - 56_789));
        assert_eq!(displayed_time(at, tomorrow), at.hour());
    }
}
