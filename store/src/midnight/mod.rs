//! The turn of a day: how a day begins, and the work that past days leave.

pub mod day;
pub mod past_days;
