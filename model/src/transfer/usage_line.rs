//! The line of an export about the usage of a feature, installations or response times.

use serde::{Deserialize, Serialize};

use super::export_time::ExportDate;
use crate::events::usage::UsageKind;

/// Visitors of a past day who used a feature or waited for something, or installations, as they are published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsageLine {
    /// The UTC day, which is over.
    pub day: ExportDate,
    /// What they are counted by.
    pub kind: UsageKind,
    /// The name that was used or measured; empty where the cell is a name.
    pub name: String,
    /// The key of a value; of response times the page, the release or the class of devices; else empty.
    pub key: String,
    /// The cell, of response times a bucket; none for the sum of all that are not named.
    pub cell: Option<String>,
    /// Visitors, with the noise of their publication.
    pub visitors: u64,
}
