//! What an operator's machine does to a collector: kills, traps, full disks, proxies.

mod backup;
mod base_path;
mod blocker;
mod check;
mod check_page;
mod crash;
mod crash_phases;
mod deadline;
mod machine;
mod operations;
pub(crate) mod own_route;
mod proxies;
mod public_addresses;
mod shared_delivery;
mod source_map_memory;
mod start_command;
mod trap;
mod upgrade;
