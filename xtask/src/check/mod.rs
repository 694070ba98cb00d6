//! The checks before a change lands: tests, lints, sizes, packages, pictures.

pub(crate) mod audit;
pub(crate) mod deploy;
mod end_to_end;
mod entries;
pub(crate) mod hunt;
pub(crate) mod instructions;
pub(crate) mod lint;
pub(crate) mod matrix;
mod selection;
pub(crate) mod shots;
pub(crate) mod size;
pub(crate) mod test;
mod weight;
