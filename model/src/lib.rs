//! The values that the Worker, its objects and their databases pass to one another. No HTTP, no
//! Worker, no SQL: a value knows how it is built, merged and read.

#![deny(missing_docs)]

pub mod access;
pub mod alerts;
pub mod bounded_map;
pub mod clock_skew;
pub mod events;
pub mod hex;
pub mod issues;
pub mod manifest;
pub mod moment;
pub mod project;
pub mod source_maps;
pub mod transfer;
