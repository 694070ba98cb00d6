//! What an operator's machine does to a collector: kills, traps, full disks, proxies.

mod carried;
mod command;
mod crash;
mod crash_phases;
mod machine;
mod operations;
mod proxies;
mod source_map_memory;
mod trap;
