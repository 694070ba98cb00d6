//! Numbers of past days, as they were published with noise.

pub mod day_counts;
pub mod timing_shares;
