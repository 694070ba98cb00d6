//! Events on their way in, as they are stored, and as they are counted.

pub mod agent;
pub mod country;
pub mod counts;
pub mod delivery;
pub mod facets;
pub mod items;
pub mod outcomes;
pub mod rule_candidate;
pub mod stored_event;
pub mod timings;
pub mod usage;
pub mod visits;
