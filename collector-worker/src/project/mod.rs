//! A project's Durable Object: `object` is the glue, `write` is what one write does.

mod object;
mod write;

pub use object::Project;
