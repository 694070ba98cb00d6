//! Writing deliveries: those that arrived together are folded into one write, within the limits of
//! the project.

pub(crate) mod budgets;
pub mod deliveries;
#[cfg(test)]
pub(crate) mod fixtures;
pub(crate) mod fold;
pub(crate) mod hours;
mod issue_update;
pub mod limits;
mod opening;
