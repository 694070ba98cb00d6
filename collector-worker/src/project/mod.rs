//! A project's Durable Object: `object` is the glue, `write` is what deliveries do, `fold` makes
//! one write of those that arrived together (`hours` of the hours of issues), `turn` keeps it
//! whole, `limits` says how much is taken; `reading` is what only pages ask, `owner` what people
//! do with all they have here, `day` what midnight does.

mod day;
mod fold;
mod hours;
mod limits;
mod object;
mod owner;
mod reading;
pub(crate) mod turn;
mod write;

#[cfg(test)]
pub(crate) mod heard;

pub use object::Project;
