//! The beginning of a day, and what the days before it leave to be done.

pub mod day;
pub mod past_days;
