//! Source maps: uploaded files, the pieces of their maps, and the original of a frame.

pub mod files;
pub mod pieces;
pub mod resolve;

/// Files of a release: a site with as many chunks has other worries.
pub const RELEASE_FILES: u64 = 5_000;

/// Resolved places that are kept, the newest ones: some tens of megabytes at most.
const RESOLVED: i64 = 20_000;
