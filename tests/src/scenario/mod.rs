//! Situations that many tests begin with.

pub mod visit;
