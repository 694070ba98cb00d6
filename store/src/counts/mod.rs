//! Counts by hour and by day: of issues, outcomes, sessions and countries.

pub mod coarsen;
pub mod countries;
pub mod daily_sums;
mod hash_table;
pub mod installations;
pub mod issue_hours;
pub mod issue_trends;
pub mod items;
pub mod outcomes;
mod past_day;
pub mod sessions;
pub mod usage;
mod usage_days;
pub mod visits;
pub mod vitals;
