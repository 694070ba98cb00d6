//! The npm package in projects of others: bundlers, frameworks, Node, and the command for source maps.

mod bundlers;
mod collector_package;
mod container;
mod deploys;
mod desktop;
mod edge;
mod frameworks;
mod matrix;
mod node;
mod other_runtimes;
mod snippets;
mod source_map_command;
mod source_maps;
mod stock_builds;
mod tarball;
mod template;
mod workerd;
mod workers;
