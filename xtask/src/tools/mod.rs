//! Other programs: what a fresh machine lacks, where things are, and how they are run.

pub(crate) mod command;
pub(crate) mod debian;
pub(crate) mod install;
pub(crate) mod paths;
