//! The claims of docs/privacy.md: the contents of a page, a disk, a log and the memory of a process.

mod consent;
mod midnight;
mod midnight_alarm;
mod salt;
mod storage;
mod stored_bytes;
mod thief;
mod two_days;
