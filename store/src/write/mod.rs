//! Writing deliveries: those that arrived together are folded into one write, within the limits of
//! the project.

pub mod budgets;
pub mod deliveries;
#[cfg(test)]
pub mod fixtures;
pub mod fold;
pub mod hours;
pub mod limits;
