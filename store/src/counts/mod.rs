//! Counts by hour and by day: of issues, outcomes, sessions and countries.

pub mod coarsen;
pub mod countries;
pub mod daily_sums;
pub mod issue_hours;
pub mod items;
pub mod outcomes;
pub mod sessions;
pub mod visits;
