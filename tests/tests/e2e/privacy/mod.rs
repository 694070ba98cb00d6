//! What is claimed of privacy: what a page, a disk, a log and the memory of a process hold.

mod consent;
mod midnight;
mod midnight_alarm;
mod salt;
mod storage;
mod stored_bytes;
mod thief;
mod two_days;
