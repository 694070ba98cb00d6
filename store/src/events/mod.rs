//! Stored events: how they are written, and how they are read.

pub mod bodies;
pub mod newest;
pub mod read;
pub mod receipts;
