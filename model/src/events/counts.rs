//! Counts of sessions, by hour and by country.

use corncrake_core::time::{UnixMillis, UtcDay};
use serde::{Deserialize, Serialize};

use super::country::Country;

/// The sessions that began in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionHour {
    pub start: UnixMillis,
    pub sessions: u64,
    pub errored: u64,
}

/// Sessions of a day with a country; with none, those of all countries that are not named.
pub type CountrySessions = (UtcDay, Option<Country>, u64);
