//! The npm package in projects of others: bundlers, frameworks, Node, and the command for source maps.

mod deploys;
mod frameworks;
mod map_command;
mod node;
mod snippets;
mod source_maps;
mod tarball;
mod workers;
