//! Runs a collector on one machine, by the launcher that the npm package has as well.

pub(crate) mod launcher;
