//! The rate limits of a project: token buckets for the project, a network, a session and an issue, and
//! the room on its disk. All of it is memory; time and chance are arguments.
//!
//! Above a rate nothing is taken, and the sender may come again. Above an issue's rate, or without
//! room, events are counted and not kept. Visits without an event take nothing and are never
//! refused, so that no bucket reveals other senders; what a sender with somebody else's address
//! and browser can learn of that one's events is blurred by a random delay once a bucket is empty.

use std::{collections::BTreeMap, hash::Hash};

use corncrake_core::{
    ids::{IssueId, VisitorKey},
    limit::{FIRST_KEPT, RateLimit, TokenBucket},
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    bounded_map::BoundedMap,
    events::{
        delivery::{Delivery, NetworkKey},
        outcomes::Outcomes,
    },
    project::limits::{ProjectLimits, ResourceLimits},
};

use super::budgets::HourlyBudgets;

/// Seconds in which a session may send as much again as it may at once: 1,000 at once are five
/// a second.
const SESSION_REFILL_SECONDS: u32 = 200;
/// Sessions whose rate a network has: an office, a school.
const SESSIONS_OF_A_NETWORK: u32 = 10;
/// The longest that nothing comes into the bucket of a session or a network that is empty, in
/// milliseconds: as long as some hundred events of a session take, so that one more or less of
/// somebody else's cannot be seen in it.
const MOST_DELAY_MS: u32 = 20_000;
/// Of one issue, as events kept with all they say: the first ones at once, then one a second.
const ISSUE: RateLimit = RateLimit { burst: FIRST_KEPT as u32, per_second: 1 };
/// A project may use the rate of so many seconds at once: a deploy that breaks everything.
const PROJECT_BURST_SECONDS: u32 = 20;
/// The share of a project's room that hashes and keys of the day may have beyond it, so that
/// sessions are counted in a project that is full of events: a quarter.
const ROOM_FOR_HASHES: u64 = 4;
/// The share of a project's room that is a reserve: for issues that are new, when all else is
/// full. A tenth.
const RESERVE: u64 = 10;
/// Bytes of a provisional issue, about: its first event, cut short, and what finds it.
const PROVISIONAL_BYTES: u64 = 16_000;
/// The most provisional issues that a project has, however much room: a list that a person reads.
const MOST_PROVISIONAL: u64 = 1_000;
/// The fewest.
const LEAST_PROVISIONAL: u64 = 10;
/// Milliseconds after which a flood is looked for again where none was found.
const THIN_EVERY_MS: i64 = 60_000;
/// Buckets that are remembered of a kind, each below 100 bytes.
const REMEMBERED: usize = 10_000;

/// The buckets of a kind, by their names.
type Buckets<K, B> = BoundedMap<K, B, REMEMBERED>;

/// The limits of one project, and how far they are used.
pub struct RateLimits {
    /// The most, whatever the project says.
    most: ResourceLimits,
    rate: RateLimit,
    session_rate: RateLimit,
    bytes: u64,
    project: Option<TokenBucket>,
    networks: Buckets<NetworkKey, DelayedBucket>,
    sessions: Buckets<VisitorKey, DelayedBucket>,
    issues: Buckets<IssueId, TokenBucket>,
    day: Option<UtcDay>,
    /// What was refused since something was last written.
    unwritten: Outcomes,
    /// The use of the hour that goes on.
    pub(crate) budgets: HourlyBudgets,
    /// When a flood may be looked for again.
    thin_at: UnixMillis,
}

/// A bucket that is delayed once when it is empty.
#[derive(Debug, Clone, Copy)]
struct DelayedBucket {
    bucket: TokenBucket,
    is_delayed: bool,
}

impl DelayedBucket {
    fn full(rate: RateLimit, now: UnixMillis) -> Self {
        Self { bucket: TokenBucket::full(rate, now), is_delayed: false }
    }

    fn holds(&self, tokens: u32, rate: RateLimit, now: UnixMillis) -> bool {
        self.bucket.wait(tokens, rate, now) == 0
    }

    fn take(&mut self, tokens: u32, rate: RateLimit, now: UnixMillis) {
        self.bucket.take(tokens, rate, now);
        self.is_delayed = false;
    }

    fn delay(&mut self, chance: u8, rate: RateLimit, now: UnixMillis) {
        if !std::mem::replace(&mut self.is_delayed, true) {
            self.bucket.delay(MOST_DELAY_MS / 256 * u32::from(chance), rate, now);
        }
    }
}

impl RateLimits {
    /// Those that the operator set, until the project says less.
    pub fn of(most: ResourceLimits) -> Self {
        let nothing = RateLimit { burst: 0, per_second: 0 };
        let mut limits = Self {
            most,
            rate: nothing,
            session_rate: nothing,
            bytes: 0,
            project: None,
            networks: Buckets::default(),
            sessions: Buckets::default(),
            issues: Buckets::default(),
            day: None,
            unwritten: Outcomes::default(),
            budgets: HourlyBudgets::default(),
            thin_at: UnixMillis(0),
        };
        limits.keep_to(ProjectLimits::default());
        limits
    }

    /// With these events a second and megabytes.
    #[cfg(test)]
    pub fn new(events_per_second: u32, megabytes: u32) -> Self {
        Self::of(ResourceLimits { events_per_second, megabytes, ..ResourceLimits::default() })
    }

    /// From now on what the project says counts, as far as it is less.
    pub fn keep_to(&mut self, own: ProjectLimits) {
        let ResourceLimits { events_per_second, megabytes, session_events } = self.most.within(own);
        let burst = events_per_second.saturating_mul(PROJECT_BURST_SECONDS);
        self.rate = RateLimit { burst, per_second: events_per_second };
        let per_second = (session_events / SESSION_REFILL_SECONDS).max(1);
        self.session_rate = RateLimit { burst: session_events, per_second };
        self.bytes = u64::from(megabytes) * 1_000_000;
        self.budgets.set_room(self.bytes);
    }

    /// The bytes that its database may have.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The bytes from which on the rest is a reserve.
    pub fn full_at(&self) -> u64 {
        self.bytes - self.bytes / RESERVE
    }

    /// What there is room for in a database of this size.
    pub fn room(&self, bytes: u64) -> StorageRoom {
        let with_hashes = self.bytes.saturating_add(self.bytes / ROOM_FOR_HASHES);
        let reserve = self.bytes / RESERVE / PROVISIONAL_BYTES;
        StorageRoom {
            events: bytes < self.full_at(),
            hashes: bytes < with_hashes,
            provisional: reserve.clamp(LEAST_PROVISIONAL, MOST_PROVISIONAL),
        }
    }

    /// Whether a flood is to be looked for, whose events make room.
    pub fn may_thin(&self, now: UnixMillis) -> bool {
        now >= self.thin_at
    }

    /// None was found.
    pub fn nothing_to_thin(&mut self, now: UnixMillis) {
        self.thin_at = UnixMillis(now.0.saturating_add(THIN_EVERY_MS));
    }

    /// Forgets the visitors and networks of another day: no key of a past day is stored anywhere, so
    /// this memory drops them, too, and gives its place back.
    pub fn begin_day(&mut self, day: UtcDay) {
        if self.day != Some(day) {
            self.sessions = Buckets::default();
            self.networks = Buckets::default();
            self.day = Some(day);
        }
    }

    /// Takes what a request brings, each record from its own session's bucket; or refuses it and
    /// notes that. A visit without an event takes nothing.
    pub fn admit(&mut self, delivery: &Delivery, chance: impl Fn() -> u8) -> bool {
        let now = delivery.arrived;
        self.begin_day(now.day());
        if delivery.is_ping() {
            return true;
        }
        let mut of_sessions: BTreeMap<VisitorKey, u32> = BTreeMap::new();
        for record in &delivery.records {
            *of_sessions.entry(record.visitor).or_default() += 1;
        }
        if delivery.records.is_empty() {
            of_sessions.insert(delivery.visitor, 1);
        }
        let tokens = of_sessions.values().fold(0, |sum: u32, some| sum.saturating_add(*some));
        let (rate, session_rate) = (self.rate, self.session_rate);
        let network_rate = RateLimit {
            burst: session_rate.burst.saturating_mul(SESSIONS_OF_A_NETWORK),
            per_second: session_rate.per_second.saturating_mul(SESSIONS_OF_A_NETWORK),
        };
        let project = self.project.get_or_insert(TokenBucket::full(rate, now));
        let mut may = project.wait(tokens, rate, now) == 0;
        if let Some(network) = delivery.network {
            let bucket = of(&mut self.networks, network, network_rate, now);
            if !bucket.holds(tokens, network_rate, now) {
                bucket.delay(chance(), network_rate, now);
                may = false;
            }
        }
        for (session, tokens) in &of_sessions {
            let bucket = of(&mut self.sessions, *session, session_rate, now);
            if !bucket.holds(*tokens, session_rate, now) {
                bucket.delay(chance(), session_rate, now);
                may = false;
            }
        }
        if !may {
            self.unwritten.limited = self.unwritten.limited.saturating_add(delivery.events());
            return false;
        }
        project.take(tokens, rate, now);
        if let Some(network) = delivery.network {
            of(&mut self.networks, network, network_rate, now).take(tokens, network_rate, now);
        }
        for (session, tokens) in of_sessions {
            of(&mut self.sessions, session, session_rate, now).take(tokens, session_rate, now);
        }
        true
    }

    /// Whether an issue may keep one more event with all it says.
    pub fn may_keep(&mut self, issue: IssueId, now: UnixMillis) -> bool {
        let bucket = of(&mut self.issues, issue, ISSUE, now);
        let may = bucket.wait(1, ISSUE, now) == 0;
        if may {
            bucket.take(1, ISSUE, now);
        }
        may
    }

    /// What was refused and is not written yet.
    pub fn unwritten(&self) -> Outcomes {
        self.unwritten
    }

    /// It is written now.
    pub fn written(&mut self) {
        self.unwritten = Outcomes::default();
    }
}

/// A bucket that can be made anew.
trait Refillable {
    fn refilled(rate: RateLimit, now: UnixMillis) -> Self;
    /// Whether nobody could tell it from a new one.
    fn is_as_new(&self, rate: RateLimit, now: UnixMillis) -> bool;
}

impl Refillable for TokenBucket {
    fn refilled(rate: RateLimit, now: UnixMillis) -> Self {
        Self::full(rate, now)
    }

    fn is_as_new(&self, rate: RateLimit, now: UnixMillis) -> bool {
        self.is_full(rate, now)
    }
}

impl Refillable for DelayedBucket {
    fn refilled(rate: RateLimit, now: UnixMillis) -> Self {
        Self::full(rate, now)
    }

    fn is_as_new(&self, rate: RateLimit, now: UnixMillis) -> bool {
        self.bucket.is_full(rate, now)
    }
}

/// The bucket of a name. Where too many are remembered, full ones are forgotten, which
/// nobody can tell from new ones; and where that is not enough, all are.
fn of<K: Eq + Hash, B: Refillable>(
    buckets: &mut Buckets<K, B>,
    name: K,
    rate: RateLimit,
    now: UnixMillis,
) -> &mut B {
    buckets.get_or_insert_with(name, || B::refilled(rate, now), |bucket| bucket.is_as_new(rate, now))
}

/// What the database has room for.
#[derive(Debug, Clone, Copy)]
pub struct StorageRoom {
    /// Events, and issues that are opened with all they say: all that stays. What is beyond is a
    /// reserve for issues that are new.
    pub events: bool,
    /// Hashes and keys, which stay until the day ends.
    pub hashes: bool,
    /// So many issues that are opened in the reserve; one more, and the oldest gives way.
    pub provisional: u64,
}

#[cfg(test)]
mod tests;
