//! Runs a collector on one machine.

pub(crate) mod data;
pub(crate) mod limits;
pub(crate) mod own_project;
pub(crate) mod serve;
pub(crate) mod socket;
pub(crate) mod start;
pub(crate) mod whole_file;
