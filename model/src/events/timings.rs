//! Response times, as counts of a day, and never as rows of a visitor or values of a measurement.

use corncrake_core::wire::vitals::Device;
use serde::{Deserialize, Serialize};

/// What a page says of how long its visitor waited, as it may be counted: every name and page is on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimingReport {
    /// The release of the site that the page runs, scrubbed; empty where it names none.
    pub release: String,
    /// What the page runs on.
    pub device: Device,
    /// The observations.
    pub timings: Vec<ListedTiming>,
}

/// How long a visitor waited for something on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedTiming {
    /// What was measured.
    pub name: String,
    /// The pattern of the page; empty for other pages.
    pub page: String,
    /// The bucket of the value, from 0.
    pub bucket: u8,
}
