//! The errors that wait, each once with a count, bounded in number and in bytes.
//!
//! Where there is no room, the oldest goes of which another tells nearly the same; if there
//! is none, the newcomer: the first errors of a page tell what is broken.

use alloc::{string::String, vec::Vec};

use crate::wire::{batch::BatchWriter, limits::BATCH_EVENTS};

/// Bytes that wait: a few requests, and little for any page.
const MAX_BYTES: usize = 256 * 1024;

struct QueuedError {
    key: u32,
    /// What errors have in common that are nearly the same.
    similarity: u32,
    count: u32,
    since: f64,
    /// None while the site is asked about it.
    event: Option<String>,
}

/// The errors of one page that wait, the oldest first.
#[derive(Default)]
pub(super) struct ErrorQueue {
    entries: Vec<QueuedError>,
    bytes: usize,
}

impl ErrorQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether something can be sent.
    pub(super) fn is_ready(&self) -> bool {
        self.entries.iter().any(|entry| entry.event.is_some())
    }

    pub(super) fn count_repeat(&mut self, key: u32) -> bool {
        let entry = self.entries.iter_mut().find(|entry| entry.key == key);
        entry.map(|entry| entry.count = entry.count.saturating_add(1)).is_some()
    }

    /// Takes a newcomer in; how many events that costs, none if there is no room for it.
    pub(super) fn reserve(&mut self, key: u32, similarity: u32, now: f64) -> Option<u32> {
        let lost = if self.entries.len() < BATCH_EVENTS { 0 } else { self.remove_oldest_similar()? };
        self.entries.push(QueuedError { key, similarity, count: 1, since: now, event: None });
        Some(lost)
    }

    /// Gives an error its text; how many events that costs.
    pub(super) fn fill(&mut self, key: u32, event: String) -> u32 {
        let mut lost = 0;
        while self.bytes + event.len() > MAX_BYTES {
            match self.remove_oldest_similar() {
                Some(count) => lost += count,
                None => return lost + self.discard(key),
            }
        }
        let waits = |entry: &&mut QueuedError| entry.key == key && entry.event.is_none();
        if let Some(entry) = self.entries.iter_mut().find(waits) {
            self.bytes += event.len();
            entry.event = Some(event);
        }
        lost
    }

    /// Lets go of an error; how often it had happened.
    pub(super) fn discard(&mut self, key: u32) -> u32 {
        let at = self.entries.iter().position(|entry| entry.key == key);
        at.map_or(0, |at| self.remove(at))
    }

    fn remove(&mut self, at: usize) -> u32 {
        let entry = self.entries.remove(at);
        self.bytes -= entry.event.map_or(0, |event| event.len());
        entry.count
    }

    fn remove_oldest_similar(&mut self) -> Option<u32> {
        let has_similar = |entry: &QueuedError| {
            self.entries.iter().filter(|other| other.similarity == entry.similarity).count() > 1
        };
        let at = self.entries.iter().position(|entry| entry.event.is_some() && has_similar(entry))?;
        Some(self.remove(at))
    }

    /// Writes what is ready, as long as it fits or is the one that must go; how many events
    /// that were.
    pub(super) fn take(&mut self, now: f64, most: usize, mut must_go: bool, batch: &mut BatchWriter) -> u32 {
        let (mut events, mut at) = (0_u32, 0);
        while let Some(entry) = self.entries.get(at) {
            match &entry.event {
                Some(event) if must_go || batch.bytes_with(event) <= most => {
                    must_go = false;
                    batch.event(event, entry.count, (now - entry.since) as u32);
                    events = events.saturating_add(self.remove(at));
                }
                _ => at += 1,
            }
        }
        events
    }
}
