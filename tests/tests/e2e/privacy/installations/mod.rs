//! Installations of applications: what leaves a machine, and as they are published.

mod device;
mod published;
