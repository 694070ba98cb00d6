//! The contract between the stateless part and the Durable Objects, in one place: every request, and the
//! type of its answer, by the object that takes it. A new request is an entry in the file of its object; the
//! compiler asks for its handler.
//!
//! The strings here are storage keys: to change one is to lose the data behind it.

#[macro_use]
mod contract;

mod answers;
mod decisions;
mod directory;
mod kinds;
mod outbox;
mod people;
mod project;
mod queries;
mod salt;
mod shared;
mod sources;
#[cfg(test)]
mod tests;

pub(crate) use answers::*;
pub(crate) use contract::*;
pub(crate) use decisions::*;
pub(crate) use directory::*;
pub(crate) use kinds::*;
pub(crate) use outbox::*;
pub(crate) use people::*;
pub(crate) use project::*;
pub(crate) use queries::*;
pub(crate) use salt::*;
pub(crate) use shared::*;
pub(crate) use sources::*;
