//! A delivery: all that one request brings to a project's object.
//!
//! It must never carry an IP address or a User-Agent: only the visitor's key and the names that
//! the stateless part made of them. The key is for memory alone: rows have what is derived of it.

use corncrake_core::{
    ids::{ResendHash, VisitorKey},
    receipt::ReceiptHash,
    time::UnixMillis,
    wire::{installation::Installation, ping::PingLabels},
};
use serde::{Deserialize, Serialize};

use super::{
    agent::Agent, country::Country, items::ItemCount, stored_event::StoredEvent, timings::TimingReport,
    usage::UsageReport,
};
use crate::{
    issues::issue::IssueGrouping,
    moment::{self, BY_CHANCE_MS},
};

/// The network that a request came from, as nobody can read it. It must never be stored or
/// logged: it is there for limits, in memory, and for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NetworkKey(pub u64);

/// All that one request brings: kept as a whole or not at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delivery {
    /// When it arrived: the day and hour in which its visits count.
    pub arrived: UnixMillis,
    /// The same as it may be stored beside an issue or a release: to the minute, and the turn in it.
    pub noted: UnixMillis,
    /// Its sender, for the limits; the visits are in the records.
    pub visitor: VisitorKey,
    /// Where it came from, for its limits, where an address is known.
    pub network: Option<NetworkKey>,
    /// A bot's visits are not counted.
    pub is_bot: bool,
    /// Whether a browser's `Origin` vouches for the site; else its visits are not counted, since
    /// a report can be about any number of pages.
    pub is_vouched: bool,
    /// The country of its visits, which is only ever counted.
    pub country: Option<Country>,
    /// One for each event; a ping is one without an event.
    pub records: Vec<DeliveryRecord>,
    /// The batch it is, by which it is known when it is sent again on the same day.
    pub batch: Option<ResendHash>,
    /// Events that the client discarded, and only counted.
    pub lost: u32,
    /// What was refused before it got this far.
    pub refused: u32,
    /// What an SDK sent or kept back that is not stored.
    pub items: Vec<ItemCount>,
    /// Whether something failed in its visits, though no event of it is here.
    pub has_failed: bool,
    /// What it says of a visit; none where it says of none.
    #[serde(default)]
    pub visit: Option<PingLabels>,
    /// Whether its browser asks for Global Privacy Control: its visits are not counted.
    #[serde(default)]
    pub is_private: bool,
    /// The families of its browser and system.
    #[serde(default)]
    pub platform: Agent,
    /// The features that were used, where it is about those.
    #[serde(default)]
    pub usage: Option<UsageReport>,
    /// The installation that it is about, where it is about one.
    #[serde(default)]
    pub installation: Option<Installation>,
    /// How long its visitor waited, where it is about that.
    #[serde(default)]
    pub timings: Option<TimingReport>,
}

impl Delivery {
    /// Records of a sender that arrived together.
    pub fn of(arrived: UnixMillis, visitor: VisitorKey, records: Vec<DeliveryRecord>) -> Self {
        let (network, is_bot, is_vouched, country) = (None, false, true, None);
        let (batch, lost, refused, items, has_failed) = (None, 0, 0, Vec::new(), false);
        let (visit, is_private, platform, usage) = (None, false, Agent::default(), None);
        let (installation, timings) = (None, None);
        Self {
            arrived,
            noted: arrived,
            visitor,
            network,
            is_bot,
            is_vouched,
            country,
            records,
            batch,
            lost,
            refused,
            items,
            has_failed,
            visit,
            is_private,
            platform,
            usage,
            installation,
            timings,
        }
    }

    /// Notes the turn of the minute in which it is written, below the minute of what happened in it:
    /// turns tell which came last, and nothing tells an order within one. What is by chance within
    /// its minute, as in a sharded project, stays so.
    pub fn in_turn(&mut self, turn: i64) {
        let minute = self.noted;
        let events = || self.records.iter().filter_map(|record| record.event.as_ref());
        if events().any(|processed| moment::is_randomised(processed.at)) {
            return;
        }
        let now = UnixMillis(minute.0.saturating_add(turn.min(BY_CHANCE_MS - 1)));
        for processed in self.records.iter_mut().filter_map(|record| record.event.as_mut()) {
            if processed.at == minute {
                processed.at = now;
            }
        }
        self.noted = now;
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.lost == 0 && self.items.is_empty() && !self.counts_usage()
    }

    /// Whether it says what was used, what is installed or how long somebody waited.
    pub fn counts_usage(&self) -> bool {
        self.usage.is_some() || self.installation.is_some() || self.timings.is_some()
    }

    /// What it is known by until the day ends: as a batch, and each report.
    pub fn resend_hashes(&self) -> impl Iterator<Item = ResendHash> {
        self.batch.into_iter().chain(self.records.iter().filter_map(DeliveryRecord::resend_hash))
    }

    /// How many events it stands for.
    pub fn events(&self) -> u64 {
        self.records.iter().map(DeliveryRecord::events).fold(0, u64::saturating_add)
    }

    /// Whether it is a visit and nothing else.
    pub fn is_ping(&self) -> bool {
        self.lost == 0 && self.records.iter().all(|record| record.event.is_none())
    }
}

/// A visit, and perhaps an event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// The visitor for whose session the record counts.
    pub visitor: VisitorKey,
    /// None where the record is a visit and nothing else.
    pub event: Option<ProcessedEvent>,
    /// What a browser that sends it again would send again; counted once a session and day.
    pub resend_key: Option<[u8; 16]>,
}

impl DeliveryRecord {
    /// What a report is known by until the day ends.
    pub fn resend_hash(&self) -> Option<ResendHash> {
        self.resend_key.map(|key| self.visitor.report(&key))
    }

    /// How many events it stands for.
    pub fn events(&self) -> u64 {
        self.event.as_ref().map_or(0, |processed| processed.count.into())
    }
}

/// An event that was read, scrubbed and grouped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcessedEvent {
    /// When it happened, or the first of `count` times, as it is stored (`moment`).
    pub at: UnixMillis,
    /// The same to the millisecond, for what is decided now; never stored.
    pub happened: UnixMillis,
    /// Identical occurrences that the event stands for: 1 or more.
    pub count: u32,
    /// Whether it marks its session: something failed for the visitor, and no rule of noise that
    /// is on for the project knows it.
    pub is_failure: bool,
    /// The issue that the event belongs to, and what opens that issue if it is new.
    pub grouping: IssueGrouping,
    /// The scrubbed event, within the limits of storage.
    pub body: StoredEvent,
    /// The hash by which its page finds it again, where the page has a receipt.
    #[serde(default)]
    pub receipt: Option<ReceiptHash>,
}
