//! A project: its record in the directory, its settings, its limits, its shards.

pub mod limits;
pub mod record;
pub mod settings;
pub mod shards;
