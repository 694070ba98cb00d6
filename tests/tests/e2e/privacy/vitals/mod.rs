//! Response times, as they are published.

mod published;
