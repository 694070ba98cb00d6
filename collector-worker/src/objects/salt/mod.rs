//! The salt's life: made once for a UTC day, shared by every part of the collector,
//! destroyed when the day ends.
//!
//! It is never written. Where the binding for it is there (at the edge, where idle objects
//! are evicted), two halves of it are kept in two places, so that it survives: see
//! `halves`. Where it is not (on one machine, where the runtime is told never to evict the
//! keeper), it lives in the keeper's memory and nowhere else, and is lost with the process:
//! the day goes on with a new salt, and its visitors are counted once more. That is the
//! right thing to lose.
//!
//! Every copy in our memory is overwritten with zeros when it is dropped (`copy`).

mod copy;
pub(crate) mod day_digests;
mod halves;
mod keeper;

pub(crate) use copy::{derive, forget_past, of};
pub use keeper::Salt;
