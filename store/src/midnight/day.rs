//! The beginning of a day in a project's tables, noticed by the first
//! write, by the alarm, or by the maintenance that asks each project once a day.

use corncrake_core::time::UnixMillis;
use corncrake_model::clock_skew;

use crate::{
    counts::sessions,
    engine::{Sql, SqlError},
};

/// Milliseconds between two turns that delete what is too old: events come first.
const RETIRE_EVERY_MS: i64 = 1_000;

/// When the next turn that deletes what is too old comes.
pub fn next_cleanup(now: UnixMillis) -> UnixMillis {
    UnixMillis(now.0.saturating_add(RETIRE_EVERY_MS))
}

/// How today began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayStart {
    /// It goes on.
    GoesOn,
    /// It is the first one.
    First,
    /// It comes after another one.
    Next,
    /// It takes the place of a later one, that a wrong clock began.
    Again,
}

impl DayStart {
    /// Whether a day ended with it, of which more is to be deleted.
    pub fn ends_another(self) -> bool {
        matches!(self, Self::Next | Self::Again)
    }
}

/// Begins today, where it has not begun: the hashes of the last day are forgotten.
///
/// A stored day that lies ahead was begun by a clock that was wrong. It would go on until
/// that day came, without counting a session; so today begins in its place.
pub fn begin(sql: &impl Sql, now: UnixMillis) -> Result<DayStart, SqlError> {
    let (today, newest) = (now.day(), sessions::newest_day(sql)?);
    match newest {
        Some(newest) if clock_skew::is_ahead(newest, now) => {
            sessions::begin_again(sql, now).map(|()| DayStart::Again)
        }
        Some(newest) if newest >= today => Ok(DayStart::GoesOn),
        newest => {
            sessions::forget_before(sql, today)?;
            Ok(if newest.is_some() { DayStart::Next } else { DayStart::First })
        }
    }
}

#[cfg(test)]
mod tests {

    use corncrake_core::time::{DAY_MS, UtcDay};

    use super::*;
    use crate::{
        counts::sessions,
        native::Native,
        write::fixtures::{NOON, at, bug, receive, stored_issue},
    };

    fn count(sql: &Native, table: &str) -> i64 {
        sql.first(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().unwrap().integer(0).unwrap()
    }

    #[test]
    fn a_day_begins_once_and_a_past_one_is_forgotten() {
        let sql = Native::project();
        assert_eq!(begin(&sql, NOON).unwrap(), DayStart::First);
        receive(&sql, bug(1, 0));
        assert_eq!(begin(&sql, NOON).unwrap(), DayStart::GoesOn);
        assert_eq!(count(&sql, "session"), 1);
        assert_eq!(begin(&sql, at(DAY_MS)).unwrap(), DayStart::Next);
        assert_eq!((count(&sql, "session"), count(&sql, "issue_session")), (0, 0));
        assert_eq!(sessions::newest_day(&sql).unwrap(), Some(NOON.day().next()));
    }

    #[test]
    fn a_day_that_a_wrong_clock_began_is_taken_back() {
        for days in [1, 2, 365, 40_000] {
            let sql = Native::project();
            receive(&sql, bug(1, 0));
            receive(&sql, bug(1, days * DAY_MS));
            receive(&sql, bug(2, days * DAY_MS));
            let now = at(3_600_000);
            assert_eq!(begin(&sql, now).unwrap(), DayStart::Again, "{days}");
            assert_eq!(sessions::newest_day(&sql).unwrap(), Some(now.day()));
            for number in [1, 2] {
                let issue = stored_issue(&sql, number);
                assert!(issue.last_seen == now && issue.first_seen <= now, "{days}: {issue:?}");
            }
            // Sessions of today are counted again, and events are in their order.
            receive(&sql, bug(1, 7_200_000));
            assert_eq!(
                (count(&sql, "session"), stored_issue(&sql, 1).last_seen),
                (1, at(7_200_000)),
                "{days}"
            );
        }
    }

    #[test]
    fn a_delivery_of_the_first_second_of_tomorrow_is_no_mistake() {
        let sql = Native::project();
        let midnight = UtcDay(NOON.day().0 + 1).start();
        sessions::forget_before(&sql, midnight.day()).unwrap();
        assert_eq!(begin(&sql, UnixMillis(midnight.0 - 1_000)).unwrap(), DayStart::GoesOn);
        assert_eq!(sessions::newest_day(&sql).unwrap(), Some(midnight.day()));
    }
}
