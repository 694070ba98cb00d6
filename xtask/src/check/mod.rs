//! What is run before a change lands: tests, lints, sizes, packages, pictures.

pub(crate) mod audit;
pub(crate) mod deploy;
pub(crate) mod lint;
pub(crate) mod shots;
pub(crate) mod size;
pub(crate) mod test;
