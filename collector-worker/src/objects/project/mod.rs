//! A project's Durable Object: `object` is the glue, `write` is what deliveries do, `fold` makes
//! one write of those that arrived together (`hours` of the hours of issues), `turn` keeps it
//! whole, `limits` says how much is taken, `budgets` how much of it is kept in an hour; `reading` is
//! what only pages ask, `owner` what people do with all they have here, `operations` what takes
//! several turns or objects, `day` what midnight does, `past_days` what is left to do of the days
//! before it.

pub(crate) mod erase_import;
mod object;
mod operations;
pub(crate) mod queries;

pub use object::Project;
