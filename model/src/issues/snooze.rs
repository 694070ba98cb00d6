//! How long a snoozed issue sleeps, and how it came back.

use corncrake_core::time::{DAY_MS, UnixMillis};
use serde::{Deserialize, Serialize};

/// Days that an issue sleeps at most: what nobody wants to see for longer is ignored.
pub const MOST_DAYS: i64 = 366;
/// Sessions that an issue sleeps through at most.
pub const MOST_SESSIONS: u32 = 1_000_000;

/// What ends the sleep of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Snooze {
    /// This moment.
    Until(UnixMillis),
    /// So many more sessions that have the issue. Of an issue that sleeps: those that are left.
    Sessions(u32),
    /// A release that was not known when it was snoozed.
    Release,
}

impl Snooze {
    /// Why this is no snooze that begins now, in words; nothing where it is one.
    pub fn fault(self, now: UnixMillis) -> Option<String> {
        match self {
            Self::Until(at) if at <= now => Some("must be in the future".to_owned()),
            Self::Until(at) if at.0.saturating_sub(now.0) > MOST_DAYS * DAY_MS => {
                Some(format!("must be within {MOST_DAYS} days"))
            }
            Self::Sessions(0 | MOST_SESSIONS_AND_ONE..) => {
                Some(format!("must be a number from 1 to {MOST_SESSIONS}"))
            }
            Self::Until(_) | Self::Sessions(_) | Self::Release => None,
        }
    }

    /// The same of each of so many objects, which share the sessions of an issue.
    pub fn of_each(self, objects: u32) -> Self {
        match self {
            Self::Sessions(sessions) => Self::Sessions(sessions.div_ceil(objects.max(1))),
            other => other,
        }
    }
}

const MOST_SESSIONS_AND_ONE: u32 = MOST_SESSIONS + 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snooze_ends_later_and_within_bounds() {
        let now = UnixMillis(1_000);
        let year = UnixMillis(now.0 + MOST_DAYS * DAY_MS);
        for good in [
            Snooze::Until(UnixMillis(1_001)),
            Snooze::Until(year),
            Snooze::Sessions(1),
            Snooze::Sessions(MOST_SESSIONS),
            Snooze::Release,
        ] {
            assert_eq!(good.fault(now), None, "{good:?}");
        }
        for bad in [
            Snooze::Until(now),
            Snooze::Until(UnixMillis(i64::MIN)),
            Snooze::Until(UnixMillis(year.0 + 1)),
            Snooze::Until(UnixMillis(i64::MAX)),
            Snooze::Sessions(0),
            Snooze::Sessions(u32::MAX),
        ] {
            assert!(bad.fault(now).is_some(), "{bad:?}");
        }
        assert_eq!(Snooze::Sessions(5).of_each(2), Snooze::Sessions(3));
        assert_eq!(Snooze::Release.of_each(2), Snooze::Release);
    }
}
