//! Counts of sessions, by hour and by country.

use corncrake_core::time::{UnixMillis, UtcDay};
use serde::{Deserialize, Serialize};

use super::country::Country;

/// The sessions that began in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionHour {
    /// The first millisecond of the hour (UTC).
    pub start: UnixMillis,
    /// Sessions whose first visit was in this hour.
    pub sessions: u64,
    /// Those of them in which something failed for the visitor, in this hour or later that day.
    pub errored: u64,
    /// Those of them that met known noise and no failure.
    #[serde(default)]
    pub noise: u64,
}

/// Sessions of a day with a country; with none, those of all countries that are not named.
pub type CountrySessions = (UtcDay, Option<Country>, u64);
