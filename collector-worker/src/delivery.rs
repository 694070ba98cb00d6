//! What one request brings to a project's object, and what the object says of it.
//!
//! It must never carry an IP address or a User-Agent: only the visitor's key and the names that
//! the stateless part made of them. The key is for memory alone: rows have what is derived of it.

use corncrake_core::{
    ids::{ResendHash, VisitorKey},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use crate::{
    country::Country,
    store::{EventBody, Occurrence},
};

/// All that one request brings: kept as a whole or not at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Delivery {
    /// When it arrived: the day and hour in which its visits count.
    pub(crate) arrived: UnixMillis,
    /// Who sent it, for its limits; the visits are in the records.
    pub(crate) visitor: VisitorKey,
    /// A bot's visits are not counted.
    pub(crate) is_bot: bool,
    /// The country of its visits, which is only ever counted.
    pub(crate) country: Option<Country>,
    pub(crate) records: Vec<Record>,
    /// The batch it is, by which it is known when it is sent again on the same day.
    pub(crate) batch: Option<ResendHash>,
    /// Events that the page could not keep, and only counted.
    pub(crate) lost: u32,
    /// What was refused before it got this far.
    pub(crate) refused: u32,
}

impl Delivery {
    /// Records of a sender that arrived together.
    pub(crate) fn of(arrived: UnixMillis, visitor: VisitorKey, records: Vec<Record>) -> Self {
        let (is_bot, country, batch, lost, refused) = (false, None, None, 0, 0);
        Self { arrived, visitor, is_bot, country, records, batch, lost, refused }
    }

    /// Whether there is nothing to keep.
    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.lost == 0
    }

    /// What it is known by until the day ends: as a batch, and each report.
    pub(crate) fn resend_hashes(&self) -> impl Iterator<Item = ResendHash> {
        self.batch.into_iter().chain(self.records.iter().filter_map(Record::resend_hash))
    }

    /// How many events it stands for.
    pub(crate) fn events(&self) -> u64 {
        self.records.iter().map(Record::events).sum()
    }
}

/// A visit, and perhaps an event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) visitor: VisitorKey,
    pub(crate) event: Option<Told>,
    /// What a browser that sends it again would send again; counted once a session and day.
    pub(crate) resend_key: Option<[u8; 16]>,
}

impl Record {
    /// What a report is known by until the day ends.
    pub(crate) fn resend_hash(&self) -> Option<ResendHash> {
        self.resend_key.map(|key| self.visitor.report(&key))
    }

    /// How many events it stands for.
    pub(crate) fn events(&self) -> u64 {
        self.event.as_ref().map_or(0, |told| told.count.into())
    }
}

/// An event that was read, scrubbed and grouped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Told {
    /// When it happened, or the first of `count` times.
    pub(crate) at: UnixMillis,
    pub(crate) count: u32,
    /// Whether it marks its session: something failed for the visitor, and no rule of noise that
    /// is on for the project knows it.
    pub(crate) is_failure: bool,
    pub(crate) seen: Occurrence,
    pub(crate) body: EventBody,
}
