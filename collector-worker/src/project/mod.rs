//! A project's Durable Object: `object` is the glue, `write` is what one delivery does,
//! `turn` keeps it whole, `limits` says how much is taken.

mod limits;
mod object;
pub(crate) mod turn;
mod write;

pub use object::Project;
