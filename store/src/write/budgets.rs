//! Hourly budgets: the bytes that a project and each network may store, and the sessions and
//! provisional issues that a network may begin. So a sender without end uses up an hour's share of
//! the room, and not the room.
//!
//! All of it is in memory, by keys that nobody can read (`NetworkKey`), and gone with the hour.

use std::collections::HashMap;

use corncrake_core::time::{HOUR_MS, UnixMillis};
use corncrake_model::events::delivery::NetworkKey;

/// A project may have a tenth of its room kept in an hour: filling it takes longer than a night.
const HOUR_SHARE: u64 = 10;
/// The least that an hour may have kept, in bytes: a small project's first deploy that breaks.
const LEAST_HOUR_BYTES: u64 = 1_000_000;
/// A network may have a quarter of the project's hour: others have the rest.
const NETWORK_SHARE: u64 = 4;
/// Sessions that a network may begin in an hour: more than an office has, and no thousands. Where
/// no address is known all are one network, in which a session is a browser's name.
const SESSIONS_OF_A_NETWORK: u32 = 1_000;
/// Provisional issues that a network may open in an hour, once its budget is used up.
const PROVISIONAL_OF_A_NETWORK: u32 = 20;
/// Networks that are remembered, each below 100 bytes.
const REMEMBERED: usize = 10_000;

/// What a network used in an hour.
#[derive(Debug, Clone, Copy, Default)]
struct NetworkUsage {
    bytes: u64,
    sessions: u32,
    provisional: u32,
}

/// What a project and its networks used in the hour that goes on.
#[derive(Debug, Default)]
pub(crate) struct HourlyBudgets {
    /// Bytes that the project may have in all.
    room: u64,
    hour: UnixMillis,
    bytes: u64,
    /// Nobody's address is `None`. This is no bounded map: what is dropped depends on the mean of all.
    networks: HashMap<Option<NetworkKey>, NetworkUsage>,
}

impl HourlyBudgets {
    /// The project may have so many bytes in all.
    pub(crate) fn set_room(&mut self, room: u64) {
        self.room = room;
    }

    /// Begins another hour, where it is one. (Isolates' clocks differ by less than an hour.)
    pub(crate) fn at(&mut self, now: UnixMillis) {
        let hour = now.hour();
        if hour > self.hour || hour.0 < self.hour.0.saturating_sub(HOUR_MS) {
            *self = Self { room: self.room, hour, ..Self::default() };
        }
    }

    /// Bytes that the project may have kept in an hour.
    fn hour_bytes(&self) -> u64 {
        (self.room / HOUR_SHARE).max(LEAST_HOUR_BYTES).min(self.room)
    }

    /// Whether an event from there may be kept: neither the project's hour nor the network's is
    /// used up.
    pub(crate) fn has_bytes(&self, network: Option<NetworkKey>) -> bool {
        let of_all = self.bytes < self.hour_bytes();
        of_all && (network.is_none() || self.used(network).bytes < self.hour_bytes() / NETWORK_SHARE)
    }

    /// Charges what is kept.
    pub(crate) fn charge(&mut self, network: Option<NetworkKey>, bytes: u64) {
        self.bytes = self.bytes.saturating_add(bytes);
        let used = self.use_of(network);
        used.bytes = used.bytes.saturating_add(bytes);
    }

    /// Gives back what turned out to cost nothing: a stack that was there.
    pub(crate) fn refund(&mut self, network: Option<NetworkKey>, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
        let used = self.use_of(network);
        used.bytes = used.bytes.saturating_sub(bytes);
    }

    /// Whether a network may begin one more session.
    pub(crate) fn may_begin_session(&self, network: Option<NetworkKey>) -> bool {
        self.used(network).sessions < SESSIONS_OF_A_NETWORK
    }

    /// Charges a network for a session that it began.
    pub(crate) fn count_session(&mut self, network: Option<NetworkKey>) {
        let used = self.use_of(network);
        used.sessions = used.sessions.saturating_add(1);
    }

    /// Whether a network may open one more provisional issue. Where no address is known, all would
    /// pay for one: there the number that is kept is the only limit.
    pub(crate) fn may_open_provisionally(&self, network: Option<NetworkKey>) -> bool {
        network.is_none() || self.used(network).provisional < PROVISIONAL_OF_A_NETWORK
    }

    /// Charges a network for a provisional issue that it opened.
    pub(crate) fn count_provisional(&mut self, network: Option<NetworkKey>) {
        let used = self.use_of(network);
        used.provisional = used.provisional.saturating_add(1);
    }

    fn used(&self, network: Option<NetworkKey>) -> NetworkUsage {
        self.networks.get(&network).copied().unwrap_or_default()
    }

    fn use_of(&mut self, network: Option<NetworkKey>) -> &mut NetworkUsage {
        if self.networks.len() >= REMEMBERED && !self.networks.contains_key(&network) {
            // The networks that used more than the mean, or opened provisional issues, are remembered.
            let mean = self.networks.values().map(|used| used.bytes / REMEMBERED as u64).sum::<u64>();
            self.networks.retain(|_, used| used.bytes > mean || used.provisional > 0);
            if self.networks.len() >= REMEMBERED {
                self.networks.clear();
            }
        }
        self.networks.entry(network).or_default()
    }
}

#[cfg(test)]
mod tests {

    use corncrake_core::time::DAY_MS;

    use super::*;

    const NOON: UnixMillis = UnixMillis(20_000 * DAY_MS + DAY_MS / 2);

    fn budgets(room: u64) -> HourlyBudgets {
        let mut budgets = HourlyBudgets::default();
        budgets.set_room(room);
        budgets.at(NOON);
        budgets
    }

    fn network(number: u64) -> Option<NetworkKey> {
        Some(NetworkKey(number))
    }

    #[test]
    fn a_network_uses_up_its_hour_and_leaves_the_others_theirs() {
        let mut budgets = budgets(20_000_000);
        budgets.charge(network(1), 499_999);
        assert!(budgets.has_bytes(network(1)));
        budgets.charge(network(1), 1);
        assert!(!budgets.has_bytes(network(1)) && budgets.has_bytes(network(2)) && budgets.has_bytes(None));
        budgets.refund(network(1), 2);
        assert!(budgets.has_bytes(network(1)));
        budgets.charge(None, 1_500_002);
        assert!(!budgets.has_bytes(None) && !budgets.has_bytes(network(2)), "the project's hour is used up");
        budgets.at(UnixMillis(NOON.0 + HOUR_MS - 1));
        assert!(!budgets.has_bytes(None));
        budgets.at(UnixMillis(NOON.0 + HOUR_MS));
        assert!(budgets.has_bytes(network(1)), "the next hour is another");
    }

    #[test]
    fn nobody_makes_up_sessions_by_the_thousand() {
        let mut budgets = budgets(1);
        for sender in [network(1), None] {
            let begun = (0..6_000).filter(|_| {
                let may = budgets.may_begin_session(sender);
                if may {
                    budgets.count_session(sender);
                }
                may
            });
            assert_eq!(begun.count(), 1_000);
        }
        assert!(budgets.may_begin_session(network(2)));
    }

    #[test]
    fn memory_is_bounded_and_who_used_most_is_remembered() {
        let mut budgets = budgets(1_000_000_000);
        budgets.charge(network(0), 90_000_000);
        for number in 1..50_000 {
            budgets.charge(network(number), 10);
            assert!(budgets.networks.len() <= REMEMBERED);
        }
        assert!(!budgets.has_bytes(network(0)) && budgets.has_bytes(network(49_999)));
    }
}
