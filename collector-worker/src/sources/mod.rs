//! Source maps: taken in once, kept in pieces, asked for the original of a frame.
//!
//! A project's maps live in an object of their own, so that none of them weighs on the one
//! that takes events; a project that never had any has no such object. What reads maps is
//! the crate `source-map`; here is where its pieces are kept, and who asks for them.
//!
//! An event is never lost, nor late, for a map: who asks waits only so long, and goes on
//! with the frames as the browser told them.

mod body;
mod object;
mod trace;

pub(crate) use body::too_large;
pub use object::Sources;
pub(crate) use trace::{Traced, for_grouping, for_people};

/// The most bytes of all of a project's maps: a tenth of what an object's database may have.
/// They are stored at about a third of what is uploaded.
const PROJECT_BYTES: u64 = 1_000_000_000;
