//! The object of a project's source maps: uploads, and lookups of frames.
//!
//! A project's maps live in an object of their own, so that none of them weighs on the one
//! that takes events; a project that never had any has no such object. What reads maps is
//! the crate `source-map`; the store keeps its pieces.
//!
//! An event is never lost, nor late, for a map: the stateless part waits only so long, and goes
//! on with the frames as the browser sent them.

mod object;
pub(crate) mod upload;

pub use object::Sources;
pub(crate) use upload::too_large;
