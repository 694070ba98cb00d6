//! A map that never grows without bound: the memory of an isolate or of an object. Its owner can ask anew
//! for everything in it, so that forgetting costs a request at most.

use std::{
    borrow::Borrow,
    collections::{HashMap, hash_map::Iter},
    hash::Hash,
};

/// A map of at most `MOST` entries. Where one more comes, the stale entries are dropped; where none is stale,
/// all are.
#[derive(Debug)]
pub struct BoundedMap<K, V, const MOST: usize>(HashMap<K, V>);

impl<K, V, const MOST: usize> Default for BoundedMap<K, V, MOST> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash, V, const MOST: usize> BoundedMap<K, V, MOST> {
    /// The value of a key.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(key)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.0.get_mut(key)
    }

    /// Sets the value of a key. Makes room for it where the map is full.
    pub fn insert(&mut self, key: K, value: V, is_stale: impl Fn(&V) -> bool) {
        self.make_room(&key, is_stale);
        self.0.insert(key, value);
    }

    /// The value of a key, which is made where the map has none. Makes room for it where the map is full.
    pub fn get_or_insert_with(
        &mut self,
        key: K,
        make: impl FnOnce() -> V,
        is_stale: impl Fn(&V) -> bool,
    ) -> &mut V {
        self.make_room(&key, is_stale);
        self.0.entry(key).or_insert_with(make)
    }

    /// Takes a value out.
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.0.remove(key)
    }

    /// Drops all entries but those that the predicate names.
    pub fn retain(&mut self, mut stays: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|key, value| stays(key, value));
    }

    /// All entries, in no order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        self.0.iter()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn make_room(&mut self, key: &K, is_stale: impl Fn(&V) -> bool) {
        if self.0.len() < MOST || self.0.contains_key(key) {
            return;
        }
        self.0.retain(|_, value| !is_stale(value));
        if self.0.len() >= MOST {
            self.0.clear();
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    const MOST: usize = 100;

    type Map = BoundedMap<String, usize, MOST>;

    fn filled() -> Map {
        let mut map = Map::default();
        for number in 0..MOST {
            map.insert(number.to_string(), number, |_| unreachable!("there is room"));
        }
        map
    }

    #[test]
    fn a_full_map_drops_what_is_stale_and_nothing_else() {
        let mut map = filled();
        map.insert("more".into(), 7, |number| *number >= 10);
        let mut left: Vec<usize> = map.iter().map(|(_, number)| *number).collect();
        left.sort_unstable();
        assert_eq!(left, [0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9]);
    }

    #[test]
    fn a_full_map_without_stale_entries_is_cleared() {
        let mut map = filled();
        *map.get_or_insert_with("more".into(), || 1, |_| false) += 1;
        assert_eq!((map.len(), map.get("more")), (1, Some(&2)));
    }

    #[test]
    fn a_known_key_needs_no_room() {
        let mut map = filled();
        map.insert("7".into(), 1_000, |_| true);
        *map.get_or_insert_with("8".into(), || 0, |_| true) += 1;
        assert_eq!((map.len(), map.get("7"), map.get("8")), (MOST, Some(&1_000), Some(&9)));
    }

    #[test]
    fn it_never_has_more_entries_than_it_may() {
        for stale_from in [0, MOST / 2, MOST * 10] {
            let mut map = Map::default();
            for number in 0..MOST * 5 {
                map.insert(number.to_string(), number, |number| *number >= stale_from);
                assert!(map.len() <= MOST);
                assert_eq!(map.get(&number.to_string()), Some(&number), "the newest entry is there");
            }
        }
    }

    #[test]
    fn entries_are_changed_and_dropped_by_their_owner() {
        let mut map = filled();
        *map.get_mut("7").unwrap() = 70;
        assert_eq!((map.remove("7"), map.remove("7")), (Some(70), None));
        map.retain(|key, _| key == "8");
        assert_eq!((map.len(), map.is_empty()), (1, false));
        map.retain(|_, _| false);
        assert!(map.is_empty());
    }
}
