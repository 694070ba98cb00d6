//! Counts of sessions, by hour and by country.

use corncrake_core::time::{UnixMillis, UtcDay};
use serde::{Deserialize, Serialize};

use crate::country::Country;

/// The sessions that began in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    pub start: UnixMillis,
    pub sessions: u64,
    pub errored: u64,
}

/// Sessions of a day with a country; with none, those of all countries that are not named.
pub type OfCountry = (UtcDay, Option<Country>, u64);
