//! The claims of docs/privacy.md: the contents of a page, a disk, a log and the memory of a process.

mod consent;
mod countries;
mod deleted_rows;
mod idle_memory;
mod installations;
mod known_leaks;
mod merging;
mod midnight;
mod midnight_alarm;
mod retention;
mod salt;
mod senders;
mod sharded_export;
mod stolen_folder;
mod storage;
mod stored_bytes;
mod thief;
mod two_days;
mod usage;
mod visits;
mod vitals;
