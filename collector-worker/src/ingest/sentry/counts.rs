//! Counts by kind of what an envelope holds and is not stored, and of the sessions that a server tells of.

use corncrake_core::wire::sentry::{ServerSessions, client_report::DiscardedItems, item::ItemKind, limits};
use corncrake_model::events::items::{ItemCount, ItemOutcome};

/// What an envelope brought beside events and visits.
#[derive(Default)]
pub(super) struct EnvelopeCounts {
    /// By kind and outcome.
    pub(super) items: Vec<ItemCount>,
    /// Errors that the SDK discarded against the site's will.
    pub(super) lost: u64,
    /// Events that could not be read.
    pub(super) refused: u64,
}

impl EnvelopeCounts {
    /// Counts what is dropped here.
    pub(super) fn drop(&mut self, kind: ItemKind, count: u64) {
        self.add(kind, ItemOutcome::Dropped, count);
    }

    /// Counts what an SDK discarded.
    pub(super) fn discarded(&mut self, items: &[DiscardedItems]) {
        for item in items {
            match (item.kind, item.is_lost) {
                (ItemKind::Error, true) => self.lost = self.lost.saturating_add(item.count),
                (kind, true) => self.add(kind, ItemOutcome::Withheld, item.count),
                (kind, false) => self.add(kind, ItemOutcome::Omitted, item.count),
            }
        }
    }

    /// Counts the sessions of a server by their ends, apart from those of visitors.
    pub(super) fn sessions_of_server(&mut self, sessions: ServerSessions) {
        let ServerSessions { exited, errored, crashed, abnormal } = sessions;
        for (outcome, count) in [
            (ItemOutcome::Exited, exited),
            (ItemOutcome::Errored, errored),
            (ItemOutcome::Crashed, crashed),
            (ItemOutcome::Abnormal, abnormal),
        ] {
            if count > 0 {
                self.add(ItemKind::Session, outcome, count);
            }
        }
    }

    fn add(&mut self, kind: ItemKind, outcome: ItemOutcome, count: u64) {
        let is = |one: &&mut ItemCount| one.kind == kind.name() && one.outcome == outcome;
        match self.items.iter_mut().find(is) {
            Some(one) => one.count = one.count.saturating_add(count).min(limits::QUANTITY),
            None => self.items.push(ItemCount { kind: kind.name().to_owned(), outcome, count }),
        }
    }
}
