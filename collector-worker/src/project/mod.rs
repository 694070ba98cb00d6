//! A project's Durable Object: `object` is the glue, `write` is what one delivery does,
//! `turn` keeps it whole, `limits` says how much is taken.

mod limits;
mod object;
mod turn;
mod write;

#[cfg(test)]
pub(crate) mod heard;

pub use object::Project;
