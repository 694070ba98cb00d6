//! Looks at a collector from outside: its databases, its folder, its memory.

pub mod database;
pub mod engine;
pub mod memory;
pub mod search;
pub mod stolen;
pub mod usage;
pub mod weight;
