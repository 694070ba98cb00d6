//! The memory that an isolate has of a day, by digests alone: the visits that are counted, so that the next ping
//! of a session needs no object, and the names that User-Agents have.
//!
//! It must never hold an address, a User-Agent or a visitor's key, and never outlive its day: the key of
//! the digests is random, this isolate's own, and becomes zeros with the salt.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    hash::Hasher,
    rc::Rc,
};

use corncrake_core::{
    ids::{ProjectKey, VisitorKey},
    time::{UnixMillis, UtcDay},
    wire::ping::PingLabels,
};
use corncrake_model::{bounded_map::BoundedMap, events::agent::Agent};
use siphasher::sip128::{Hasher128, SipHasher24};
use zeroize::Zeroizing;

use crate::platform::{clock, random};

/// Digests of visits in each half of what is remembered, of some 20 bytes: two halves are a megabyte or
/// two of an isolate's 128. Sessions beyond them ask their object as before.
const VISITS_OF_A_HALF: usize = 30_000;
/// User-Agents in each half: one has below 100 bytes, and a few hundred are nearly all of a day's requests.
const AGENTS_OF_A_HALF: usize = 1_000;
/// Projects whose last ping is remembered: as many as the copy of the directory has.
const PROJECTS: usize = 1_000;
/// Milliseconds after which an object gets a ping that changes nothing, so that it knows that the site
/// lives: alerts of silence are about hours.
const SIGN_OF_LIFE_MS: u64 = 60_000;

/// A keyed digest of the day.
pub(crate) type Digest = u128;

/// The names that a User-Agent has.
#[derive(Debug, Clone)]
pub(crate) struct KnownAgent {
    /// Its browser and system.
    pub(crate) agent: Agent,
    /// Whether it is a bot's.
    pub(crate) is_bot: bool,
}

/// The memory of a day. Visits and agents are in two halves, not in bounded maps: of so many, the
/// newest stay when there is no more room.
struct DayMemory {
    day: UtcDay,
    key: Zeroizing<[u8; 16]>,
    visits: [HashSet<Digest>; 2],
    agents: [HashMap<Digest, Rc<KnownAgent>>; 2],
    last_pings: BoundedMap<ProjectKey, UnixMillis, PROJECTS>,
}

thread_local! {
    static MEMORY: RefCell<Option<DayMemory>> = const { RefCell::new(None) };
}

impl DayMemory {
    fn new(day: UtcDay, key: Zeroizing<[u8; 16]>) -> Self {
        let (visits, agents, last_pings) = Default::default();
        Self { day, key, visits, agents, last_pings }
    }

    fn digest(&self, parts: &[&[u8]]) -> Digest {
        // Keyed and of 128 bits: nobody who does not know the key finds two visits with one digest.
        let mut digest = SipHasher24::new_with_key(&self.key);
        for part in parts {
            digest.write_u64(part.len() as u64);
            digest.write(part);
        }
        digest.finish128().as_u128()
    }

    fn visit_digest(&self, project: ProjectKey, visitor: VisitorKey, labels: &PingLabels) -> Digest {
        let text = |label: &'_ Option<String>| label.as_deref().unwrap_or_default().as_bytes().to_vec();
        let (release, environment) = (text(&labels.release), text(&labels.environment));
        self.digest(&[project.as_str().as_bytes(), &visitor.0, &release, &environment])
    }

    fn begin_delivery(&mut self, project: ProjectKey, visit: Digest, now: UnixMillis) -> bool {
        let [newer, older] = &self.visits;
        let is_counted = newer.contains(&visit) || older.contains(&visit);
        let is_recent = |last: &UnixMillis| last.0.abs_diff(now.0) < SIGN_OF_LIFE_MS;
        if is_counted && self.last_pings.get(&project).is_some_and(is_recent) {
            return false;
        }
        self.last_pings.insert(project, now, |last| !is_recent(last));
        true
    }

    fn note_counted(&mut self, visit: Digest, day: UtcDay) {
        let [newer, older] = &mut self.visits;
        if self.day != day {
            return;
        }
        if newer.len() >= VISITS_OF_A_HALF {
            *older = std::mem::take(newer);
        }
        newer.insert(visit);
    }

    fn known_agent(&mut self, user_agent: &str, read: impl FnOnce() -> KnownAgent) -> Rc<KnownAgent> {
        let digest = self.digest(&[user_agent.as_bytes()]);
        let [newer, older] = &mut self.agents;
        if let Some(known) = newer.get(&digest) {
            return Rc::clone(known);
        }
        let known = older.remove(&digest).unwrap_or_else(|| Rc::new(read()));
        if newer.len() >= AGENTS_OF_A_HALF {
            *older = std::mem::take(newer);
        }
        newer.insert(digest, Rc::clone(&known));
        known
    }
}

/// Works with the memory of today.
fn with_today<T>(work: impl FnOnce(&mut DayMemory) -> T) -> T {
    let begin = || {
        let mut key = Zeroizing::new([0; 16]);
        random::fill(key.as_mut_slice());
        DayMemory::new(clock::now().day(), key)
    };
    MEMORY.with_borrow_mut(|memory| work(memory.get_or_insert_with(begin)))
}

/// Forgets all of it, where its day is not today; says whether there was something.
pub(super) fn forget_past(now: UnixMillis) -> bool {
    MEMORY.with_borrow_mut(|memory| memory.take_if(|memory| memory.day != now.day())).is_some()
}

/// The digest of a visit. All that a ping can change in the object is in it: another release, or
/// environment, is another visit.
pub(crate) fn visit_digest(project: ProjectKey, visitor: VisitorKey, labels: &PingLabels) -> Digest {
    with_today(|memory| memory.visit_digest(project, visitor, labels))
}

/// Begins to deliver a ping, where its project's object has to have it: its visit is not known to be
/// counted, or no ping went there lately. Says whether it has to.
pub(crate) fn begin_delivery(project: ProjectKey, visit: Digest, now: UnixMillis) -> bool {
    with_today(|memory| memory.begin_delivery(project, visit, now))
}

/// Notes that the object has counted a visit on its day: the same visit changes nothing more.
pub(crate) fn note_counted(visit: Digest, day: UtcDay) {
    with_today(|memory| memory.note_counted(visit, day));
}

/// The names that a User-Agent has, as they were read before today, or now.
pub(crate) fn known_agent(user_agent: &str, read: impl FnOnce() -> KnownAgent) -> Rc<KnownAgent> {
    with_today(|memory| memory.known_agent(user_agent, read))
}

#[cfg(test)]
mod tests {

    use super::*;

    const NOON: UnixMillis = UnixMillis(20_000 * 86_400_000 + 43_200_000);

    fn memory(key: u8) -> DayMemory {
        DayMemory::new(NOON.day(), Zeroizing::new([key; 16]))
    }

    fn labels(release: &str, environment: &str) -> PingLabels {
        PingLabels { release: Some(release.into()), environment: Some(environment.into()) }
    }

    #[test]
    fn a_visit_is_known_by_project_visitor_release_and_environment_under_the_days_key() {
        let (shop, blog) = (ProjectKey::mint(1, b"secret"), ProjectKey::mint(2, b"secret"));
        let [one, two] = [VisitorKey([1; 16]), VisitorKey([2; 16])];
        let of = |project, visitor, release, environment| {
            memory(7).visit_digest(project, visitor, &labels(release, environment))
        };
        let all = [
            of(shop, one, "1.0", "production"),
            of(shop, one, "1.1", "production"),
            of(shop, one, "1.0", "staging"),
            of(shop, one, "1.0production", ""),
            of(shop, two, "1.0", "production"),
            of(blog, one, "1.0", "production"),
            memory(8).visit_digest(shop, one, &labels("1.0", "production")),
        ];
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert_eq!(all[0], of(shop, one, "1.0", "production"));
    }

    #[test]
    fn a_counted_visit_needs_no_object_but_once_a_minute() {
        let mut memory = memory(7);
        let (shop, visit) = (ProjectKey::mint(1, b"secret"), 1);
        let after = |ms: i64| UnixMillis(NOON.0 + ms);
        assert!(memory.begin_delivery(shop, visit, NOON));
        assert!(memory.begin_delivery(shop, visit, NOON), "nobody said that it was counted");
        memory.note_counted(visit, NOON.day());
        assert!(!memory.begin_delivery(shop, visit, after(59_999)));
        assert!(memory.begin_delivery(shop, visit, after(60_000)), "a sign of life");
        assert!(!memory.begin_delivery(shop, visit, after(60_001)));
        assert!(memory.begin_delivery(shop, 2, after(60_001)), "another visit");
        assert!(memory.begin_delivery(ProjectKey::mint(2, b"secret"), visit, after(60_001)));
    }

    #[test]
    fn a_visit_of_another_day_is_not_noted() {
        let mut memory = memory(7);
        let shop = ProjectKey::mint(1, b"secret");
        memory.note_counted(1, NOON.day().next());
        assert!(memory.begin_delivery(shop, 1, NOON));
        assert!(memory.begin_delivery(shop, 1, NOON));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut memory = memory(7);
        for number in 0..3 * VISITS_OF_A_HALF {
            memory.note_counted(number as Digest, NOON.day());
            memory.begin_delivery(ProjectKey::mint(number as u64, b"secret"), 0, NOON);
        }
        let read = || KnownAgent { agent: Agent::default(), is_bot: false };
        for number in 0..3 * AGENTS_OF_A_HALF {
            memory.known_agent(&number.to_string(), read);
        }
        assert!(memory.visits.iter().all(|half| half.len() <= VISITS_OF_A_HALF));
        assert!(memory.agents.iter().all(|half| half.len() <= AGENTS_OF_A_HALF));
        assert!(memory.last_pings.len() <= PROJECTS);
        // The newest are known.
        let newest = 3 * VISITS_OF_A_HALF as Digest - 1;
        memory.begin_delivery(ProjectKey::mint(1, b"secret"), newest, NOON);
        assert!(!memory.begin_delivery(ProjectKey::mint(1, b"secret"), newest, NOON));
        let known = memory.known_agent("2999", || unreachable!("it was read before"));
        assert!(!known.is_bot);
    }
}
