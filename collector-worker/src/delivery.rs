//! What one request brings to a project's object, and what the object says of it.
//!
//! It must never carry an IP address or a User-Agent: only the hash and the names that the
//! stateless part made of them.

use corncrake_core::{
    ids::{BatchId, SessionHash},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use crate::store::{EventBody, Occurrence};

/// All that one request brings: kept as a whole or not at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Delivery {
    /// When it arrived: the day and hour in which its visits count.
    pub(crate) arrived: UnixMillis,
    pub(crate) records: Vec<Record>,
    /// The batch it is, by which it is known when it is sent again on the same day.
    pub(crate) batch: Option<(SessionHash, BatchId)>,
    /// Events that the page could not keep, and only counted.
    pub(crate) lost: u32,
}

impl Delivery {
    /// Records that arrived together.
    pub(crate) fn of(arrived: UnixMillis, records: Vec<Record>) -> Self {
        Self { arrived, records, batch: None, lost: 0 }
    }

    /// Whether there is nothing to keep.
    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.lost == 0
    }
}

/// A visit, and perhaps an event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) session: SessionHash,
    pub(crate) event: Option<Told>,
    /// What a browser that sends it again would send again; counted once a session and day.
    pub(crate) resend_key: Option<[u8; 16]>,
}

/// An event that was read, scrubbed and grouped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Told {
    /// When it happened, or the first of `count` times.
    pub(crate) at: UnixMillis,
    pub(crate) count: u32,
    pub(crate) seen: Occurrence,
    pub(crate) body: EventBody,
}
