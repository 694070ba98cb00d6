//! What a project takes: token buckets for the project, a session and an issue, and the
//! room on its disk. All of it is memory; the time is an argument.
//!
//! Above a session's or the project's rate nothing is taken, and the sender is told when to
//! come again. Above an issue's rate, or without room, events are counted and not kept.

use std::{collections::HashMap, hash::Hash};

use corncrake_core::{
    ids::{IssueId, VisitorKey},
    limit::{Bucket, FIRST_KEPT, Rate},
    time::{UnixMillis, UtcDay},
};

use super::write::Room;
use crate::{
    allowance::Allowance,
    store::{Outcomes, OwnLimits},
};

/// Seconds in which a session may send as much again as it may at once: 1,000 at once are five
/// a second.
const SESSION_REFILL_SECONDS: u32 = 200;
/// Of one issue, as events kept with all they say: the first ones at once, then one a second.
const ISSUE: Rate = Rate { burst: FIRST_KEPT as u32, per_second: 1 };
/// A project may use the rate of so many seconds at once: a deploy that breaks everything.
const PROJECT_BURST_SECONDS: u32 = 20;
/// The share of a project's room that hashes and keys of the day may have beyond it, so that
/// sessions are counted in a project that is full of events: a quarter.
const ROOM_FOR_HASHES: u64 = 4;
/// Buckets that are remembered of a kind, each below 100 bytes.
const REMEMBERED: usize = 10_000;

/// The limits of one project, and how far they are used.
pub(crate) struct Limits {
    /// The most, whatever the project says.
    most: Allowance,
    rate: Rate,
    session_rate: Rate,
    bytes: u64,
    project: Option<Bucket>,
    sessions: HashMap<VisitorKey, Bucket>,
    issues: HashMap<IssueId, Bucket>,
    day: Option<UtcDay>,
    /// What was refused since something was last written.
    unwritten: Outcomes,
}

impl Limits {
    /// Those that the operator set, until the project says less.
    pub(crate) fn of(most: Allowance) -> Self {
        let nothing = Rate { burst: 0, per_second: 0 };
        let mut limits = Self {
            most,
            rate: nothing,
            session_rate: nothing,
            bytes: 0,
            project: None,
            sessions: HashMap::new(),
            issues: HashMap::new(),
            day: None,
            unwritten: Outcomes::default(),
        };
        limits.keep_to(OwnLimits::default());
        limits
    }

    /// With these events a second and megabytes.
    #[cfg(test)]
    pub(crate) fn new(events_per_second: u32, megabytes: u32) -> Self {
        Self::of(Allowance { events_per_second, megabytes, ..Allowance::default() })
    }

    /// From now on what the project says counts, as far as it is less.
    pub(crate) fn keep_to(&mut self, own: OwnLimits) {
        let Allowance { events_per_second, megabytes, session_events } = self.most.within(own);
        let burst = events_per_second.saturating_mul(PROJECT_BURST_SECONDS);
        self.rate = Rate { burst, per_second: events_per_second };
        let per_second = (session_events / SESSION_REFILL_SECONDS).max(1);
        self.session_rate = Rate { burst: session_events, per_second };
        self.bytes = u64::from(megabytes) * 1_000_000;
    }

    /// The bytes that its database may have.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What there is room for in a database of this size.
    pub(crate) fn room(&self, bytes: u64) -> Room {
        let with_hashes = self.bytes.saturating_add(self.bytes / ROOM_FOR_HASHES);
        Room { events: bytes < self.bytes, hashes: bytes < with_hashes }
    }

    /// Takes so many events or pings of a session; or says in how many seconds to come again,
    /// and notes that `events` were refused.
    pub(crate) fn admit(
        &mut self,
        visitor: VisitorKey,
        tokens: u32,
        events: u64,
        now: UnixMillis,
    ) -> Result<(), u32> {
        if self.day != Some(now.day()) {
            // The key of a past day is nowhere, and so not here.
            self.sessions.clear();
            self.day = Some(now.day());
        }
        let project = self.project.get_or_insert(Bucket::full(self.rate, now));
        let session_rate = self.session_rate;
        let of_session = of(&mut self.sessions, visitor, session_rate, now);
        let wait = project.wait(tokens, self.rate, now).max(of_session.wait(tokens, session_rate, now));
        if wait > 0 {
            self.unwritten.limited = self.unwritten.limited.saturating_add(events);
            return Err(wait);
        }
        project.take(tokens, self.rate, now);
        of_session.take(tokens, session_rate, now);
        Ok(())
    }

    /// Whether an issue may keep one more event with all it says.
    pub(crate) fn may_keep(&mut self, issue: IssueId, now: UnixMillis) -> bool {
        let bucket = of(&mut self.issues, issue, ISSUE, now);
        let may = bucket.wait(1, ISSUE, now) == 0;
        if may {
            bucket.take(1, ISSUE, now);
        }
        may
    }

    /// What was refused and is not written yet.
    pub(crate) fn unwritten(&self) -> Outcomes {
        self.unwritten
    }

    /// It is written now.
    pub(crate) fn written(&mut self) {
        self.unwritten = Outcomes::default();
    }
}

/// The bucket of a name. Where too many are remembered, full ones are forgotten, which
/// nobody can tell from new ones; and where that is not enough, all are.
fn of<K: Eq + Hash>(buckets: &mut HashMap<K, Bucket>, name: K, rate: Rate, now: UnixMillis) -> &mut Bucket {
    if buckets.len() >= REMEMBERED && !buckets.contains_key(&name) {
        buckets.retain(|_, bucket| !bucket.is_full(rate, now));
        if buckets.len() >= REMEMBERED {
            buckets.clear();
        }
    }
    buckets.entry(name).or_insert(Bucket::full(rate, now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use corncrake_core::{ids::FingerprintHash, time::DAY_MS};

    const NOON: UnixMillis = UnixMillis(20_000 * DAY_MS + DAY_MS / 2);

    fn session(number: u32) -> VisitorKey {
        let mut hash = [0; 16];
        hash[..4].copy_from_slice(&number.to_be_bytes());
        VisitorKey(hash)
    }

    #[test]
    fn one_session_cannot_use_up_what_others_may_send() {
        let mut limits = Limits::new(500, 1);
        for _ in 0..20 {
            assert_eq!(limits.admit(session(1), 50, 50, NOON), Ok(()));
        }
        assert_eq!(limits.admit(session(1), 50, 70, NOON), Err(10));
        assert_eq!(limits.unwritten().limited, 70);
        assert_eq!(limits.admit(session(2), 50, 50, NOON), Ok(()));
        assert_eq!(limits.admit(session(1), 50, 50, UnixMillis(NOON.0 + 10_000)), Ok(()));
        limits.written();
        assert_eq!(limits.unwritten(), Outcomes::default());
    }

    #[test]
    fn the_project_has_its_own_and_a_refusal_takes_nothing() {
        let mut limits = Limits::new(1, 1);
        assert_eq!(limits.admit(session(1), 15, 15, NOON), Ok(()));
        assert_eq!(limits.admit(session(2), 10, 10, NOON), Err(5));
        assert_eq!(limits.admit(session(3), 5, 5, NOON), Ok(()));
        assert_eq!(limits.admit(session(4), 1, 0, NOON), Err(1));
    }

    #[test]
    fn what_a_project_says_counts_at_once_and_only_as_less() {
        let mut limits = Limits::new(500, 1);
        assert_eq!(limits.admit(session(1), 900, 900, NOON), Ok(()));
        let own = OwnLimits { session_events: Some(40), megabytes: Some(9), ..OwnLimits::default() };
        limits.keep_to(own);
        assert_eq!(limits.bytes(), 1_000_000, "the operator allows one");
        assert_eq!(limits.admit(session(1), 40, 40, NOON), Ok(()));
        assert_eq!(limits.admit(session(1), 3, 3, NOON), Err(3));
        limits.keep_to(OwnLimits { events_per_second: Some(1), ..own });
        assert_eq!(limits.admit(session(2), 21, 21, NOON), Ok(()), "what is asked at once is bounded");
        assert_eq!(limits.admit(session(3), 2, 2, NOON), Err(2));
    }

    #[test]
    fn an_issue_keeps_its_first_events_and_then_one_a_second() {
        let mut limits = Limits::new(500, 1);
        let issue = |byte| IssueId::of(&FingerprintHash([byte; 16]));
        let kept = (0..1_000).filter(|_| limits.may_keep(issue(1), NOON)).count();
        assert_eq!(kept, 100);
        assert!(limits.may_keep(issue(2), NOON), "another issue has its own");
        let later = UnixMillis(NOON.0 + 3_000);
        assert_eq!((0..10).filter(|_| limits.may_keep(issue(1), later)).count(), 3);
    }

    #[test]
    fn memory_is_bounded_and_holds_no_hash_of_a_past_day() {
        let mut limits = Limits::new(u32::MAX, 1);
        for number in 0..30_000 {
            assert_eq!(limits.admit(session(number), 1, 1, NOON), Ok(()));
            assert!(limits.sessions.len() <= REMEMBERED);
        }
        let tomorrow = UnixMillis(NOON.0 + DAY_MS);
        assert_eq!(limits.admit(session(1), 1, 1, tomorrow), Ok(()));
        assert_eq!(limits.sessions.len(), 1);
    }
}
