//! Noise of a project: which rules are on and what each recognised, and whether there is more of it than usual.

pub(crate) mod rules;
pub(crate) mod trend;
