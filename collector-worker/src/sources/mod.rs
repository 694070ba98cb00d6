//! Source maps: taken in once, kept in pieces, asked for the original of a frame.
//!
//! A project's maps live in an object of their own, so that none of them weighs on the one
//! that takes events; a project that never had any has no such object. What reads maps is
//! the crate `source-map`; here is where its pieces are kept, and who asks for them.
//!
//! An event is never lost, nor late, for a map: who asks waits only so long, and goes on
//! with the frames as the browser told them.

mod body;
mod files;
mod keep;
mod object;
mod resolve;
mod schema;
mod trace;

pub(crate) use body::too_large;
pub use object::Sources;
pub(crate) use trace::{Traced, for_grouping, for_people};

/// The most bytes of all of a project's maps: a tenth of what an object's database may have.
/// They are stored at about a third of what is uploaded.
const PROJECT_BYTES: u64 = 1_000_000_000;
/// Files of a release: a site with as many chunks has other worries.
const RELEASE_FILES: u64 = 5_000;
/// Resolved places that are kept, the newest ones: some tens of megabytes at most.
const RESOLVED: i64 = 20_000;
