//! Issues: their rows, the list, releases, and triage.

pub mod activity;
pub mod list;
pub mod merge;
pub mod noise;
pub mod releases;
pub mod replicate;
pub mod rows;
pub mod rules;
pub mod search;
pub mod snooze;
pub mod triage;
