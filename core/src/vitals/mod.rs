//! Response times, as far as both ends of Corncrake agree on them: which bucket a value is in, which names
//! and pages a project counts, and the noise with which a day is published.
//!
//! A value itself is never sent: a device says its bucket. A page is never stored: what is, is a pattern
//! that the operator wrote down.

pub mod bucket;
pub mod list;
pub mod noise;
mod pattern;
