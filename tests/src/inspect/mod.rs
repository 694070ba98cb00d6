//! Looks at a collector from outside: its databases, its folder, its memory.

pub mod database;
pub mod memory;
pub mod search;
