//! The client in pages of real browsers: what it hears, sends, and never does.

mod demo;
mod early;
mod engines;
mod entries;
mod fallback;
mod hostile_page;
mod leaving;
mod offline;
mod on_event;
mod script_error;
mod stacks;
mod storm;
mod tag;
