//! The npm package in projects of others.

pub mod built;
pub mod consumer;
pub mod node_runner;
