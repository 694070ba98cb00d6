//! The npm package in projects of others.

pub mod built;
pub mod consumer;
pub mod container;
pub mod framework_app;
pub mod installed;
pub mod kept_build;
pub mod node_runner;
pub mod stock;
pub mod stock_server;
pub mod tools;
