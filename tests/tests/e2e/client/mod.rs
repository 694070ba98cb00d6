//! The client in pages of real browsers: what it catches, sends, and never does.

mod ask;
mod breadcrumbs;
mod demo;
mod engines;
mod fallback;
mod feedback;
mod fingerprint;
mod hostile_page;
mod loader;
mod offline;
mod on_event;
mod page_life;
mod receipt;
mod script_error;
mod self_check;
mod stacks;
mod storm;
mod tag;
mod tag_and_import;
mod unload;
