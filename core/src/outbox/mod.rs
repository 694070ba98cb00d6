//! What waits in a page to be sent, and when it is: a queue without input or output.
//!
//! The page gives the time, chance and the answers of the collector; what comes back is the
//! next thing to do. Identical errors are one event with a count. It must never grow without
//! bound, never retry for ever, and never forget a number: what it cannot keep is counted as
//! lost, and the count is sent.

mod backoff;
mod queue;

use alloc::string::String;

use backoff::Backoff;
use queue::ErrorQueue;

use crate::wire::batch::BatchWriter;

/// Bytes of a request with several events: with the page's other libraries it has to fit the
/// 64 KiB that a browser keeps alive when the page is left.
pub const BATCH_BYTES: usize = 48 * 1024;
/// Bytes in flight that may outlive the page, a little below the limit of browsers (Fetch,
/// section 4.6: 64 KiB a page, all libraries together).
pub const KEEPALIVE_BYTES: usize = 60_000;

/// Times that one request is tried in all: with the pauses between, about a minute.
const ATTEMPTS: u32 = 6;
/// Bytes of a batch without events.
const SMALLEST_BYTES: usize = 64;

/// What to do next.
#[derive(Debug, PartialEq, Default)]
pub enum NextStep {
    /// Post this body, outliving the page if it says so, and report the answer.
    Send {
        /// The batch, as JSON.
        body: String,
        /// Whether it may be kept alive.
        keepalive: bool,
    },
    /// Ask again in so many milliseconds.
    Wait(f64),
    /// Nothing, until something else happens.
    #[default]
    Idle,
}

/// A request that is under way, or waits to be sent again as it was.
struct PendingRequest {
    body: String,
    events: u32,
    attempts: u32,
    is_in_air: bool,
    keepalive: bool,
}

/// What one page has to send.
#[derive(Default)]
pub struct Outbox {
    queue: ErrorQueue,
    backoff: Backoff,
    request: Option<PendingRequest>,
    lost: u32,
    /// Bytes that went out since the page began to be left.
    left: usize,
    is_closed: bool,
}

impl Outbox {
    /// Counts one more of an error that waits already; whether there is one.
    pub fn count_repeat(&mut self, key: u32, now: f64) -> bool {
        let is_known = self.queue.count_repeat(key);
        if is_known {
            self.backoff.on_error(now, false);
        }
        is_known
    }

    /// Takes in an error that is new; its text follows by `fill`. Whether there was room.
    pub fn reserve(&mut self, key: u32, similarity: u32, now: f64) -> bool {
        if self.is_closed {
            return false;
        }
        self.backoff.on_error(now, self.queue.is_empty());
        let lost = self.queue.reserve(key, similarity, now);
        self.count_lost(lost.unwrap_or(1));
        lost.is_some()
    }

    /// Gives an error that is held its text: an event's JSON object, scrubbed.
    pub fn fill(&mut self, key: u32, event: String) {
        let lost = self.queue.fill(key, event);
        self.count_lost(lost);
    }

    /// Lets go of an error that is held: the site does not want it sent.
    pub fn discard(&mut self, key: u32) {
        self.queue.discard(key);
    }

    /// Counts discarded events; whether these are the first that wait to be reported.
    pub fn count_lost(&mut self, events: u32) -> bool {
        let is_first = self.lost == 0;
        self.lost = self.lost.saturating_add(events);
        is_first
    }

    /// Whether the collector wants nothing of this page any more.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Forgets everything that waits.
    pub fn clear(&mut self) {
        *self = Self { is_closed: self.is_closed, ..Self::default() };
    }

    /// What to do at this time. `id` is random, and for one request only.
    pub fn next_step(&mut self, now: f64, is_online: bool, id: impl FnOnce() -> u64) -> NextStep {
        let is_waiting = self.request.is_some() || self.queue.is_ready() || self.lost > 0;
        if self.is_closed || !is_online || !is_waiting || self.request.as_ref().is_some_and(|f| f.is_in_air) {
            return NextStep::Idle;
        }
        let wait = self.backoff.wait(now);
        if wait > 0.0 {
            return NextStep::Wait(wait);
        }
        if self.request.is_none() {
            let (body, events) = self.batch(now, id, BATCH_BYTES, true);
            let keepalive = body.len() <= KEEPALIVE_BYTES;
            self.request = Some(PendingRequest { body, events, attempts: 0, is_in_air: false, keepalive });
        }
        let Some(request) = &mut self.request else { return NextStep::Idle };
        request.is_in_air = true;
        NextStep::Send { body: request.body.clone(), keepalive: request.keepalive }
    }

    /// The collector's answer: its status, 0 if there was none, the seconds it asks to wait,
    /// and a chance from 0 to 1.
    pub fn on_response(&mut self, now: f64, status: u32, retry_after: u32, is_online: bool, chance: f64) {
        let Some(mut request) = self.request.take() else { return };
        match status {
            200..=299 => self.backoff.on_success(now),
            // The key or the page's origin is not known there, or the project is gone.
            403 | 404 | 410 => {
                self.is_closed = true;
                self.clear();
            }
            // One that a browser refused to keep alive may go without.
            0 | 408 | 425 | 429 | 500..=599 => {
                let is_offline = status == 0 && !is_online;
                self.backoff.on_failure(now, retry_after, is_offline, chance);
                request.keepalive &= status != 0;
                request.is_in_air = false;
                request.attempts += u32::from(!is_offline);
                if request.attempts < ATTEMPTS {
                    self.request = Some(request);
                } else {
                    self.count_lost(request.events);
                }
            }
            _ => {
                self.backoff.on_success(now);
                self.count_lost(request.events);
            }
        }
    }

    /// The page is hidden, which on a phone may be the last it tells: what waits need not wait.
    pub fn send_soon(&mut self) {
        self.backoff.send_soon();
    }

    /// The page is left: what can still go at once, and outlives it. Nobody waits for the answer.
    pub fn flush_on_leave(&mut self, now: f64, id: impl FnOnce() -> u64) -> Option<String> {
        if self.is_closed {
            return None;
        }
        let in_air = self.request.as_ref().filter(|request| request.is_in_air);
        let room = KEEPALIVE_BYTES.saturating_sub(self.left + in_air.map_or(0, |request| request.body.len()));
        let waits = |request: &mut PendingRequest| !request.is_in_air && request.body.len() <= room;
        if let Some(request) = self.request.take_if(waits) {
            // What waited to be sent again goes as it was, so that it counts once.
            self.left += request.body.len();
            return Some(request.body);
        }
        if room < SMALLEST_BYTES || !(self.queue.is_ready() || self.lost > 0) {
            return None;
        }
        let (body, events) = self.batch(now, id, room, false);
        self.left += body.len();
        (events > 0).then_some(body)
    }

    /// The page was not left after all. An answer may have been lost with it: what was under
    /// way then may go again.
    pub fn resume(&mut self) {
        self.left = 0;
        if let Some(request) = &mut self.request {
            request.is_in_air = false;
        }
    }

    /// A batch of what fits in so many bytes, and how many events it tells of. The first one
    /// may be asked to go in any case.
    fn batch(
        &mut self,
        now: f64,
        id: impl FnOnce() -> u64,
        most: usize,
        at_least_one: bool,
    ) -> (String, u32) {
        let mut batch = BatchWriter::new(id(), self.lost);
        let events = self.queue.take(now, most, at_least_one, &mut batch);
        (batch.end(), events.saturating_add(core::mem::take(&mut self.lost)))
    }
}

#[cfg(test)]
mod tests;
