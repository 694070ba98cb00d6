//! A client report: how many of each kind an SDK discarded, and why.
//!
//! What was lost against the site's will is told apart from what the site itself left out (a sample, a
//! `beforeSend`) and from what it held back because it was told to.

use alloc::vec::Vec;

use serde_json::Value;

use super::{fields, item::ItemKind, limits};
use crate::wire::text;

/// Reasons by which something was lost on its way.
const LOST: &[&str] = &[
    "queue_overflow",
    "network_error",
    "send_error",
    "internal_sdk_error",
    "cache_overflow",
    "buffer_overflow",
    "backpressure",
    "ratelimit_backoff",
    "invalid",
    "insufficient_data",
];

/// Categories that measure and do not count: SDKs report them beside the category that counts.
const MEASURES: &[&str] = &["log_byte", "trace_metric_byte", "profile_duration", "profile_duration_ui"];

/// A kind of item of which an SDK discarded some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiscardedItems {
    /// The kind.
    pub kind: ItemKind,
    /// Whether they were lost; otherwise the site left them out.
    pub is_lost: bool,
    /// How many.
    pub count: u64,
}

/// Reads a client report; what is none counts nothing.
pub fn decode(payload: &[u8]) -> Vec<DiscardedItems> {
    let Ok(report) = text::read_json(payload) else { return Vec::new() };
    let lists = ["discarded_events", "rate_limited_events", "filtered_events", "filtered_sampling_events"];
    let all = lists.iter().flat_map(|list| fields::values(&report, list));
    all.take(limits::DISCARDED).filter_map(discarded).collect()
}

fn discarded(entry: &Value) -> Option<DiscardedItems> {
    let category = fields::text(entry, "category").filter(|category| !MEASURES.contains(category))?;
    let kind = ItemKind::of(category);
    let is_lost = LOST.contains(&fields::text(entry, "reason").unwrap_or_default());
    let count = entry.get("quantity").and_then(Value::as_u64).unwrap_or(0).min(limits::QUANTITY);
    // Python's SDK reports bytes of these; `attachment_item` counts them.
    let count = if category == "attachment" { count.min(1) } else { count };
    (count > 0).then_some(DiscardedItems { kind, is_lost, count })
}
