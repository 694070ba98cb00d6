//! Situations that many tests begin with.

pub mod error_names;
pub mod exported;
pub mod night;
pub mod operator;
pub mod shop;
pub mod visit;
