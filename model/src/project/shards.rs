//! The shards of a project, and which of them takes a session's events.
//!
//! Another number of objects counts from the next midnight (UTC) on, when every session gets
//! a new hash anyway: so no session is ever counted by two objects, and nothing is moved.
//! Objects that were in use once are read for ever.

use corncrake_core::{
    ids::{Jurisdiction, ProjectKey, VisitorKey},
    project_limits::MOST_OBJECTS,
    time::UtcDay,
};
use serde::{Deserialize, Serialize};

/// How many shards a project has, and had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardMap {
    /// How many take its events from `since` on.
    objects: u16,
    since: UtcDay,
    /// How many did before that.
    before: u16,
    /// The most that ever did, all of which are read.
    ever: u16,
}

impl Default for ShardMap {
    fn default() -> Self {
        Self { objects: 1, since: UtcDay(0), before: 1, ever: 1 }
    }
}

/// One of a project's objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShardId(pub u16);

impl ShardMap {
    /// Another number of objects, from the next day on.
    pub fn with_count(self, objects: u16, today: UtcDay) -> Self {
        let objects = objects.clamp(1, MOST_OBJECTS);
        Self { objects, since: today.next(), before: self.on(today), ever: self.ever.max(objects) }
    }

    /// How many objects take events of a day.
    pub fn on(self, day: UtcDay) -> u16 {
        if day >= self.since { self.objects } else { self.before }
    }

    /// How many there will be once the last change counts.
    pub fn next_count(self) -> u16 {
        self.objects
    }

    /// Where a session's events go for a day.
    pub fn shard_of(self, visitor: VisitorKey, day: UtcDay) -> ShardId {
        // The key is uniform, so any two bytes of it are.
        let [high, low, ..] = visitor.0;
        ShardId(u16::from_be_bytes([high, low]) % self.on(day).max(1))
    }

    /// Whether one object has all of it.
    pub fn is_single(self) -> bool {
        self.ever <= 1
    }

    /// Every object that may hold something.
    pub fn all(self) -> impl Iterator<Item = ShardId> {
        (0..self.ever.max(1)).map(ShardId)
    }
}

/// Where the object of a name must be.
pub fn jurisdiction_of(name: &str) -> Option<Jurisdiction> {
    let key = name.split('/').next()?;
    key.parse::<ProjectKey>().ok()?.jurisdiction()
}

impl ShardId {
    /// The name of the object. These are storage keys: to change one is to lose what it has.
    pub fn name(self, key: ProjectKey) -> String {
        match self.0 {
            0 => key.as_str().to_owned(),
            shard_of => format!("{}/{shard_of}", key.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn sessions() -> impl Iterator<Item = VisitorKey> {
        (0..=u16::MAX).step_by(7).map(|n| {
            let [high, low] = n.to_be_bytes();
            VisitorKey([high, low, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
        })
    }

    #[test]
    fn a_session_stays_where_it_is_for_its_day() {
        let (today, tomorrow) = (UtcDay(20_000), UtcDay(20_001));
        let one = ShardMap::default();
        let four = one.with_count(4, today);
        let two = four.with_count(2, today);
        for session in sessions() {
            assert_eq!(four.shard_of(session, today), one.shard_of(session, today), "nothing moves today");
            assert_eq!(two.shard_of(session, today), ShardId(0), "nor when it is changed again");
        }
        let used = |spread: ShardMap| -> std::collections::BTreeSet<ShardId> {
            sessions().map(|session| spread.shard_of(session, tomorrow)).collect()
        };
        assert_eq!((used(four).len(), used(two).len()), (4, 2));
    }

    #[test]
    fn objects_that_were_used_are_read_for_ever() {
        let day = UtcDay(20_000);
        let many = ShardMap::default().with_count(5, day);
        let fewer = many.with_count(1, day.next());
        assert_eq!(fewer.on(day.next()), 5, "today goes on as it began");
        assert_eq!(fewer.on(day.next().next()), 1);
        assert_eq!(fewer.all().count(), 5);
        assert_eq!(ShardMap::default().with_count(0, day).next_count(), 1);
        assert_eq!(ShardMap::default().with_count(u16::MAX, day).next_count(), MOST_OBJECTS);
    }

    #[test]
    fn the_first_object_has_the_name_it_had_when_it_was_the_only_one() {
        let key = ProjectKey::mint(7, b"secret");
        assert_eq!(ShardId(0).name(key), key.as_str());
        assert_eq!(ShardId(3).name(key), format!("{}/3", key.as_str()));
        let in_europe = ProjectKey::mint_in(Some(Jurisdiction::Eu), 7, b"secret");
        for shard in [ShardId(0), ShardId(3)] {
            assert_eq!(jurisdiction_of(&shard.name(key)), None);
            assert_eq!(jurisdiction_of(&shard.name(in_europe)), Some(Jurisdiction::Eu));
        }
        assert_eq!(jurisdiction_of("only"), None);
    }
}
