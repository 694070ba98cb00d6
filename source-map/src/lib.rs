//! Source maps at the edge (ECMA-426): read once, cut into pieces, looked up a piece at a time.
//!
//! A map of 20 MB must fit an isolate of 128 MB beside everything else, so no map is ever
//! held as a tree: the JSON stays where it is, segments are decoded one by one, and what
//! is kept are pieces of some kilobytes, each compressed by itself. It is pure, as `core` is,
//! and a crate of its own so that nothing of it can reach the client.
//!
//! It must never panic and never hold more than a few times a piece, whatever a map says.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod clip;
pub mod error;
pub mod file;
mod json;
pub mod packed;
pub mod piece;
mod raw;
pub mod read;
pub mod scope;
pub mod script;
pub mod sink;
pub mod text;

use serde::{Deserialize, Serialize};

/// A place in a text: lines and columns from 0, columns in UTF-16 units, as maps count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// The most bytes of a map: what an isolate of 128 MB reads with room to spare
/// (`e2e/reliability/source_map_memory.rs`), and more than sites have.
pub const MAP_BYTES: usize = 32 * 1024 * 1024;

#[cfg(test)]
mod tests;
