//! A project: its record in the directory, its settings, its limits, its shards.

pub mod limits;
pub mod record;
pub mod refusal;
pub mod rule;
pub mod rule_change;
pub mod rule_pattern;
pub mod rule_set;
pub mod settings;
pub mod shards;
