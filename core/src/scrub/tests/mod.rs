//! Tables of what goes and what stays, frames of three engines, and laws for any input.

mod beside;
mod event;
mod frames;
mod kinds;
mod laws;
mod survivors;
mod table;
